"""From dates and spans to points in time: local days and hours, over working days and changes of the clock."""

from collections.abc import Set
from datetime import UTC, date, datetime, time, timedelta

from waypost.base.clock import LONDON
from waypost.base.working_days import add_working_days
from waypost.journeys.facts import JourneyFacts
from waypost.journeys.named_facts import named_date
from waypost.journeys.runs import RunFacts
from waypost.journeys.values import Moment, Span, Unit


def shifted(start: datetime, span: Span, *, holidays: Set[date]) -> datetime:
    """
    Return the moment that is a span after `start`, or before it; in UTC.

    Hours and minutes elapse. Days keep the time on the wall in Europe/London: a time that the clocks leave out in
    spring comes an hour later on the wall, of one that they show twice in autumn it is the first.
    """
    if span.unit in {Unit.HOURS, Unit.MINUTES}:
        return start.astimezone(UTC) + timedelta(**{span.unit: span.count})
    if not span.count and span.at is None:
        return start
    local = start.astimezone(LONDON)
    at = span.at if span.at is not None else local.time()
    return _on_the_wall(_day(local.date(), span, holidays), at)


def _day(start: date, span: Span, holidays: Set[date]) -> date:
    if span.unit is Unit.WORKING_DAYS:
        return add_working_days(start, span.count, holidays=holidays)
    return start + timedelta(days=span.count)


def _on_the_wall(day: date, at: time) -> datetime:
    return datetime.combine(day, at.replace(fold=0), tzinfo=LONDON).astimezone(UTC)


def next_time(now: datetime, at: time) -> datetime:
    """Return the next moment, `now` included, at which it is `at` in Europe/London; in UTC."""
    today = now.astimezone(LONDON).date()
    due = _on_the_wall(today, at)
    return due if due >= now else _on_the_wall(today + timedelta(days=1), at)


def moment_of(moment: Moment, *, facts: JourneyFacts, run: RunFacts, holidays: Set[date]) -> datetime | None:
    """Return the moment, or None where the case does not, or no longer, have its date."""
    found = named_date(moment.date, facts=facts, run=run)
    return shifted(found, moment.shift, holidays=holidays) if found is not None else None
