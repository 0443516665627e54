"""Working days of England and Wales."""

from datetime import date

import pytest

from waypost.base.working_days import add_working_days, bank_holidays, is_working_day


@pytest.mark.parametrize(
    ("start", "days", "wanted"),
    [
        (date(2024, 1, 2), 0, date(2024, 1, 2)),
        (date(2024, 1, 5), 1, date(2024, 1, 8)),  # a Friday
        (date(2024, 3, 28), 1, date(2024, 4, 2)),  # Maundy Thursday: over Good Friday and Easter Monday
        (date(2024, 2, 28), 2, date(2024, 3, 1)),  # over 29 February
        (date(2024, 12, 24), 1, date(2024, 12, 27)),
        (date(2024, 4, 2), -1, date(2024, 3, 28)),
        (date(2024, 1, 6), 1, date(2024, 1, 8)),  # from a Saturday
    ],
)
def test_weekends_and_bank_holidays_do_not_count(start: date, days: int, wanted: date) -> None:
    assert add_working_days(start, days, holidays=bank_holidays()) == wanted


def test_a_holiday_is_data() -> None:
    day = date(2031, 7, 9)

    assert is_working_day(day, holidays=frozenset())
    assert not is_working_day(day, holidays=frozenset({day}))
