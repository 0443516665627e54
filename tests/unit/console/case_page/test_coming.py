"""What is due next, as a person counts it: in working days."""

from datetime import UTC, date, datetime

import pytest

from waypost.console.case_page.coming import say_days_left, working_days_left

FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
NONE: frozenset[date] = frozenset()


@pytest.mark.parametrize(
    ("due_at", "days"),
    [
        # Exclusive: what is due at midnight is due by the end of the day before.
        (datetime(2026, 11, 21, tzinfo=UTC), 0),
        (datetime(2026, 11, 24, tzinfo=UTC), 1),
        (datetime(2026, 11, 28, tzinfo=UTC), 5),
        (datetime(2026, 11, 19, tzinfo=UTC), 0),
    ],
)
def test_working_days_left_leave_weekends_out(due_at: datetime, days: int) -> None:
    assert working_days_left(due_at, holidays=NONE, now=FRIDAY) == days


def test_a_bank_holiday_is_no_working_day() -> None:
    before = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)

    assert working_days_left(datetime(2026, 12, 30, tzinfo=UTC), holidays=CHRISTMAS, now=before) == 1


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        (datetime(2026, 11, 24, tzinfo=UTC), "1 working day left"),
        (datetime(2026, 11, 26, tzinfo=UTC), "3 working days left"),
        (datetime(2026, 11, 21, tzinfo=UTC), "Due today"),
        (datetime(2026, 11, 18, 12, 0, tzinfo=UTC), "Overdue by 2 days"),
    ],
)
def test_what_is_left_is_said_as_a_person_says_it(due_at: datetime, said: str) -> None:
    assert say_days_left(due_at, holidays=NONE, now=FRIDAY) == said
