"""Making and locking the rows of a batch, so that of two records that belong together the later sees the earlier."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from zlib import crc32

from django.db import connection
from django.db.models import Q

from waypost.base.values import ForceName
from waypost.cases.intake.values import Candidate, Key
from waypost.cases.models import Case
from waypost.cases.values import CaseKind, SourceFacts

_CLASS = crc32(b"waypost.cases.counterpart") & 0x7FFFFFFF
_BUCKETS = 4096
"""Bounds what a batch takes of the server's table of locks; two references in one bucket only wait a moment."""


def lock_rows(source: SourceFacts, batch: Sequence[Candidate], *, now: datetime) -> Mapping[Key, Case]:
    """
    Return the rows of the batch, made where they are new, and of the incidents that belong to its crimes, locked.

    They are locked in the order of their keys, so that two batches cannot lock each other out.
    """
    wanted = {candidate.key for candidate in batch}
    named = {(candidate.key, candidate.counterpart) for candidate in batch if candidate.counterpart}
    known = _named_now(source.force, wanted | {other for _, other in named})
    # Whoever was named before is looked for by who named it: that is on disk.
    missing = {other for key, other in named if other not in known and known.get(key) != other.reference}
    _wait_for_counterparts(source.force, new=wanted - set(known), missing=missing - wanted)
    _make_rows(source, wanted - set(known), now)
    incidents = [other.reference for _, other in named if other.kind is CaseKind.INCIDENT]
    crimes = [key.reference for key in wanted if key.kind is CaseKind.CRIME]
    belonging = Q(reference__in=incidents) | Q(counterpart__in=crimes)
    rows = (
        Case.objects.select_for_update()
        .filter(_any_of(wanted) | (Q(kind=CaseKind.INCIDENT) & belonging), force=source.force)
        .order_by("reference", "kind")
    )
    return {Key(row.reference, CaseKind(row.kind)): row for row in rows}


def _named_now(force: ForceName, keys: Collection[Key]) -> Mapping[Key, str]:
    """Return which of these are known, and what each names."""
    rows = Case.objects.filter(_any_of(keys), force=force).values_list("reference", "kind", "counterpart")
    return {Key(reference, CaseKind(kind)): counterpart for reference, kind, counterpart in rows}


def _any_of(keys: Collection[Key]) -> Q:
    wanted = Q()
    for kind in CaseKind:
        wanted |= Q(kind=kind, reference__in=[key.reference for key in keys if key.kind is kind])
    return wanted


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
    Case.objects.bulk_create(
        [
            Case(force=source.force, source_id=source.id, kind=key.kind, reference=key.reference, seen_at=now)
            for key in sorted(keys)
        ],
        ignore_conflicts=True,
    )
