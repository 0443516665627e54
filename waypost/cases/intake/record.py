"""Writing a batch of snapshots into the record: lock, fold, write in sets."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

import orjson

from waypost.base.queue import wake
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.applied import AnyApplied, AppliedCase, AppliedIncident, read_applied
from waypost.cases.contributions.joining import DISAGREES, disagreements, parts_of
from waypost.cases.contributions.names import mark_in, mark_of
from waypost.cases.envelopes import Envelope, keep_envelopes
from waypost.cases.folding import Folded, Rules, Stale, fold
from waypost.cases.hearings.keeping import Heard, keep_hearings
from waypost.cases.intake.linking import follow_links, read_links
from waypost.cases.intake.links import write_links
from waypost.cases.intake.locking import Locked, lock_rows
from waypost.cases.intake.opened import Open
from waypost.cases.intake.people import mark_absent, write_people
from waypost.cases.intake.unreadable import is_awaited
from waypost.cases.intake.values import Candidate, Written
from waypost.cases.intake.waiting import join_waiting
from waypost.cases.models import Case, HeldItem
from waypost.cases.places import wake_readers
from waypost.cases.screening import HeldItem as Held
from waypost.cases.values import CaseKind, SourceFacts

_ALL_IS_BACKLOG = -(100 * 365)
"""Days: a case is not recorded as long as this before it happens."""
OWNED_ELSEWHERE = "source"
"""The section under which a snapshot of a second source is held."""

HeldKey = tuple[str, ...]
"""What tells one held item of a case from another."""

_UPDATED = (
    "revision", "content_hash", "applied", "events", "held", "group", "status",
    "flags", "linked", "counterpart", "officer", "officer_team", "recorded_at", "updated_at", "seen_at",
)  # fmt: skip


def write_record(source: SourceFacts, batch: Sequence[Candidate], *, rules: Rules, now: datetime) -> Sequence[Written]:
    """
    Write the snapshots into the record, inside the caller's transaction; return what became of each.

    Crimes and incidents come in one batch as they please. Their rows are locked in the order of their keys, so that
    two batches cannot lock each other out; the snapshots of one are folded in the order given, and its events
    numbered on from the last. An incident is told of the crimes recorded from it in the same transaction.
    """
    if not batch:
        return []
    rows = lock_rows(source, batch, now=now)
    own = {candidate.key for candidate in batch}
    cases = {key: open_locked(locked, is_own=key in own) for key, locked in rows.items()}
    links = read_links(batch, cases, force=source.force)
    written, kept = [], []
    for candidate in batch:
        result = fold_one(source, cases[candidate.key], candidate, rules=rules, now=now)
        written.append(result)
        if result.accepted:
            kept.append(Envelope(source.id, candidate.event_id, candidate.raw))
            follow_links(cases[candidate.key], cases=cases, links=links, now=now)
    join_waiting(list(cases.values()), force=source.force, rules=rules, now=now)
    changed = [case for case in cases.values() if case.is_changed]
    write_opened(changed, force=source.force, now=now)
    keep_envelopes(kept, force=source.force, now=now)
    return written


def open_locked(locked: Locked, *, is_own: bool) -> Open:
    """Return a locked record, ready to be folded onto where it is the batch's own."""
    row, document = locked.row, locked.document
    # Of a record that the batch does not change the document is left unread.
    if not is_own or document is None:
        return Open(row, None, document, tuple(row.linked))
    applied = read_applied(document, is_incident=row.kind == CaseKind.INCIDENT)
    hearings = applied.hearings if isinstance(applied, AppliedCase) else ()
    return Open(row, applied, document, tuple(row.linked), hearings)


def fold_one(source: SourceFacts, case: Open, candidate: Candidate, *, rules: Rules, now: datetime) -> Written:
    """Fold one snapshot onto its record, which nobody else has in hand; nothing is written yet."""
    if case.row.source_id != source.id:
        _hold_foreign(source, case)
        return Written(accepted=1, held=1)
    snapshot = candidate.snapshot
    if candidate.content_hash:
        if candidate.content_hash == case.row.content_hash:
            return Written(unchanged=1)
        snapshot = snapshot.model_copy(update={"revision": case.row.revision + 1})
    if case.row.revision and case.document is None:
        # It was erased: what it says now is no news to anybody.
        rules = replace(rules, backlog_days=_ALL_IS_BACKLOG)
    try:
        folded = fold(snapshot, onto=case.applied, revision=case.row.revision, rules=rules, seen_at=now)
    except Stale:
        return Written(stale=1)
    _advance(case, folded, now)
    case.row.content_hash = candidate.content_hash
    return Written(accepted=1, held=1 if folded.held else 0)


def _hold_foreign(source: SourceFacts, case: Open) -> None:
    case.is_changed = True
    case.foreign.append(
        Held(
            section=OWNED_ELSEWHERE,
            item="",
            field="source",
            value=source.name[:60],
            sentence="Another source also sent this reference. One source owns a reference: decide which is right.",
        )
    )


def _advance(case: Open, folded: Folded, now: datetime) -> None:
    case.row.revision = folded.applied.revision
    case.tell(folded.changes, now=now)
    case.applied, case.held = folded.applied, folded.held
    case.changed_people = case.changed_people or folded.changed_people


