"""Every read of this room."""

from collections.abc import Sequence
from datetime import datetime

from waypost.cases.queries import sources
from waypost.cases.values import SourceFacts
from waypost.connectors.leases import last_polled
from waypost.connectors.sql.config import poll_every
from waypost.connectors.values import SourceKind


def sources_to_poll(*, now: datetime) -> Sequence[SourceFacts]:
    """Return the sources, of all forces, whose next poll is due, in the order in which they were added."""
    polled = sources(kind=SourceKind.SQL)
    begun = last_polled(polled)
    return [
        source for source in polled if source.id not in begun or begun[source.id] + poll_every(source.config) <= now
    ]


def sources_without_way_back() -> Sequence[SourceFacts]:
    """Return the sources that take nothing back: what victims of their cases write waits in the outbox."""
    return [
        *(source for source in sources(kind=SourceKind.PUSH) if not source.write_back_url),
        *(source for source in sources(kind=SourceKind.SQL) if not _has_way_back(source)),
    ]


def _has_way_back(source: SourceFacts) -> bool:
    mapping = source.config.get("mapping")
    return isinstance(mapping, dict) and bool(mapping.get("write_back"))
