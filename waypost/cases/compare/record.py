"""What changed in the case itself: status, offence, links, outcome, officers, flags."""

from collections.abc import Iterator

from waypost.base.values import JsonValue
from waypost.cases.applied import AppliedCase
from waypost.cases.compare.values import Change, ChangeKind, Pair, flags_changed
from waypost.cases.snapshot import Officer, Outcome
from waypost.cases.vocabulary import CaseStatus


def changes_of_record(pair: Pair[AppliedCase]) -> Iterator[Change]:
    """Yield what the newer revision says anew about the case as a whole."""
    yield from _recorded(pair)
    if not pair.is_first_sight:
        yield from flags_changed(pair.before.flags, pair.after.flags, at=pair.at)
    yield from _status(pair)
    yield from _offence(pair)
    yield from _links(pair)
    yield from _officers(pair)
    yield from _outcome(pair)


def _recorded(pair: Pair[AppliedCase]) -> Iterator[Change]:
    if pair.is_first_sight:
        yield Change(ChangeKind.CRIME_RECORDED, pair.after.recorded_at)


def _status(pair: Pair[AppliedCase]) -> Iterator[Change]:
    before, after = pair.before.status, pair.after.status
    if after is None or before == after:
        return
    kind = status_kind(before, CaseStatus(after))
    if kind is ChangeKind.STATUS_CHANGED and pair.is_first_sight:
        return
    yield Change(kind, pair.at, details={"from": before, "to": after})


def status_kind(before: str | None, after: CaseStatus) -> ChangeKind:
    """
    Name a move of the status; `before` is None where none was known.

    A case that is first seen as allocated was recorded a moment before: it is told as allocated.
    """
    if after is CaseStatus.CLOSED:
        return ChangeKind.CASE_CLOSED
    if after is CaseStatus.CANCELLED:
        return ChangeKind.CRIME_CANCELLED
    if after is CaseStatus.TRANSFERRED:
        return ChangeKind.CRIME_TRANSFERRED
    if before == CaseStatus.CLOSED:
        return ChangeKind.CRIME_REOPENED
    if after in _ALLOCATED and before in _NOT_YET_ALLOCATED:
        return ChangeKind.CRIME_ALLOCATED
    return ChangeKind.STATUS_CHANGED


_ALLOCATED = frozenset({CaseStatus.ALLOCATED, CaseStatus.UNDER_INVESTIGATION})
_NOT_YET_ALLOCATED = frozenset({None, CaseStatus.RECORDED, CaseStatus.SCREENING})


def _offence(pair: Pair[AppliedCase]) -> Iterator[Change]:
    before, after = pair.before.offence, pair.after.offence
    if (before.group, before.code) != (after.group, after.code) and not pair.is_first_sight:
        details: dict[str, JsonValue] = {
            "group": after.group,
            "group_before": before.group,
            "code": after.code,
            "code_before": before.code,
        }
        yield Change(ChangeKind.CRIME_RECLASSIFIED, pair.at, details=details)


def _links(pair: Pair[AppliedCase]) -> Iterator[Change]:
    new = set(pair.after.linked) - set(pair.before.linked)
    if new:
        yield Change(ChangeKind.CRIME_LINKED, pair.at, details={"linked": [*sorted(new)]})
    target = pair.after.merged_into
    if target and target != pair.before.merged_into:
        yield Change(ChangeKind.CRIME_MERGED, pair.at, details={"merged_into": target})


def _officers(pair: Pair[AppliedCase]) -> Iterator[Change]:
    before, after = _number(pair.before.officer), _number(pair.after.officer)
    if before != after:
        yield Change(_oic_kind(before, after), pair.at)
    flo = _number(pair.after.flo)
    if flo is not None and flo != _number(pair.before.flo):
        yield Change(ChangeKind.FLO_ASSIGNED, pair.at)


def _number(officer: Officer | None) -> str | None:
    # The collar number is the officer: a promotion or a mended name is nobody new.
    return officer.collar_number if officer else None


def _oic_kind(before: str | None, after: str | None) -> ChangeKind:
    if after is None:
        return ChangeKind.OIC_REMOVED
    return ChangeKind.OIC_ASSIGNED if before is None else ChangeKind.OIC_CHANGED


def _outcome(pair: Pair[AppliedCase]) -> Iterator[Change]:
    before, after = pair.before.outcome, pair.after.outcome
    if before == after:
        return
    if after is None:
        yield Change(ChangeKind.OUTCOME_WITHDRAWN, pair.at)
    elif before is not None and _decision(before) == _decision(after):
        yield Change(ChangeKind.OUTCOME_REWORDED, pair.at, details={"code": after.code})
    else:
        details: dict[str, JsonValue] = {"code": after.code, "decided_by": after.decided_by}
        yield Change(ChangeKind.OUTCOME_ASSIGNED, after.decided_at, details=details)


def _decision(outcome: Outcome) -> tuple[object, ...]:
    return outcome.code, outcome.decided_at
