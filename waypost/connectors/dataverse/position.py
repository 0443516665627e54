"""
How far a service has been read, so that nothing is missed.

A tracked table has a link of the service's own, which says by itself where to go on. The others have a time of the
service's clock, never of ours, and a while before it is read again. `load_since` is a first load, or a reading from
a moment on, that has not come to its end: everything from that time on is still to be read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

FROM_THE_START = "start"


class BadTime(ValueError):
    """A time of change is none."""


@dataclass(frozen=True)
class Position:
    """Where the next poll goes on; `load_since` is None once everything was read. `mark`: for which mapping it is."""

    links: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)
    load_since: str | None = FROM_THE_START
    mark: str = ""

    def with_link(self, table: str, link: str) -> "Position":
        """Return the position after a page of a tracked table."""
        return replace(self, links={**self.links, table: link})

    def with_time(self, table: str, at: str) -> "Position":
        """Return the position after a table was read up to a time."""
        return replace(self, times={**self.times, table: at})

    def loading(self, since: str | None) -> "Position":
        """Return the position with a load that goes on from a time, or is done."""
        return replace(self, load_since=since)

    def text(self) -> str:
        """Return the position as it is kept."""
        kept = {"links": dict(self.links), "times": dict(self.times), "load_since": self.load_since, "mark": self.mark}
        return json.dumps(kept)


def position_of(text: str) -> Position:
    """Return a position that was kept; what cannot be read is the start, which costs time and loses nothing."""
    if not text:
        return Position()
    try:
        kept = json.loads(text)
        links, times, since, mark = (kept[name] for name in ("links", "times", "load_since", "mark"))
    except (ValueError, KeyError, TypeError):
        return Position()
    if not (isinstance(links, dict) and isinstance(times, dict) and isinstance(since, str | None)):
        return Position()
    return Position(links, times, since, str(mark))


def position_from(moment: datetime) -> Position:
    """Return the position from which everything that changed since a moment is read again."""
    return Position(load_since=written(moment))


def written(moment: datetime) -> str:
    """Return a moment as a filter has it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def moment_of(value: object) -> datetime:
    """
    Return a time of change that the service gave.

    :raises BadTime: if it is none with an offset.
    """
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise BadTime("a time of change is none") from None
    if at.tzinfo is None:
        raise BadTime("a time of change has no offset")
    return at


def window_start(known: str, *, present: datetime | None, overlap: timedelta) -> str:
    """
    Return from which time on rows are read.

    A slow write shows late with the time at which it began, and several servers need not agree about the time. A
    position ahead of the service's own present does not hide what is written now.
    """
    at = moment_of(known)
    return written((min(at, present) if present else at) - overlap)


def time_after(known: str | None, *, newest: str | None, present: datetime | None) -> str | None:
    """Return the time after rows up to `newest` were read, never past the service's present when that began."""
    told = [moment_of(each) for each in (known, newest) if each]
    if not told:
        return None
    return written(min(max(told), present) if present else max(told))
