"""Days and times in words, in the time of England and Wales."""

from datetime import UTC, datetime, timedelta

import pytest

from waypost.base.pages.dates import say_day, say_deadline, say_moment, say_span, say_time


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(0, 0, "midnight"), (0, 5, "12:05am"), (9, 0, "9am"), (9, 5, "9:05am"), (12, 0, "midday"), (23, 59, "11:59pm")],
)
def test_a_time_is_said_as_people_say_it(hour: int, minute: int, said: str) -> None:
    assert say_time(datetime(2026, 11, 20, hour, minute, tzinfo=UTC)) == said


def test_summer_time_is_said_in_summer() -> None:
    assert say_moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026 at 12:30am"


def test_a_day_has_its_name_and_no_leading_nought() -> None:
    assert say_day(datetime(2026, 11, 2, 12, 0, tzinfo=UTC)) == "Monday 2 November 2026"


def test_midnight_as_a_deadline_is_the_end_of_the_day_before() -> None:
    assert say_deadline(datetime(2026, 11, 24, 0, 0, tzinfo=UTC)) == "the end of 23 November 2026"
    assert say_deadline(datetime(2026, 7, 31, 23, 0, tzinfo=UTC)) == "the end of 31 July 2026"
    assert say_deadline(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == "24 November 2026 at 9am"


def test_a_span_names_the_second_day_only_where_there_is_one() -> None:
    start = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

    assert say_span(start, None) == "Friday 20 November 2026, 10am"
    assert say_span(start, start) == "Friday 20 November 2026, 10am"
    assert say_span(start, start + timedelta(hours=2)) == "Friday 20 November 2026, 10am to midday"
    assert say_span(start, start + timedelta(days=1)) == (
        "Friday 20 November 2026, 10am to Saturday 21 November 2026, 10am"
    )
