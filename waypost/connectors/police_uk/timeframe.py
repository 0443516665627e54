"""Which times a snapshot shows for what happened at a moment of the row's month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from waypost.base.clock import LONDON

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time; both ends count."""

    start: datetime
    end: datetime


class Timeframe(Protocol):
    """Where on the calendar a replay is shown."""

    @property
    def visits_lie_ahead(self) -> bool:
        """Whether no visit's time has come when the replay is read."""

    def past(self, at: datetime) -> datetime:
        """Return the time shown for something that has happened; keeps the order."""

    def visit_day_zero(self, booked_at: datetime, /) -> datetime:
        """Return the moment from which the days ahead of a visit are counted."""


@dataclass(frozen=True, slots=True)
class InItsMonth:
    """Everything is shown in the month that the file names."""

    visits_lie_ahead: bool = False

    def past(self, at: datetime) -> datetime:
        """Return the time itself, to the second."""
        return at.replace(microsecond=0)

    def visit_day_zero(self, booked_at: datetime, /) -> datetime:
        """Return when the visit was booked."""
        return booked_at


@dataclass(frozen=True, slots=True)
class PressedBefore:
    """All that happened is pressed into a span that ends now; visits stay days ahead of now."""

    now: datetime
    span: timedelta
    original: Window
    visits_lie_ahead: bool = True

    def past(self, at: datetime) -> datetime:
        """Return the time at the same place of the shorter span."""
        part = (at - self.original.start) / (self.original.end - self.original.start)
        return self.now - self.span * (1 - part)

    def visit_day_zero(self, _booked_at: datetime, /) -> datetime:
        """Return now, however long ago the booking was."""
        return self.now


def month_window(month: str) -> Window:
    """
    Return the span of a month, given as YYYY-MM, in which a row's story happens.

    It leaves out the first and last hours, so that the days are of that month in UTC and in Europe/London.
    """
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    next_month = (start + timedelta(days=31)).replace(day=1)
    return Window(start=start + timedelta(hours=1), end=next_month - timedelta(hours=2))


def covering(months: Iterable[str]) -> Window:
    """Return the span from the start of the first month to the end of the last; there must be one."""
    windows = [month_window(month) for month in months]
    return Window(start=min(w.start for w in windows), end=max(w.end for w in windows))


def visit_time(day_zero: datetime, *, working_days: int, at: time) -> datetime:
    """
    Return a time of day in Europe/London so many working days later.

    Bank holidays count as working days: officers visit on them.
    """
    day = day_zero.astimezone(LONDON).date()
    while working_days:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            working_days -= 1
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
