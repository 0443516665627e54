"""Local days and hours: working days over holidays, both changes of the clock, leap days, the turn of the year."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.journeys.making import HOLIDAYS, a_journey, an_appointment, an_event, facts, plan
from waypost.base.clock import LONDON
from waypost.base.working_days import bank_holidays, is_working_day
from waypost.journeys.rules.moments import moment_of, next_time, shifted
from waypost.journeys.runs import RunFacts
from waypost.journeys.values import Moment, Span, Unit

TEN = time(10)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        # Easter 2026: Good Friday 3 April, Easter Monday 6 April; the clocks went forward on 29 March.
        ("2026-04-02T09:00", Span(Unit.WORKING_DAYS, 1, TEN), "2026-04-07T09:00"),
        ("2026-03-31T09:00", Span(Unit.WORKING_DAYS, 5, TEN), "2026-04-09T09:00"),
        # From a Saturday, day 0 is the Saturday.
        ("2026-04-04T09:00", Span(Unit.WORKING_DAYS, 1, TEN), "2026-04-07T09:00"),
        # Christmas 2026: Friday 25 December, Boxing Day in lieu on Monday 28; New Year's Day is a Friday.
        ("2026-12-24T15:00", Span(Unit.WORKING_DAYS, 1, TEN), "2026-12-29T10:00"),
        ("2026-12-24T15:00", Span(Unit.WORKING_DAYS, 5, TEN), "2027-01-05T10:00"),
        ("2026-12-29T15:00", Span(Unit.WORKING_DAYS, -1, TEN), "2026-12-24T10:00"),
        # Without a time of day, that of the start.
        ("2026-12-24T15:00", Span(Unit.WORKING_DAYS, 1), "2026-12-29T15:00"),
        # 29 February, and a year without one.
        ("2028-02-28T12:00", Span(Unit.DAYS, 1), "2028-02-29T12:00"),
        ("2028-03-01T12:00", Span(Unit.DAYS, -1), "2028-02-29T12:00"),
        ("2027-02-28T12:00", Span(Unit.DAYS, 1), "2027-03-01T12:00"),
        ("2028-02-29T12:00", Span(Unit.DAYS, 365), "2029-02-28T12:00"),
        ("2026-12-31T23:30", Span(Unit.DAYS, 1, time(0, 15)), "2027-01-01T00:15"),
    ],
)
def test_days_of_the_calendar(start: str, span: Span, due: str) -> None:
    assert shifted(utc(start), span, holidays=bank_holidays()) == utc(due)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        # Sunday 29 March 2026: at 01:00 UTC the clocks go from 01:00 to 02:00. Noon stays noon, 24 hours do not.
        ("2026-03-28T12:00", Span(Unit.DAYS, 1), "2026-03-29T11:00"),
        ("2026-03-28T12:00", Span(Unit.HOURS, 24), "2026-03-29T12:00"),
        ("2026-03-30T11:00", Span(Unit.DAYS, -2), "2026-03-28T12:00"),
        # Half past one does not exist that night: it comes as half past two on the wall.
        ("2026-03-28T12:00", Span(Unit.DAYS, 1, time(1, 30)), "2026-03-29T01:30"),
        ("2026-03-28T01:30", Span(Unit.DAYS, 1), "2026-03-29T01:30"),
        ("2026-03-28T01:30", Span(Unit.DAYS, 2), "2026-03-30T00:30"),
        # Sunday 25 October 2026: half past one comes twice; the first counts.
        ("2026-10-24T12:00", Span(Unit.DAYS, 1, time(1, 30)), "2026-10-25T00:30"),
        ("2026-10-24T11:00", Span(Unit.DAYS, 1), "2026-10-25T12:00"),
        ("2026-10-24T11:00", Span(Unit.HOURS, 24), "2026-10-25T11:00"),
        ("2026-10-25T01:30", Span(Unit.DAYS, 1), "2026-10-26T01:30"),
        # From the second half past one to a night without any, and to one with two.
        ("2026-10-25T01:30", Span(Unit.DAYS, 154), "2027-03-28T01:30"),
        ("2026-10-25T01:30", Span(Unit.DAYS, 371), "2027-10-31T00:30"),
        ("2026-10-25T00:30", Span(Unit.MINUTES, 60), "2026-10-25T01:30"),
        # Half past midnight in summer is still the day before in UTC.
        ("2026-07-01T23:30", Span(Unit.DAYS, -1, TEN), "2026-07-01T09:00"),
        ("2026-07-01T23:30", Span(Unit.DAYS, 1, time(0, 15)), "2026-07-02T23:15"),
    ],
)
def test_the_clock_on_the_wall(start: str, span: Span, due: str) -> None:
    assert shifted(utc(start), span, holidays=HOLIDAYS) == utc(due)


def test_a_moment_that_nothing_shifts_is_itself_also_where_its_hour_comes_twice() -> None:
    second = utc("2026-10-25T01:30")

    assert shifted(second, Span(Unit.DAYS, 0), holidays=HOLIDAYS) == second


@pytest.mark.parametrize(
    ("now", "at", "due"),
    [
        ("2026-11-20T09:00", TEN, "2026-11-20T10:00"),
        ("2026-11-20T10:00", TEN, "2026-11-20T10:00"),
        ("2026-11-20T10:01", TEN, "2026-11-21T10:00"),
        ("2026-03-28T10:30", TEN, "2026-03-29T09:00"),
        ("2026-10-24T10:30", TEN, "2026-10-25T10:00"),
        ("2026-12-31T23:00", time(8), "2027-01-01T08:00"),
        # Across midnight: in summer 23:30 UTC is the next day already.
        ("2026-07-01T23:30", time(0, 15), "2026-07-02T23:15"),
        # Between the two half past ones, the next is tomorrow's.
        ("2026-10-25T01:10", time(1, 30), "2026-10-26T01:30"),
    ],
)
def test_the_next_time_of_day(now: str, at: time, due: str) -> None:
    assert next_time(utc(now), at) == utc(due)


def a_run() -> RunFacts:
    (run,) = plan(a_journey(), events=[an_event(1, "crime.recorded", item="ap1")]).runs
    return run


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        ("2026-10-25T14:00", "2026-10-24T09:00"),
        ("2026-10-26T14:00", "2026-10-25T10:00"),
        ("2027-03-28T14:00", "2027-03-27T10:00"),
        ("2027-03-29T14:00", "2027-03-28T09:00"),
        ("2028-03-01T09:00", "2028-02-29T10:00"),
        ("2026-07-01T23:30", "2026-07-01T09:00"),
    ],
)
def test_the_day_before_is_counted_in_local_days_and_hours(starts_at: str, expected: str) -> None:
    case = facts(appointments=(an_appointment(starts_at=utc(starts_at)),))
    moment = Moment("appointment.starts_at", Span(Unit.DAYS, -1, TEN))

    assert moment_of(moment, facts=case, run=a_run(), holidays=HOLIDAYS) == utc(expected)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001


@given(MOMENTS, st.integers(-400, 400))
def test_days_keep_the_day_count_and_the_time_on_the_wall(start: datetime, days: int) -> None:
    due = shifted(start, Span(Unit.DAYS, days), holidays=HOLIDAYS)

    wall, walled = start.astimezone(LONDON), due.astimezone(LONDON)
    moved_on = walled.replace(tzinfo=None) - wall.replace(tzinfo=None) - timedelta(days=days)
    # Only a time that does not exist on that day may come an hour later.
    assert moved_on == timedelta() or (moved_on == timedelta(hours=1) and walled.hour == 2 and walled.month == 3)


@given(MOMENTS, st.integers(1, 60), st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_working_days_lead_to_working_days(start: datetime, days: int, at: time) -> None:
    due = shifted(start, Span(Unit.WORKING_DAYS, days, at), holidays=HOLIDAYS)

    passed = [start.astimezone(LONDON).date() + timedelta(days=n) for n in range(1, 400)]
    day: date = due.astimezone(LONDON).date()
    assert is_working_day(day, holidays=HOLIDAYS)
    assert sum(is_working_day(one, holidays=HOLIDAYS) for one in passed if one <= day) == days
