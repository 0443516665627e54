"""When something is due, in words: in the time of England and Wales, summer and winter."""

from datetime import UTC, datetime, timedelta

import pytest

from waypost.console.due import is_overdue, say_due

FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (FRIDAY_NOON - timedelta(days=3, hours=1), "Overdue by 3 days"),
        (FRIDAY_NOON - timedelta(days=1), "Overdue by 1 day"),
        (FRIDAY_NOON - timedelta(hours=2, minutes=59), "Overdue by 2 hours"),
        (FRIDAY_NOON - timedelta(minutes=1), "Overdue by 1 minute"),
        (FRIDAY_NOON - timedelta(seconds=5), "Overdue by less than a minute"),
        # What is due at this very moment can still be done in time.
        (FRIDAY_NOON, "Due in less than a minute"),
        (FRIDAY_NOON + timedelta(minutes=40), "Due in 40 minutes"),
        (FRIDAY_NOON + timedelta(hours=4), "Due today"),
        (FRIDAY_NOON + timedelta(hours=21), "Due tomorrow"),
        (FRIDAY_NOON + timedelta(days=3), "Due in 3 days"),
    ],
)
def test_due_is_said_as_a_person_says_it(due_at: datetime, words: str) -> None:
    assert say_due(due_at, now=FRIDAY_NOON) == words


def test_today_is_that_of_london_and_not_of_greenwich() -> None:
    # 23:30 in Greenwich on 1 July is half past midnight of the 2nd in London.
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert say_due(late + timedelta(hours=9), now=late) == "Due today"


def test_what_is_due_now_is_not_overdue() -> None:
    assert not is_overdue(FRIDAY_NOON, now=FRIDAY_NOON)


def test_what_is_due_at_midnight_is_due_by_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)

    assert say_due(midnight, now=datetime(2026, 11, 20, 12, 0, tzinfo=UTC)) == "Due today"
