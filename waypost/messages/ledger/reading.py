"""Every read of the ledger, in batches that fit into memory however long the chain is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.messages.ledger.breaks import KeptEntry, KeptSeal
from waypost.messages.ledger.models import LedgerEntry, LedgerSeal
from waypost.messages.ledger.values import Columns, EntryKind

_ENTRIES_AT_ONCE = 2000
_SEALS_AT_ONCE = 200

_UNSEALED = """
SELECT e.id, e.written_at, u.entry_id IS NOT NULL FROM messages_ledger_entry e
LEFT JOIN messages_ledger_unsealed u ON u.entry_id = e.id
LEFT JOIN (SELECT unnest(entries) AS id FROM messages_ledger_seal WHERE force = %(force)s) s ON s.id = e.id
WHERE e.force = %(force)s AND s.id IS NULL ORDER BY e.id
"""
_SEALED_TWICE = """
SELECT entry FROM messages_ledger_seal, unnest(entries) AS entry WHERE force = %(force)s
GROUP BY entry HAVING count(*) > 1 ORDER BY entry
"""
# What was accepted before the ledger began is in no entry.
_NOT_IN_LEDGER = """
SELECT a.reference FROM messages_attempt a
WHERE a.force = %(force)s AND a.accepted_at > (
    SELECT min(written_at) FROM messages_ledger_entry WHERE force = %(force)s
) AND NOT EXISTS (
    SELECT FROM messages_ledger_entry e
    WHERE e.force = %(force)s AND e.kind = 'handed_over' AND e.reference = a.reference
) ORDER BY a.reference
"""
_NO_MESSAGE = """
SELECT e.id, e.reference FROM messages_ledger_entry e
WHERE e.force = %(force)s AND e.reference <> '' AND NOT EXISTS (
    SELECT FROM messages_attempt a WHERE a.force = %(force)s AND a.reference = e.reference
) ORDER BY e.id
"""
_TOLD_TWICE = """
SELECT reference FROM messages_ledger_entry WHERE force = %(force)s AND kind = 'handed_over'
GROUP BY reference HAVING count(*) > 1 ORDER BY reference
"""


@dataclass(frozen=True)
class Head:
    """The newest seal of a force: who keeps it elsewhere can tell later whether the chain was cut or made anew."""

    number: int
    hash: str
    sealed_at: datetime


def head(force: ForceName) -> Head | None:
    """Return the newest seal, or None where nothing was ever sealed."""
    with in_force(force):
        row = LedgerSeal.objects.filter(force=force).order_by("-number").first()
    return Head(row.number, bytes(row.hash).hex(), row.sealed_at) if row else None


def seals_up_to(number: int, *, force: ForceName) -> Iterator[Sequence[KeptSeal]]:
    """Yield the seals in order, in groups of about as many entries as fit into memory."""
    group: list[KeptSeal] = []
    for one in _seals(number, force=force):
        if group and sum(len(each.entries) for each in group) + len(one.entries) > _ENTRIES_AT_ONCE:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def entries_by_id(ids: Sequence[UUID]) -> Mapping[UUID, KeptEntry]:
    """Return these entries with their contents, in the force of the open transaction."""
    rows = LedgerEntry.objects.filter(id__in=ids).select_related("contents")
    return {row.id: kept_entry(row) for row in rows}


def entries_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[KeptEntry]:
    """Return what the ledger holds about a case, in the order in which it was written."""
    with in_force(force):
        rows = LedgerEntry.objects.filter(force=force, case_id=case_id).select_related("contents")
        return [kept_entry(row) for row in rows.order_by("id")]


def seals_of(ids: Iterable[UUID], *, force: ForceName) -> Mapping[UUID, int]:
    """Return the number of the seal of each of these entries that has one."""
    found: dict[UUID, int] = {}
    with in_force(force):
        for entry_id in ids:
            # The bounds are indexed; what an array holds is not, behind the wall.
            seals = LedgerSeal.objects.filter(force=force, last_entry__gte=entry_id, first_entry__lte=entry_id)
            number = (
                seals.filter(entries__contains=[entry_id])
                .order_by("last_entry", "number")
                .values_list("number", flat=True)
                .first()
            )
            if number is not None:
                found[entry_id] = number
    return found


def erased_at(case_ids: Iterable[int]) -> Mapping[int, datetime]:
    """Return when each of these cases was last erased, in the force of the open transaction."""
    said = LedgerEntry.objects.filter(case_id__in=set(case_ids), kind=EntryKind.ERASED)
    return dict(said.order_by("case_id").values_list("case_id").annotate(Max("written_at")))


def unsealed(force: ForceName) -> Iterator[tuple[UUID, datetime, bool]]:
    """Return the entries that no seal covers, when each was written, and whether it waits for a seal."""
    return iter(_rows(_UNSEALED, force))


def sealed_twice(force: ForceName) -> Iterator[UUID]:
    """Yield the entries that stand in more than one seal, or twice in one."""
    return (entry_id for (entry_id,) in _rows(_SEALED_TWICE, force))


def not_in_ledger(force: ForceName) -> Iterator[str]:
    """Yield the references of hand-overs that a provider has and the ledger has not."""
    return (reference for (reference,) in _rows(_NOT_IN_LEDGER, force))


def without_message(force: ForceName) -> Iterator[tuple[UUID, str]]:
    """Yield the entries that speak of a hand-over of which there is no record, with its reference."""
    return ((entry_id, reference) for entry_id, reference in _rows(_NO_MESSAGE, force))


def told_twice(force: ForceName) -> Iterator[str]:
    """Yield the references of hand-overs that stand in the ledger more than once."""
    return (reference for (reference,) in _rows(_TOLD_TWICE, force))


def kept_entry(row: LedgerEntry) -> KeptEntry:
    """Return a row, read with its contents, as it is checked and shown."""
    said = getattr(row, "contents", None)
    columns = Columns(
        id=row.id,
        force=row.force,
        case_id=row.case_id,
        person_id=row.person_id,
        message_id=row.message_id,
        kind=row.kind,
        reference=row.reference,
        at=row.at,
        written_at=row.written_at,
        contents_digest=bytes(row.contents_digest),
    )
    return KeptEntry(
        columns,
        bytes(row.digest),
        salt=bytes(said.salt) if said else None,
        contents=said.contents.encode() if said else None,
    )


def _seals(number: int, *, force: ForceName) -> Iterator[KeptSeal]:
    last = -1
    while True:
        rows = LedgerSeal.objects.filter(force=force, number__gt=last, number__lte=number).order_by("number")
        batch = list(rows[:_SEALS_AT_ONCE])
        for row in batch:
            yield KeptSeal(row.number, bytes(row.previous), bytes(row.hash), row.sealed_at, tuple(row.entries))
        if len(batch) < _SEALS_AT_ONCE:
            return
        last = batch[-1].number


def _rows(sql: str, force: ForceName) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"force": force})
        return list(cursor.fetchall())
