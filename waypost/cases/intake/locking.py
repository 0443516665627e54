"""Making and locking the rows of a batch, so that of two records that belong together the later sees the earlier."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zlib import crc32

from django.db import connection

from waypost.base.sets import insert_rows
from waypost.base.values import ForceName
from waypost.cases.finding.keys import reference_key
from waypost.cases.intake.values import Candidate, Key
from waypost.cases.models import Case
from waypost.cases.snapshot import CaseSnapshot
from waypost.cases.values import CaseKind, SourceFacts

_CLASS = crc32(b"waypost.cases.counterpart") & 0x7FFFFFFF
_BUCKETS = 4096
"""Bounds what a batch takes of the server's table of locks; two references in one bucket only wait a moment."""
_READ: Final = (
    "id", "kind", "source_id", "reference", "revision", "content_hash", "events", "held", "group", "status",
    "flags", "linked", "counterpart", "officer", "officer_team", "recorded_at", "updated_at", "seen_at",
)  # fmt: skip
# Each way to find a record by an index of its own; the second condition is that of the index of counterparts.
_LOCK: Final = f"""
SELECT applied, {", ".join(f'"{name}"' for name in _READ)} FROM cases_case WHERE force = %(force)s AND (
    (kind = 'crime' AND reference = ANY(%(crimes)s::text[]))
    OR (kind = 'incident' AND reference = ANY(%(incidents)s::text[]))
    OR (kind = 'incident' AND counterpart = ANY(%(crimes)s::text[]) AND NOT (counterpart = ''))
) ORDER BY reference, kind FOR UPDATE
"""  # noqa: S608 - the names are ours
_NAMED: Final = """
SELECT reference, kind, counterpart, linked FROM cases_case
    WHERE force = %s AND kind = 'crime' AND reference = ANY(%s::text[])
UNION ALL SELECT reference, kind, counterpart, linked FROM cases_case
    WHERE force = %s AND kind = 'incident' AND reference = ANY(%s::text[])
"""


@dataclass(frozen=True)
class Locked:
    """The row of one record without its document, which is beside it as JSON text: None where the row is new."""

    row: Case
    document: str | None


@dataclass(frozen=True)
class _Known:
    """What one record names now: its counterpart, and all the references that it is linked with."""

    counterpart: str
    linked: Sequence[str]


_NOBODY: Final = _Known("", ())


def lock_rows(source: SourceFacts, batch: Sequence[Candidate], *, now: datetime) -> Mapping[Key, Locked]:
    """
    Return the rows of the batch, made where they are new, and of the incidents that belong to its crimes, locked.

    They are locked in the order of their keys, so that two batches cannot lock each other out.
    """
    wanted = {candidate.key for candidate in batch}
    named = {(candidate.key, candidate.counterpart) for candidate in batch if candidate.counterpart}
    known = _named_now(source.force, wanted | {other for _, other in named})
    # Whoever was named before is looked for by who named it: that is on disk.
    missing = {
        other for key, other in named if other not in known and known.get(key, _NOBODY).counterpart != other.reference
    }
    # Who links a record with a court's number and who finds no record of that number must not overlook each other.
    linked = {Key(each, CaseKind.CRIME) for one in batch for each in _newly_linked(one, known)}
    _wait_for_counterparts(source.force, new=(wanted - set(known)) | linked, missing=missing - wanted)
    _make_rows(source, wanted - set(known), now)
    return _lock(source.force, wanted, {other for _, other in named})


def lock_known(references: Collection[str], *, force: ForceName) -> Mapping[Key, Locked]:
    """Return the crimes of these references that are there, locked in the order in which intake locks them."""
    found = _lock(force, {Key(reference, CaseKind.CRIME) for reference in references}, ())
    return {key: locked for key, locked in found.items() if key.kind is CaseKind.CRIME}


def wait_for_records(references: Collection[str], *, force: ForceName) -> None:
    """Wait for whoever makes a record of one of these references, or links one with it, and hold off who would."""
    _wait_for_counterparts(force, new=(), missing=[Key(reference, CaseKind.CRIME) for reference in references])


def _newly_linked(candidate: Candidate, known: Mapping[Key, _Known]) -> Collection[str]:
    snapshot = candidate.snapshot
    return (
        set(snapshot.linked).difference(known.get(candidate.key, _NOBODY).linked)
        if isinstance(snapshot, CaseSnapshot)
        else ()
    )


def _lock(force: ForceName, wanted: Collection[Key], named: Collection[Key]) -> Mapping[Key, Locked]:
    parameters: dict[str, str | list[str]] = {
        "force": force,
        "crimes": _references(wanted, CaseKind.CRIME),
        "incidents": _references({*wanted, *named}, CaseKind.INCIDENT),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, parameters)
        rows = [_locked(force, values) for values in cursor.fetchall()]
    return {Key(each.row.reference, CaseKind(each.row.kind)): each for each in rows}


def _locked(force: ForceName, values: Sequence[Any]) -> Locked:
    document, *others = values
    return Locked(Case(force=force, **dict(zip(_READ, others, strict=True))), document)


def _references(keys: Iterable[Key], kind: CaseKind) -> list[str]:
    return [key.reference for key in keys if key.kind is kind]


def _named_now(force: ForceName, keys: Collection[Key]) -> Mapping[Key, _Known]:
    """Return which of these are known, and what each names."""
    with connection.cursor() as cursor:
        crimes, incidents = _references(keys, CaseKind.CRIME), _references(keys, CaseKind.INCIDENT)
        cursor.execute(_NAMED, [force, crimes, force, incidents])
        return {
            Key(reference, CaseKind(kind)): _Known(counterpart, linked)
            for reference, kind, counterpart, linked in cursor.fetchall()
        }


def _wait_for_counterparts(force: ForceName, *, new: Iterable[Key], missing: Iterable[Key]) -> None:
    """
    Let whoever makes a record, and whoever names it before it is there, not overlook each other.

    Neither sees what the other has not committed, and there is no row yet to meet at. So who makes one shares a
    lock on its key, and who names one that is missing has that lock alone: the second comes after the first.
    """
    shared = dict.fromkeys((_bucket(force, key) for key in new), False)
    buckets = shared | dict.fromkeys((_bucket(force, key) for key in missing), True)
    if not buckets:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN alone THEN pg_advisory_xact_lock(%s, bucket)"
            " ELSE pg_advisory_xact_lock_shared(%s, bucket) END"
            " FROM (SELECT * FROM unnest(%s::int[], %s::bool[]) AS b (bucket, alone) ORDER BY bucket) AS ordered",
            [_CLASS, _CLASS, list(buckets), list(buckets.values())],
        )


def _bucket(force: ForceName, key: Key) -> int:
    return crc32(f"{force}\x1f{key.kind}\x1f{key.reference}".encode()) % _BUCKETS


def _make_rows(source: SourceFacts, keys: Iterable[Key], now: datetime) -> None:
    rows = [
        Case(
            force=source.force,
            source_id=source.id,
            kind=key.kind,
            reference=key.reference,
            reference_key=reference_key(key.reference),
            seen_at=now,
        )
        for key in sorted(keys)
    ]
    insert_rows(rows, ignore_conflicts=True)
