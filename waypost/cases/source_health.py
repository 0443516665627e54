"""What is known of the sources themselves: when each was heard of, and since when it is missed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from waypost.base.values import ForceName
from waypost.cases.freshness import Changes
from waypost.cases.models import Source
from waypost.cases.queries import source_facts
from waypost.cases.values import SourceFacts


def every_source() -> Sequence[SourceFacts]:
    """Return the sources of all forces, in the order in which they were added."""
    return [source_facts(row) for row in Source.objects.order_by("id")]


def sources_with_age(force: ForceName) -> Mapping[int, tuple[SourceFacts, datetime]]:
    """Return the sources of a force by id, each with when it was added."""
    return {row.id: (source_facts(row), row.created_at) for row in Source.objects.filter(force=force)}


def oldest_source_at() -> datetime | None:
    """Return when the first source was added, None where there is none."""
    return Source.objects.order_by("created_at").values_list("created_at", flat=True).first()


def note_changes(found: Changes) -> None:
    """Write down which sources are missed from now on, and which no longer."""
    for source_id, since in found.stale.items():
        Source.objects.filter(id=source_id).update(stale_since=since)
    if found.well:
        Source.objects.filter(id__in=found.well).update(stale_since=None)
