"""What somebody typed into the one box, read as what it can be: a reference, a number, an address, a name. Pure."""

import re
from datetime import date
from typing import Final

from waypost.cases.contact import normalise_email, normalise_phone
from waypost.cases.finding.likeness import Name
from waypost.cases.finding.values import Asked

LONGEST: Final = 120
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = re.compile(
    r"(?<![\w/.-])(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ./-]+(?P<month>\d{1,2}|[a-z]{3,9})[ ./,-]+(?P<year>\d{4}|\d{2})"
    r"(?![\w/-])",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(r"[^\W\d_]")
_BORN: Final = re.compile(r"\b(born|dob|d\.o\.b\.?|date of birth)\b:?", re.IGNORECASE)


class CannotRead(ValueError):
    """What was typed is nothing that can be looked for; the words say what to type instead."""


def read_asked(typed: str, *, today: date) -> Asked:
    """
    Return what is meant; a row of figures may be both a reference and a number, and is looked for as both.

    :raises CannotRead: saying what is missing.
    """
    text = " ".join(typed.split())[:LONGEST]
    if not text:
        raise CannotRead("Enter a reference, a phone number, an email address, or a name and date of birth")
    if "@" in text:
        return _email(text)
    named = _named(text, today=today)
    if named is not None:
        return named
    if not any(character.isdigit() for character in text):
        return _name_alone(text)
    return Asked(reference=text, phone=normalise_phone(text) and text)


def _email(text: str) -> Asked:
    if not normalise_email(text):
        raise CannotRead("Enter the whole email address, like name@example.org")
    return Asked(email=text)


def _named(text: str, *, today: date) -> Asked | None:
    """Return a name with a date of birth, wherever the date stands, or None where there is no such pair."""
    found = _DAY.search(text)
    rest = _BORN.sub(" ", _DAY.sub(" ", text)).strip(" ,") if found else ""
    if found is None or not _NO_NAME.search(rest) or any(character.isdigit() for character in rest):
        return None
    born = _date(found["day"], found["month"], found["year"], today=today)
    if born is None or born > today:
        raise CannotRead("Enter the date of birth as day, month and year, like 3 4 1984")
    return Asked(name=_name(rest), born=born)


def _name_alone(text: str) -> Asked:
    name = _name(text)
    if not name.given:
        raise CannotRead("Enter a first name as well, or a date of birth, like Sian Evans 3 4 1984")
    return Asked(name=name)


def _name(text: str) -> Name:
    """Return a name: the last word is the family's, or what stands before a comma."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and family and given:
        return Name(given, family)
    words = text.replace(",", " ").split()
    return Name(" ".join(words[:-1]), words[-1])


def _date(day: str, month: str, year: str, *, today: date) -> date | None:
    try:
        return date(_year(year, today=today), int(month) if month.isdigit() else _month(month), int(day))
    except ValueError:
        return None


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _year(said: str, *, today: date) -> int:
    """Return a year; of two figures the last such year that has begun."""
    if len(said) == 4:
        return int(said)
    year = today.year - today.year % 100 + int(said)
    return year if year <= today.year else year - 100


def without_values(asked: Asked) -> str:
    """Return in words what was looked for, for the page: no value."""
    said = {
        "a reference": asked.reference,
        "a phone number": asked.phone,
        "an email address": asked.email,
        "a name and date of birth": asked.name and asked.born,
        "a name": asked.name and not asked.born,
    }
    return " or ".join(words for words, value in said.items() if value)
