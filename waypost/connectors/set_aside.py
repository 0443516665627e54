"""Occurrences that could not be made into a snapshot: kept as they were read, and their cases held."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from waypost.cases.values import SourceFacts
from waypost.connectors.models import SetAside


@dataclass(frozen=True)
class Unreadable:
    """One occurrence, what is wrong with it (a field and no value), and its rows."""

    occurrence: str
    reference: str
    error: str
    rows: object


def set_aside(source: SourceFacts, unreadable: Sequence[Unreadable], *, now: datetime) -> None:
    """Keep what could not be read, in the caller's transaction of the source's force."""
    for one in unreadable:
        values = {
            "reference": one.reference[:64],
            "error": one.error[:300],
            "raw": zlib.compress(json.dumps(one.rows, default=str).encode("utf-8", "replace")),
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
