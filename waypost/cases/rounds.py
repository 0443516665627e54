"""Which cases of a source are read again though nothing says that they changed: those that may still be told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from waypost.base.scope import in_force
from waypost.cases.models import Case
from waypost.cases.values import SourceFacts
from waypost.cases.vocabulary import CaseStatus, IncidentStatus

STILL_WATCHED = timedelta(days=60)
"""For so long after its end a case may be reopened, or its end be told."""
_OVER = [
    *(status.value for status in CaseStatus if not status.is_open),
    *(status.value for status in IncidentStatus if status.is_over),
]


@dataclass(frozen=True)
class CaseToRead:
    """A case as its source knows it; `place` is where it stands in the order of a round."""

    place: int
    reference: str


def count_to_read(source: SourceFacts, *, now: datetime) -> int:
    """Return how many cases of a source a round has."""
    with in_force(source.force):
        return _to_read(source, now=now).count()


def next_to_read(source: SourceFacts, *, after: int, limit: int, now: datetime) -> Sequence[CaseToRead]:
    """Return the next cases of a round, from behind the place `after` on."""
    with in_force(source.force):
        rows = _to_read(source, now=now).filter(id__gt=after).order_by("id")[:limit]
        return [CaseToRead(place, reference) for place, reference in rows.values_list("id", "reference")]


def _to_read(source: SourceFacts, *, now: datetime) -> QuerySet[Case]:
    is_watched = ~Q(status__in=_OVER) | Q(updated_at__gte=now - STILL_WATCHED)
    return Case.objects.filter(is_watched, force=source.force, source_id=source.id)
