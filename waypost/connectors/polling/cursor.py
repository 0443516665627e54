"""
How far a polled source has been read, so that nothing is missed and little is read twice.

The position is a time of the source's own clock, never of ours. Every poll reads again a window before it: a
slow transaction commits rows with a time that others have been read past, several rows share one time, and two
servers that write to one database need not agree about the time. What is read twice unchanged costs a comparison.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LOOK_BACK = timedelta(days=3)
"""Once a day so much is read again: what committed so late that no poll saw it."""
_LOOK_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class Position:
    """How far a database has been read, and when the long look back was, both in its own clock."""

    at: datetime | None = None
    looked_back_at: datetime | None = None

    def __str__(self) -> str:
        return " ".join(each.isoformat() for each in (self.at, self.looked_back_at) if each is not None)


def position_of(text: str, *, zone: ZoneInfo | None) -> Position:
    """
    Return a position as it was kept.

    Where it cannot be read, or the mapping's clock was changed since, it is the start: everything is read again.
    """
    try:
        times = [datetime.fromisoformat(each) for each in text.split()]
    except ValueError:
        return Position()
    fits = all((each.tzinfo is None) == (zone is not None) for each in times)
    return Position(*times[:2]) if fits else Position()


def has_to_look_back(position: Position, *, source_now: datetime) -> bool:
    """Whether it is a day since the last long look back; also where the source's clock was put back since."""
    last = position.looked_back_at
    return last is None or not timedelta() <= source_now - last < _LOOK_AGAIN


def window_start(position: datetime, *, source_now: datetime, overlap: timedelta, zone: ZoneInfo | None) -> datetime:
    """
    Return from which time on rows are read.

    All times are of the source's clock: aware, or wall time in `zone`. A position ahead of the source's own
    present (a row from the future, a clock that was put back) does not hide what is written now.
    """
    start = min(position, source_now) - overlap
    if zone is None:
        return start
    return start - _put_back(start, max(position, source_now), zone=zone)


def read_from(
    position: datetime | None, *, source_now: datetime, overlap: timedelta, zone: ZoneInfo | None, look_back: bool
) -> datetime | None:
    """Return from which time on this poll reads, None for all: further back where it is a long look back."""
    if position is None:
        return None
    while_before = max(overlap, LOOK_BACK) if look_back else overlap
    return window_start(position, source_now=source_now, overlap=while_before, zone=zone)


def next_position(position: datetime | None, *, newest: datetime | None, source_now: datetime) -> datetime | None:
    """
    Return the position after rows up to `newest` were read in full.

    Never later than the source's present when the poll began: what was written since has to be read again.
    """
    known = [each for each in (position, newest) if each is not None]
    return min(max(known), source_now) if known else None


def source_time(present: datetime, *, zone: ZoneInfo | None) -> datetime:
    """Return what a source says of its present in the kind in which it writes times: aware, or wall time."""
    if zone is None:
        return present if present.tzinfo else present.replace(tzinfo=UTC)
    return present.astimezone(zone).replace(tzinfo=None) if present.tzinfo else present


def _put_back(start: datetime, end: datetime, *, zone: ZoneInfo) -> timedelta:
    """Return by how much the wall clock was put back between two wall times: the same hour came twice."""
    before = start.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
    after = end.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
    return max(before - after, timedelta())
