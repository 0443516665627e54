"""
How far a polled source has been read, so that nothing is missed and little is read twice.

The position is a time of the source's own clock, never of ours. Every poll reads again a window before it: a
slow transaction commits rows with a time that others have been read past, several rows share one time, and two
servers that write to one database need not agree about the time. What is read twice unchanged costs a comparison.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


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