def write_opened(cases: Sequence[Open], *, force: ForceName, now: datetime) -> None:
    """Write these records, which the caller has locked, with all that hangs on them, and wake who reads them."""
    if not cases:
        return
    _write_held(force, cases, now)
    update_rows([_columns(case, now) for case in cases], _UPDATED)
    write_links(force, cases)
    write_people(force, {CaseId(case.row.id): case.applied for case in cases if case.applied and case.changed_people})
    mark_absent(force, {CaseId(case.row.id): case.applied for case in cases if case.applied and _had_people(case)})
    keep_hearings([one for case in cases if (one := _heard(case)) is not None], force=force, now=now)
    insert_rows([event for case in cases for event in case.events])
    wake_readers([CaseId(case.row.id) for case in cases], force=force, now=now)
    wake("drain", force=force)


def _heard(case: Open) -> Heard | None:
    if not case.has_other_hearings or not isinstance(case.applied, AppliedCase):
        return None
    return Heard(CaseId(case.row.id), case.applied.hearings, case.is_first_sight)


def _had_people(case: Open) -> bool:
    return case.changed_people and case.document is not None


def _columns(case: Open, now: datetime) -> Case:
    row, applied, document = case.row, case.applied, case.document
    row.seen_at = now
    if applied is not None and (case.held is not None or case.contributed):
        document = applied.to_json()
        set_columns(row, applied)
    # It is JSON text already, and goes into the set as it is.
    row.applied = orjson.Fragment(document) if document is not None else None
    return row


def set_columns(row: Case, applied: AnyApplied) -> None:
    """Set what is kept beside the document, to be found by."""
    row.status, row.updated_at = applied.status or "", applied.updated_at
    if isinstance(applied, AppliedIncident):
        _incident_columns(row, applied)
    else:
        _crime_columns(row, applied)


def _crime_columns(row: Case, applied: AppliedCase) -> None:
    row.group, row.flags, row.recorded_at = applied.offence.group, list(applied.flags), applied.recorded_at
    row.counterpart = applied.incident_reference or ""
    row.officer, row.officer_team = "", ""
    if applied.officer is not None:
        row.officer, row.officer_team = applied.officer.collar_number, applied.officer.team or ""
    row.linked = _distinct(*applied.linked, applied.merged_into, applied.incident_reference)


def _incident_columns(row: Case, applied: AppliedIncident) -> None:
    row.group, row.flags, row.recorded_at = applied.group or "", list(applied.flags or ()), applied.opened_at
    row.counterpart = applied.case_reference or ""
    row.linked = _distinct(applied.case_reference)


def _distinct(*references: str | None) -> list[str]:
    return list(dict.fromkeys(reference for reference in references if reference))


def _write_held(force: ForceName, cases: Sequence[Open], now: datetime) -> None:
    concerned = [case for case in cases if case.row.held or case.held or case.foreign or case.contributed]
    if not concerned:
        return
    before = _open_items(concerned)
    new, gone = [], []
    for case in concerned:
        was = before.get(case.row.id, {})
        still = open_keys(case, before=set(was))
        named = {_key(item): item for item in _held_now(case)}
        gone += [row.id for key, row in was.items() if key not in still]
        new += [_row(force, case.row, item, now) for key, item in named.items() if key not in was]
        case.row.held = len(still)
    if gone:
        HeldItem.objects.filter(id__in=gone).update(released_at=now)
    insert_rows(new)


def _open_items(cases: Sequence[Open]) -> Mapping[int, Mapping[tuple[str, ...], HeldItem]]:
    found: dict[int, dict[tuple[str, ...], HeldItem]] = {}
    rows = HeldItem.objects.filter(case_id__in=[case.row.id for case in cases], released_at=None).order_by("id")
    for row in rows:
        found.setdefault(row.case_id, {})[(row.section, row.item, row.field, row.value)] = row
    return found


def open_keys(case: Open, *, before: Set[HeldKey]) -> Set[HeldKey]:
    """Return what is held now: what the newest state holds, and of `before` what that state does not decide."""
    return {_key(item) for item in _held_now(case)} | {key for key in before if _stays(key, case)}


def _held_now(case: Open) -> Iterator[Held]:
    yield from (*(case.held or ()), *case.foreign)
    for items in case.contributed.values():
        yield from items


def _stays(key: HeldKey, case: Open) -> bool:
    """Whether what was held stays so: what another source sent is not decided by this source's next revision."""
    section, _, field, value = key
    mark = mark_in(section)
    if mark is None:
        is_undecided = section == OWNED_ELSEWHERE or is_awaited(section, value, revision=case.row.revision)
        return case.held is None or is_undecided
    if section in case.contributed:
        return False
    if case.held is None or not isinstance(case.applied, AppliedCase):
        return True
    if field == DISAGREES:
        return key in {_key(item) for item in disagreements(case.applied)}
    references = {case.applied.reference, *case.applied.linked, *(part.reference for part in parts_of(case.applied))}
    return mark in {mark_of(reference) for reference in references}


def _key(item: Held) -> HeldKey:
    return (item.section, item.item, item.field, item.value)


def _row(force: ForceName, case: Case, item: Held, now: datetime) -> HeldItem:
    return HeldItem(
        force=force,
        case_id=case.id,
        section=item.section,
        item=item.item,
        field=item.field,
        value=item.value,
        sentence=item.sentence[:400],
        revision=case.revision,
        held_at=now,
    )
