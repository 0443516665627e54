"""Occurrences that could not be made into a snapshot: kept as they were read, and their cases held."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from waypost.base.scope import in_force
from waypost.cases.values import SourceFacts
from waypost.connectors.models import SetAside


@dataclass(frozen=True)
class Unreadable:
    """One occurrence, what is wrong with it (a field and no value), and what was read of it: bytes, or rows."""

    occurrence: str
    reference: str
    error: str
    raw: object


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


def set_aside(source: SourceFacts, unreadable: Sequence[Unreadable], *, now: datetime) -> None:
    """Keep what could not be read, in the caller's transaction of the source's force."""
    for one in unreadable:
        values = {
            "reference": one.reference[:64],
            "error": one.error[:300],
            "raw": zlib.compress(_bytes(one.raw)),
            "last_at": now,
        }
        SetAside.objects.update_or_create(
            force=source.force,
            source_id=source.id,
            occurrence=one.occurrence[:120],
            defaults=values | {"tries": F("tries") + 1, "mended_at": None},
            create_defaults=values | {"first_at": now},
        )


def note_mended(source: SourceFacts, occurrences: Sequence[str], *, now: datetime) -> None:
    """Remember that these could be read now."""
    SetAside.objects.filter(
        force=source.force, source_id=source.id, occurrence__in=list(occurrences), mended_at=None
    ).update(mended_at=now)


def asides(source: SourceFacts, ids: Sequence[int]) -> Sequence[Aside]:
    """Return what was set aside of a source under these ids, in their order."""
    with in_force(source.force):
        rows = SetAside.objects.filter(force=source.force, source_id=source.id, id__in=ids).order_by("id")
        return [_aside(row) for row in rows]


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
    )


def _bytes(raw: object) -> bytes:
    return raw if isinstance(raw, bytes) else json.dumps(raw, default=str).encode("utf-8", "replace")
