"""
Occurrences and events that could not be taken: kept as they came, their cases held, tried again, at last parked.

A try is counted before it is made, in a transaction of its own: one that kills the worker counts as well. What comes
changed begins anew.
"""

import json
import logging
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Count, F, Max, QuerySet

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.values import SourceFacts
from waypost.connectors.models import SetAside

logger = logging.getLogger(__name__)

MOST_TRIES = 5
"""After so many it is parked: then only people try it again."""
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=4)
_GROWS = 4
_LOOKED_AT = 200
_ITS_OWN_SIZE = "54"
"""Class of SQLSTATE: what was sent is too large or too deep. Sent again it is so again."""


@dataclass(frozen=True)
class Parked:
    """How many of a source are parked, and when the newest was."""

    count: int
    newest_at: datetime


@dataclass(frozen=True)
class Unreadable:
    """
    One occurrence, what is wrong with it (a field and no value), and what was read of it: bytes, or rows.

    One that only people can decide about is parked at once.
    """

    occurrence: str
    reference: str
    error: str
    raw: object
    is_for_people: bool = False


@dataclass(frozen=True)
class Aside:
    """Something that was set aside: `raw` are the bytes as they came, or the rows as JSON."""

    id: int
    occurrence: str
    reference: str
    error: str
    raw: bytes
    tries: int
    first_at: datetime
    last_at: datetime
    mended_at: datetime | None
    parked_at: datetime | None = None


def is_its_own_fault(error: Exception) -> bool:
    """Whether what was taken is what failed, and not the database, which is away for a while."""
    if not isinstance(error, OperationalError | InterfaceError):
        return True
    return str(getattr(error.__cause__, "sqlstate", None) or "").startswith(_ITS_OWN_SIZE)


def next_try_at(*, tries: int, last_at: datetime) -> datetime:
    """Return when to try again: after one minute, then four times as long each time."""
    grown: int = _GROWS ** (max(tries, 1) - 1)
    return last_at + min(_FIRST_PAUSE * grown, _LONGEST_PAUSE)


def set_aside(source: SourceFacts, unreadable: Sequence[Unreadable], *, now: datetime) -> None:
    """
    Keep what could not be taken, in the caller's transaction of the source's force.

    What was read again unchanged before its time is no further try.
    """
    known = _known(source, [one.occurrence for one in unreadable])
    for one in unreadable:
        row, raw = known.get(one.occurrence[:120]), _packed(one.raw)
        is_same = row is not None and row.mended_at is None and bytes(row.raw) == raw
        if is_same and row is not None and not _is_due(row, now=now):
            continue
        begun = {} if is_same else {"tries": 1, "parked_at": None, "mended_at": None}
        parked = {"parked_at": now} if one.is_for_people else {}
        values = {"reference": one.reference[:64], "error": one.error[:300], "raw": raw, "last_at": now}
        SetAside.objects.update_or_create(
            force=source.force,
            source_id=source.id,
            occurrence=one.occurrence[:120],
            defaults=values | {"tries": F("tries") + 1} | begun | parked,
            create_defaults=values | {"first_at": now} | parked,
        )


def standing_aside(source: SourceFacts, raws: Mapping[str, object], *, now: datetime) -> Collection[str]:
    """Return which of these occurrences stand aside as they are, and are not tried now; the caller is in the force."""
    return [
        occurrence
        for occurrence, row in _known(source, list(raws)).items()
        if row.mended_at is None and not _is_due(row, now=now) and bytes(row.raw) == _packed(raws[occurrence])
    ]


def begin_try(source: SourceFacts, *, now: datetime) -> Aside | None:
    """
    Return what of a source is to be tried again now, its try counted already; None where nothing is left.

    What has been tried often enough is parked. Committed when this returns.
    """
    with in_force(source.force):
        park_spent(source, now=now)
        waiting = _waiting(source).select_for_update(skip_locked=True).order_by("last_at", "id")
        due = next((row for row in waiting[:_LOOKED_AT] if _is_due(row, now=now)), None)
        if due is None:
            return None
        SetAside.objects.filter(id=due.id).update(tries=F("tries") + 1, last_at=now)
        return _aside(due)


def count_try(source: SourceFacts, aside_id: int, *, now: datetime) -> None:
    """Count a try that people have asked for, before it is made."""
    with in_force(source.force):
        rows = SetAside.objects.filter(force=source.force, source_id=source.id, id=aside_id)
        rows.update(tries=F("tries") + 1, last_at=now)


def park_spent(source: SourceFacts, *, now: datetime) -> int:
    """Park what has been tried often enough, in the caller's transaction; return how many."""
    count = _waiting(source).filter(tries__gte=MOST_TRIES).update(parked_at=now)
    if count:
        logger.error("source %s: %s records are parked after %s tries", source.id, count, MOST_TRIES)
    return count


def parked_of(force: ForceName) -> Mapping[int, Parked]:
    """Return what is parked, by the id of the source; the caller is in the force."""
    rows = SetAside.objects.filter(force=force, mended_at=None, parked_at__isnull=False).values("source_id")
    found = rows.annotate(count=Count("id"), newest=Max("parked_at")).values_list("source_id", "count", "newest")
    return {source_id: Parked(count, newest) for source_id, count, newest in found}


def note_mended(source: SourceFacts, occurrences: Sequence[str], *, now: datetime) -> None:
    """Remember that these could be read now."""
    SetAside.objects.filter(
        force=source.force, source_id=source.id, occurrence__in=list(occurrences), mended_at=None
    ).update(mended_at=now, parked_at=None)


def asides(source: SourceFacts, ids: Sequence[int]) -> Sequence[Aside]:
    """Return what was set aside of a source under these ids, in their order."""
    with in_force(source.force):
        rows = SetAside.objects.filter(force=source.force, source_id=source.id, id__in=ids).order_by("id")
        return [_aside(row) for row in rows]


def listed(source: SourceFacts, *, is_open_only: bool) -> Sequence[Aside]:
    """Return what was set aside of a source, the newest first; mended ones too where they are asked for."""
    with in_force(source.force):
        rows = SetAside.objects.filter(force=source.force, source_id=source.id).order_by("-last_at", "-id")
        return [_aside(row) for row in (rows.filter(mended_at=None) if is_open_only else rows)]


def _known(source: SourceFacts, occurrences: Sequence[str]) -> Mapping[str, SetAside]:
    rows = SetAside.objects.filter(
        force=source.force, source_id=source.id, occurrence__in=[one[:120] for one in occurrences]
    )
    return {row.occurrence: row for row in rows}


def _waiting(source: SourceFacts) -> "QuerySet[SetAside]":
    return SetAside.objects.filter(force=source.force, source_id=source.id, mended_at=None, parked_at=None)


def _is_due(row: SetAside, *, now: datetime) -> bool:
    return row.parked_at is None and next_try_at(tries=row.tries, last_at=row.last_at) <= now


def _aside(row: SetAside) -> Aside:
    return Aside(
        id=row.id,
        occurrence=row.occurrence,
        reference=row.reference,
        error=row.error,
        raw=zlib.decompress(bytes(row.raw)),
        tries=row.tries,
        first_at=row.first_at,
        last_at=row.last_at,
        mended_at=row.mended_at,
        parked_at=row.parked_at,
    )


def _packed(raw: object) -> bytes:
    return zlib.compress(_bytes(raw))


def _bytes(raw: object) -> bytes:
    return raw if isinstance(raw, bytes) else json.dumps(raw, default=str).encode("utf-8", "replace")
