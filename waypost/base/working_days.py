"""
Working days of England and Wales: Monday to Friday without the bank holidays.

The Code does not define a working day; ours is domain.md 1.4. The holidays are data: GOV.UK's list, as the library
govuk-bank-holidays ships it, so that nothing is fetched at run time.
"""

from collections.abc import Set
from datetime import date, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

_SATURDAY = 5


@cache
def bank_holidays() -> Set[date]:
    """Return the bank holidays of England and Wales that are known, some years back and one or two ahead."""
    known = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(holiday["date"] for holiday in known)


def is_working_day(day: date, *, holidays: Set[date]) -> bool:
    """Return whether `day` is Monday to Friday and none of `holidays`."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(start: date, days: int, *, holidays: Set[date]) -> date:
    """
    Return the working day that is `days` of them after `start`, or before it where `days` is negative.

    `start` is day 0, whatever day it is; 0 returns it unchanged.
    *Source:* domain.md 1.4, "Working day".
    """
    day, left = start, abs(days)
    step = timedelta(days=1 if days > 0 else -1)
    while left:
        day += step
        left -= is_working_day(day, holidays=holidays)
    return day
