"""Every read of this room."""

from collections.abc import Sequence
from datetime import datetime

from waypost.cases.queries import sources
from waypost.cases.values import SourceFacts
from waypost.connectors.config_file import poll_every
from waypost.connectors.kinds import KINDS
from waypost.connectors.leases import last_polled


def polled_sources() -> Sequence[SourceFacts]:
    """Return the sources that are polled, of all forces, paused ones too, in the order in which they were added."""
    found = [source for kind in KINDS if KINDS[kind].open is not None for source in sources(kind=kind)]
    return sorted(found, key=lambda source: source.id)


def sources_to_poll(*, now: datetime) -> Sequence[SourceFacts]:
    """Return the sources, of all forces, whose next poll is due, in the order in which they were added."""
    polled = [source for source in polled_sources() if source.paused_at is None]
    begun = last_polled(polled)
    return [
        source for source in polled if source.id not in begun or begun[source.id] + poll_every(source.config) <= now
    ]


def sources_without_way_back() -> Sequence[SourceFacts]:
    """Return the sources that take nothing back: what victims of their cases write waits in the outbox."""
    return [source for name, kind in KINDS.items() for source in sources(kind=name) if not kind.has_way_back(source)]
