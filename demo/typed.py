"""What people type into the demo's forms, read into values; a fault becomes a sentence that says what to do."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, TypeVar

from starlette.datastructures import FormData

from demo.web import LONDON

T = TypeVar("T")

EARLIEST_BIRTH: Final = date(1900, 1, 1)
MOBILE: Final = re.compile(r"[+0-9][0-9 ()\-]{8,18}")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DAY: Final = re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})", re.ASCII)
HOUR: Final = re.compile(r"(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})", re.ASCII)


@dataclass
class Reader:
    """Reads the fields of one form; `errors` gathers a sentence by field, in the order of reading."""

    form: FormData
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, *, longest: int) -> str | None:
        """Return what was typed without blanks around it; None for nothing."""
        value = str(self.form.get(name) or "").strip().replace("\r\n", "\n")
        if "\x00" in value:
            self.errors[name] = "Take out the characters that cannot be printed"
            return None
        if len(value) > longest:
            self.errors[name] = f"Shorten this to {longest:,} characters; it has {len(value):,}"
        return value or None

    def needed(self, name: str, *, longest: int, ask: str) -> str:
        """Return what was typed; nothing typed is the fault `ask`."""
        value = self.text(name, longest=longest)
        if value is None:
            self.errors.setdefault(name, ask)
        return value or ""

    def choice(self, name: str, *, among: Collection[str], ask: str) -> str:
        """Return the chosen code; none of `among` is the fault `ask`."""
        value = str(self.form.get(name) or "")
        if value not in among:
            self.errors[name] = ask
        return value

    def choices(self, name: str, *, among: Collection[str]) -> list[str]:
        """Return the ticked codes that are known."""
        return [str(value) for value in self.form.getlist(name) if value in among]

    def ticked(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return name in self.form

    def pattern(self, name: str, *, like: re.Pattern[str], longest: int, ask: str) -> str | None:
        """Return what was typed if it looks right."""
        value = self.text(name, longest=longest)
        if value and not like.fullmatch(value):
            self.errors.setdefault(name, ask)
        return value

    def day(self, name: str) -> date | None:
        """Return a date, typed as day, month and year or as ISO 8601 has it."""
        return self._read(name, parse_day, ask="Give a real date, such as 27/3/2026")

    def birth(self, name: str, *, today: date) -> date | None:
        """Return a date of birth."""
        born = self.day(name)
        if born and not EARLIEST_BIRTH <= born <= today:
            self.fault(name, "Give a date of birth between 1900 and today, or leave it empty")
        return born

    def hour(self, name: str) -> time | None:
        """Return a time of day on a 24-hour clock."""
        return self._read(name, parse_hour, ask="Give a real time, such as 09:30")

    def number(self, name: str, *, lowest: int, highest: int) -> int | None:
        """Return a whole number between two others."""
        ask = f"Give a whole number from {lowest} to {highest}"
        value = self._read(name, int, ask=ask)
        if value is not None and not lowest <= value <= highest:
            self.errors[name] = ask
        return value

    def fault(self, name: str, sentence: str) -> None:
        """Note a fault unless the field has one already."""
        self.errors.setdefault(name, sentence)

    def _read(self, name: str, read: Callable[[str], T], *, ask: str) -> T | None:
        value = self.text(name, longest=40)
        if value is None:
            return None
        try:
            return read(value)
        except ValueError:
            self.errors[name] = ask
            return None


def parse_day(text: str) -> date:
    """
    Return the date that `27/3/2026`, `27 3 2026` or `2026-03-27` says.

    :raises ValueError: when there is no such day.
    """
    found = DAY.fullmatch(text)
    if not found:
        return date.fromisoformat(text)
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def parse_hour(text: str) -> time:
    """
    Return the time that `9:30`, `09.30` or `0930` says.

    :raises ValueError: when there is no such time.
    """
    found = HOUR.fullmatch(text)
    if not found:
        raise ValueError(text)
    return time(int(found["hour"]), int(found["minute"]))


def show_day(day: date | None) -> str:
    """Return a date as it is typed into a field; empty for none."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def at(day: date | None, hour: time | None) -> datetime | None:
    """Return the moment of a date and a time in London."""
    return datetime.combine(day, hour, tzinfo=LONDON) if day and hour else None
