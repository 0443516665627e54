"""When a duty is due. Working days are those of England and Wales, days are London's."""

from collections.abc import Set
from datetime import UTC, date, datetime, time, timedelta

from waypost.base.clock import LONDON
from waypost.base.working_days import add_working_days
from waypost.duties.duty import Duty, Length, Limit


def due_at(duty: Duty, starts_at: datetime, *, enhanced: bool, holidays: Set[date]) -> datetime | None:
    """
    Return the first moment at which the duty is late, in UTC; None where there is no limit.

    The day on which it starts is day 0, and it is due at the end of its last day: the bound is the midnight after. An
    enhanced length that is longer than the standard one does not count.
    *Source:* domain notes 1.4, "Working day"; ADR 16.
    """
    standard = end_of(duty.standard, starts_at, holidays=holidays)
    if not enhanced:
        return standard
    return earlier(standard, end_of(duty.enhanced, starts_at, holidays=holidays))


def end_of(length: Length, starts_at: datetime, *, holidays: Set[date]) -> datetime | None:
    """Return when a length that starts then is over, in UTC."""
    first = starts_at.astimezone(LONDON).date()
    match length.limit:
        case Limit.NONE:
            return None
        case Limit.WORKING_DAYS:
            return midnight_after(add_working_days(first, length.count, holidays=holidays))
        case Limit.DAYS:
            return midnight_after(first + timedelta(days=length.count))
        case Limit.SAME_DAY:
            return midnight_after(first)


def midnight_after(day: date) -> datetime:
    """Return the end of a London day, in UTC. No clock in London changes at midnight."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the earlier of two ends; None is no end."""
    return min(filter(None, (one, other)), default=None)
