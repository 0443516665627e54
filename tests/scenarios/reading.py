"""Reads a scenario: who, what happens when, and what must come of it. See README.md for the language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from waypost.base.clock import LONDON

FOLDER = Path(__file__).parent / "cases"
_KNOWN = frozenset(
    {"case", "why", "group", "begins", "until", "people", "records", "copies", "settings", "officers", "story"}
    | {"expected", "duties"}
)
_BEGINS = date(2026, 11, 2)
"""A Monday; no clock is changed in the weeks after it."""
_RUN_ON_DAYS = 28
_WHEN = re.compile(r"day (?P<day>-?\d+)( (?P<hour>\d\d):(?P<minute>\d\d))?")


class BadScenario(ValueError):
    """The file says something that no scenario can; the sentence names the line."""


@dataclass(frozen=True)
class Calendar:
    """Days counted from the first one, which is day 0; hours are those on the wall."""

    first: date

    def moment(self, words: str) -> datetime:
        """Return the moment of `day 3 14:00`."""
        found = _WHEN.fullmatch(words.strip())
        if found is None or found["hour"] is None:
            raise BadScenario(f"{words!r} is no time: write it like 'day 3 14:00'.")
        at = time(int(found["hour"]), int(found["minute"]))
        return datetime.combine(self._day(found["day"]), at, tzinfo=LONDON).astimezone(UTC)

    def words(self, moment: datetime) -> str:
        """Return the words for a moment."""
        local = moment.astimezone(LONDON)
        return f"day {(local.date() - self.first).days} {local:%H:%M}"

    def filled(self, value: Any) -> Any:
        """Return the value with `day 3 14:00`, alone in a text, as a time of a snapshot, and `day 3` as a date."""
        if isinstance(value, Mapping):
            return {key: self.filled(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        found = _WHEN.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return value.isoformat() if isinstance(value, date) else value
        return self.moment(value).isoformat() if found["hour"] else self._day(found["day"]).isoformat()

    def _day(self, number: str) -> date:
        return self.first + timedelta(days=int(number))


@dataclass(frozen=True)
class Step:
    """What happens at one moment: changes of records, and what people do, each as it is written."""

    at: datetime
    parts: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Scenario:
    """
    One case from report to end, or the same one over and over: `copies` of it, one a day.

    `expected` and `duties` are lines of columns, two spaces between them.
    """

    file: Path
    title: str
    group: str
    calendar: Calendar
    until: datetime
    people: Mapping[str, Any]
    records: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, Any]
    officers_at: Sequence[time]
    steps: Sequence[Step]
    copies: int
    expected: Sequence[str]
    duties: Sequence[str]


def scenarios() -> Sequence[Scenario]:
    """Return every scenario, by file name."""
    return [read_scenario(file) for file in sorted(FOLDER.glob("*.yaml"))]


def read_scenario(file: Path) -> Scenario:
    """
    Return the scenario of a file.

    :raises BadScenario: saying what is wrong.
    """
    told: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    if unknown := told.keys() - _KNOWN:
        raise BadScenario(f"{file.name}: nobody knows {', '.join(sorted(unknown))}.")
    calendar = Calendar(told.get("begins", _BEGINS))
    steps = list(_steps(told["story"], calendar))
    copies = told.get("copies", 1)
    last = max(step.at for step in steps) + timedelta(days=copies - 1)
    return Scenario(
        file=file,
        title=str(told["case"]),
        group=str(told["group"]),
        calendar=calendar,
        until=calendar.moment(told["until"]) if "until" in told else last + timedelta(days=_RUN_ON_DAYS),
        people=told.get("people", {"amina": "victim"}),
        records=told.get("records") or {f"crime{number}": {} for number in range(1, copies + 1)},
        settings=told.get("settings", {}),
        officers_at=[time.fromisoformat(str(at)) for at in told.get("officers", ())],
        steps=_repeated(steps, copies),
        copies=copies,
        expected=lines(told.get("expected", "")),
        duties=lines(told.get("duties", "")),
    )


def lines(text: str) -> list[str]:
    """Return the lines of a table as they are compared: without comments, with two spaces between columns."""
    bare = (line.split("#")[0].strip() for line in (text or "").splitlines())
    return [re.sub(r"\s{2,}", "  ", line) for line in bare if line]


def _repeated(steps: Sequence[Step], copies: int) -> Sequence[Step]:
    """Return the steps of every copy, each a day after the one before."""
    if copies == 1:
        return steps
    every = [
        Step(step.at + timedelta(days=number), [{**part, "record": f"crime{number + 1}"} for part in step.parts])
        for number in range(copies)
        for step in steps
    ]
    return sorted(every, key=lambda step: step.at)


def _steps(story: Sequence[Mapping[str, Any]], calendar: Calendar) -> Iterator[Step]:
    for told in story:
        ((when, body),) = told.items()
        parts = body if isinstance(body, list) else [body]
        yield Step(calendar.moment(when), [{part: True} if isinstance(part, str) else part for part in parts])
