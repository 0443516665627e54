"""
Whether what we hold of a source may be out of date. Pure.

A source promises within how many minutes we hear of it: a poll that came to its end, an event, a heartbeat. One that
has promised nothing is never late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from waypost.cases.values import SourceFacts


@dataclass(frozen=True)
class Changes:
    """Which sources went stale, since when each was not heard of, and which are well again; by id."""

    stale: Mapping[int, datetime]
    well: frozenset[int]


def is_behind(source: SourceFacts, *, now: datetime) -> bool:
    """
    Whether we have not heard of a source for longer than it has promised; also while somebody has paused it.

    One that we have never had all of is behind: a first load is half of what it has to say.
    """
    if source.fresh_within_minutes is None:
        return False
    return source.last_ok_at is None or now - source.last_ok_at > timedelta(minutes=source.fresh_within_minutes)


def silent_since(source: SourceFacts, *, added_at: datetime, now: datetime) -> datetime | None:
    """
    Return since when nobody has heard of a source that should be heard of by now, or None where nothing is wrong.

    One that somebody has paused is not missed. One that was never heard of has its promise from when it was added.
    """
    if source.fresh_within_minutes is None or source.paused_at is not None:
        return None
    since = source.last_ok_at or added_at
    return since if now - since > timedelta(minutes=source.fresh_within_minutes) else None


def changes(sources: Mapping[int, tuple[SourceFacts, datetime]], *, now: datetime) -> Changes:
    """Return what differs from what the sources say of themselves; each comes with when it was added."""
    stale, well = {}, set()
    for source_id, (source, added_at) in sources.items():
        since = silent_since(source, added_at=added_at, now=now)
        if since is not None and source.stale_since is None:
            stale[source_id] = since
        if since is None and source.stale_since is not None:
            well.add(source_id)
    return Changes(stale, frozenset(well))
