"""Which dates of birth can be believed, and how old somebody is. Pure."""

from datetime import date

_OLDEST = 110
# Systems that insist on a date are given this one.
_NO_REAL_BIRTHDAY = date(1900, 1, 1)


def age_on(born_on: date, day: date) -> int:
    """Return the age in whole years; who was born on 29 February is a year older from 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def is_known_birthday(born_on: date | None, *, today: date) -> bool:
    """
    Whether a date of birth can be believed.

    *Source:* domain.md Q14.
    """
    if born_on is None or born_on == _NO_REAL_BIRTHDAY:
        return False
    return born_on <= today and age_on(born_on, today) <= _OLDEST
