"""
When the post arrives: a letter is delivered once it was printed and the post has had its days. Pure.

*Source:* design 1.3: "for a letter the printer's word plus the force's postal days"; ADR 0017.
"""

from collections.abc import Set
from datetime import date, datetime, time

from waypost.base.clock import LONDON
from waypost.base.working_days import add_working_days

_POST_HAS_COME = time(18)


def arrives_at(printed_at: datetime, *, days: int, holidays: Set[date]) -> datetime:
    """Return from when on a letter counts as delivered: the evening of the working day `days` after it was printed."""
    printed_on = printed_at.astimezone(LONDON).date()
    return datetime.combine(add_working_days(printed_on, days, holidays=holidays), _POST_HAS_COME, LONDON)


def last_posting(tell_by: datetime, *, days: int, holidays: Set[date]) -> datetime:
    """Return the last moment at which a letter may be printed so that it arrives by `tell_by`."""
    local = tell_by.astimezone(LONDON)
    # Before the post has come that day, it is the day before that counts.
    early = 1 if local.time() < _POST_HAS_COME else 0
    return datetime.combine(add_working_days(local.date(), -(days + early), holidays=holidays), time(0), LONDON)


def must_write(posting: datetime, *, handed_over_at: datetime, now: datetime) -> bool:
    """
    Whether a message without a receipt is told by letter as well, since a later one would come too late.

    One that was handed over after that is not: no letter could have been in time.
    """
    return handed_over_at <= posting <= now
