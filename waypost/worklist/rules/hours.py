"""When something is due, in the hours in which a desk works. Local times are London's; moments are UTC."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from waypost.base.clock import LONDON

_MIDNIGHT = time(0)


@dataclass(frozen=True)
class DeskHours:
    """
    When a desk works. `days` are weekdays, Monday 0; `until` is exclusive, 00:00 being the end of the day.

    :raises ValueError: if it never works: nothing would ever be due.
    """

    start: time
    until: time
    days: frozenset[int]
    works_on_bank_holidays: bool

    def __post_init__(self) -> None:
        if not self.days or (self.until != _MIDNIGHT and self.until <= self.start):
            raise ValueError(f"a desk that works from {self.start} until {self.until} never works")


@dataclass(frozen=True)
class Span:
    """How long something may take: so many hours of a desk, or until it closes so many of its days later."""

    working_hours: int = 0
    working_days: int = 0


def due_after(start: datetime, span: Span, *, hours: DeskHours, holidays: Set[date]) -> datetime:
    """
    Return when `span` has passed since `start`, in the hours of a desk; UTC.

    The day of `start` is day 0. Hours are hours that pass, so a night in which the clocks change counts as it is.
    """
    if span.working_days:
        return _days_after(start, span.working_days, hours=hours, holidays=holidays)
    left, at = timedelta(hours=span.working_hours), start.astimezone(UTC)
    day = at.astimezone(LONDON).date()
    while left > timedelta(0):
        if _works_on(day, hours, holidays):
            opens, closes = _open_between(day, hours)
            begins = max(at, opens)
            if begins + left <= closes:
                return begins + left
            left -= max(closes - begins, timedelta(0))
        day += timedelta(days=1)
    return at


def _days_after(start: datetime, days: int, *, hours: DeskHours, holidays: Set[date]) -> datetime:
    day = start.astimezone(LONDON).date()
    while days:
        day += timedelta(days=1)
        days -= _works_on(day, hours, holidays)
    return _open_between(day, hours)[1]


def _works_on(day: date, hours: DeskHours, holidays: Set[date]) -> bool:
    return day.weekday() in hours.days and (hours.works_on_bank_holidays or day not in holidays)


def _open_between(day: date, hours: DeskHours) -> tuple[datetime, datetime]:
    last = day if hours.until != _MIDNIGHT else day + timedelta(days=1)
    opens = datetime.combine(day, hours.start, tzinfo=LONDON)
    return opens.astimezone(UTC), datetime.combine(last, hours.until, tzinfo=LONDON).astimezone(UTC)


def working_minutes(start: datetime, end: datetime, *, hours: DeskHours, holidays: Set[date]) -> int:
    """Return how many minutes of a desk's hours lie between two moments; none where the end comes first."""
    passed, day = timedelta(0), start.astimezone(LONDON).date()
    while day <= end.astimezone(LONDON).date():
        if _works_on(day, hours, holidays):
            opens, closes = _open_between(day, hours)
            passed += max(min(end, closes) - max(start, opens), timedelta(0))
        day += timedelta(days=1)
    return int(passed.total_seconds() // 60)
