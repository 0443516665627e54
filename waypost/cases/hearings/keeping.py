"""Writes the rows of hearings, under the lock of their cases, in two statements however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.base.sets import insert_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.hearing_models import CourtHearing
from waypost.cases.hearings.rules import follow
from waypost.cases.hearings.values import Kept
from waypost.cases.snapshot import Hearing

_UPDATED = ("at", "was_at", "court", "kind", "status", "changed_at", "result_code", "result_at", "attend")


@dataclass(frozen=True)
class Heard:
    """The hearings that one case has now; `is_first_sight`: nothing was held of the case before."""

    case_id: CaseId
    hearings: Sequence[Hearing]
    is_first_sight: bool


def keep_hearings(cases: Sequence[Heard], *, force: ForceName, now: datetime) -> int:
    """Let the rows follow the cases, which the caller has locked; return how many are other than before."""
    if not cases:
        return 0
    before = _before([one.case_id for one in cases])
    rows = [
        _row(force, one.case_id, kept)
        for one in sorted(cases, key=lambda each: each.case_id)
        for kept in follow(before.get(one.case_id, {}), one.hearings, is_first_sight=one.is_first_sight, now=now)
    ]
    insert_rows(rows, unique=["case", "ref"], update=_UPDATED)
    return len(rows)


def as_kept(row: CourtHearing) -> Kept:
    """Return a row as a value."""
    return Kept(
        ref=row.ref,
        at=row.at,
        court=row.court,
        kind=row.kind,
        status=row.status,
        changed_at=row.changed_at,
        was_at=row.was_at,
        result_code=row.result_code,
        result_at=row.result_at,
        attend=tuple(row.attend),
    )


def _before(case_ids: Sequence[CaseId]) -> Mapping[CaseId, Mapping[str, Kept]]:
    found: dict[CaseId, dict[str, Kept]] = {}
    for row in CourtHearing.objects.filter(case_id__in=case_ids):
        found.setdefault(CaseId(row.case_id), {})[row.ref] = as_kept(row)
    return found


def _row(force: ForceName, case_id: CaseId, kept: Kept) -> CourtHearing:
    return CourtHearing(
        force=force,
        case_id=case_id,
        ref=kept.ref,
        at=kept.at,
        was_at=kept.was_at,
        court=kept.court,
        kind=kept.kind,
        status=kept.status,
        changed_at=kept.changed_at,
        result_code=kept.result_code,
        result_at=kept.result_at,
        attend=list(kept.attend),
    )
