"""Reads content/matters/matters.yaml, once: by when each kind is acknowledged and decided. The reckoning is pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings

from waypost.base.clock import LONDON
from waypost.base.working_days import add_working_days, bank_holidays
from waypost.worklist.matters.values import MatterKind

_CLOSE_OF_WORK: Final = time(17)


class BadTerms(ValueError):
    """The file leaves out a kind, or says a length in no unit that is known."""


@dataclass(frozen=True)
class Length:
    """So many working days, or so many of the calendar."""

    working_days: int = 0
    days: int = 0

    def after(self, day: date, *, holidays: Set[date]) -> date:
        """Return the day on which it ends; `day` is day 0."""
        if self.days:
            return day + timedelta(days=self.days)
        return add_working_days(day, self.working_days, holidays=holidays)


@dataclass(frozen=True)
class Version:
    """What holds from a day on; a length is None where no figure is published."""

    since: date
    acknowledge: Length | None
    decide: Length | None
    look_after: Length
    source: str
    mark: str


@dataclass(frozen=True)
class Terms:
    """One kind: its words, and its versions, the oldest first."""

    words: str
    versions: tuple[Version, ...]

    def on(self, day: date) -> Version:
        """Return what was in force on a day; before the first version, the first."""
        return next((one for one in reversed(self.versions) if one.since <= day), self.versions[0])


@dataclass(frozen=True)
class Days:
    """By when one of them is acknowledged and decided, and when it is looked at again."""

    acknowledge_by: date | None
    decide_by: date | None
    look_on: date


def terms_of_matters() -> Mapping[MatterKind, Terms]:
    """Return what the content folder in use says."""
    return read_matters(settings.CONTENT_DIR)


def days_for(kind: MatterKind, received_on: date) -> Days:
    """Return the days of what came in on a day."""
    version, holidays = terms_of_matters()[kind].on(received_on), bank_holidays()
    return Days(
        acknowledge_by=version.acknowledge.after(received_on, holidays=holidays) if version.acknowledge else None,
        decide_by=version.decide.after(received_on, holidays=holidays) if version.decide else None,
        look_on=version.look_after.after(received_on, holidays=holidays),
    )


def moment_of(day: date) -> datetime:
    """Return when a day's work must be done: at the close of it, in England and Wales."""
    return datetime.combine(day, _CLOSE_OF_WORK, tzinfo=LONDON)


@cache
def read_matters(content: Path) -> Mapping[MatterKind, Terms]:
    """
    Read a content folder; it is read once in the life of a process.

    :raises BadTerms: if it leaves out what must be said.
    """
    body: Mapping[str, Any] = yaml.safe_load((content / "matters" / "matters.yaml").read_text(encoding="utf-8"))
    if set(body) != {kind.value for kind in MatterKind}:
        raise BadTerms("matters/matters.yaml must name each kind of matter, and no other")
    return {MatterKind(kind): Terms(said["words"], _versions(said["versions"])) for kind, said in body.items()}


def _versions(rows: Sequence[Mapping[str, Any]]) -> tuple[Version, ...]:
    found = [
        Version(
            since=date.fromisoformat(row["from"]),
            acknowledge=_length(row.get("acknowledge")),
            decide=_length(row.get("decide")),
            look_after=Length(**row["look_after"]),
            source=row["source"],
            mark=row["mark"],
        )
        for row in rows
    ]
    if not found:
        raise BadTerms("each kind of matters/matters.yaml needs a version")
    return tuple(sorted(found, key=lambda version: version.since))


def _length(said: Mapping[str, int] | None) -> Length | None:
    if said is None:
        return None
    if set(said) not in ({"days"}, {"working_days"}):
        raise BadTerms("a length of matters/matters.yaml is said in days or in working_days")
    return Length(**said)
