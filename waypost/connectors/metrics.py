"""Figures for Prometheus: how old what we hold of each source is, and whether anybody watches."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import DatabaseError
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from waypost.access.queries import force_names
from waypost.base.clock import now
from waypost.base.scope import in_force
from waypost.cases.source_health import every_source, oldest_source_at
from waypost.cases.values import SourceFacts
from waypost.connectors.set_aside import parked_of
from waypost.connectors.watching import LATE_AFTER, last_watched

_LABELS = ["force", "source"]


class SourceFigures(Collector):
    """What stands in the database now, whichever process is asked; nothing where the database does not answer."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name no figures before they are asked for: that would need the database."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the figures; a source is named by its id."""
        try:
            sources, watched_at, moment = every_source(), last_watched(), now()
            parked = _parked()
        except DatabaseError:
            return
        yield from _of_sources(sources, parked, moment)
        if watched_at is not None:
            age = (moment - watched_at).total_seconds()
            yield GaugeMetricFamily("waypost_source_watch_age_seconds", "Since sources were last looked at", age)


def nobody_watches(*, now: datetime) -> bool:
    """
    Whether nobody has looked at the sources for so long that the worker must have stopped, or stands still.

    Also where nobody ever has: a worker may stand still from its first minute.
    """
    since = last_watched() or oldest_source_at()
    return since is not None and now - since > LATE_AFTER


def _parked() -> Mapping[int, int]:
    found: dict[int, int] = {}
    for force in force_names():
        with in_force(force):
            found |= {source_id: parked.count for source_id, parked in parked_of(force).items()}
    return found


def _of_sources(
    sources: Sequence[SourceFacts], parked: Mapping[int, int], moment: datetime
) -> Iterator[GaugeMetricFamily]:
    age = GaugeMetricFamily("waypost_source_age_seconds", "Since we had all that a source has to say", labels=_LABELS)
    stale = GaugeMetricFamily("waypost_source_stale", "Whether a source is missed now", labels=_LABELS)
    paused = GaugeMetricFamily("waypost_source_paused", "Whether people have paused a source", labels=_LABELS)
    aside = GaugeMetricFamily("waypost_source_parked", "What a source sent and nobody could take", labels=_LABELS)
    for source in sources:
        labels = [str(source.force), str(source.id)]
        if source.last_ok_at is not None:
            age.add_metric(labels, (moment - source.last_ok_at).total_seconds())
        stale.add_metric(labels, source.stale_since is not None)
        paused.add_metric(labels, source.paused_at is not None)
        aside.add_metric(labels, parked.get(source.id, 0))
    yield from (age, stale, paused, aside)


REGISTRY.register(SourceFigures())
