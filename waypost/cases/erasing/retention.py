"""How long our copy of a case is kept. Pure, but for reading the file once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema
import yaml

FILE: Final = Path("retention", "retention.yaml")
_SCHEMA: Final = Path("schemas", "retention.schema.json")


class BadRetention(ValueError):
    """The file does not fit its schema, or none of its versions has begun."""


@dataclass(frozen=True)
class Ended:
    """A case that is over, as far as its period depends on it."""

    kind: str
    status: str
    family: str
    quiet_since: datetime


@dataclass(frozen=True)
class Period:
    """How long some cases are kept, in days since anything last happened; empty conditions fit every case."""

    title: str
    days: int
    kind: str
    families: frozenset[str]
    statuses: frozenset[str]
    why: str
    mark: str

    def fits(self, case: Ended) -> bool:
        """Whether this is a period for such a case."""
        return (
            (not self.kind or self.kind == case.kind)
            and (not self.families or case.family in self.families)
            and (not self.statuses or case.status in self.statuses)
        )


@dataclass(frozen=True)
class Retention:
    """One version: the first period that fits a case counts."""

    from_date: date
    periods: Sequence[Period]
    otherwise_days: int

    @property
    def shortest_days(self) -> int:
        """After how long at the least anything can be erased."""
        return min([self.otherwise_days, *(period.days for period in self.periods)])

    def days(self, case: Ended) -> int:
        """Return how many days a case is kept."""
        return next((period.days for period in self.periods if period.fits(case)), self.otherwise_days)

    def is_due(self, case: Ended, *, now: datetime) -> bool:
        """Whether a case's time is over."""
        return now - case.quiet_since > timedelta(days=self.days(case))


def retention_on(day: date, *, content: Path) -> Retention:
    """
    Return what holds on a day.

    :raises BadRetention: if the file has a fault or nothing holds yet.
    """
    begun = [version for version in _read(content) if version.from_date <= day]
    if not begun:
        raise BadRetention(f"{FILE.name}: no version holds on {day}")
    return max(begun, key=lambda version: version.from_date)


def for_all(days: int, *, day: date) -> Retention:
    """Return a retention of so many days for every case, as a force may set."""
    return Retention(day, (), days)


@cache
def _read(content: Path) -> Sequence[Retention]:
    body = yaml.safe_load((content / FILE).read_text(encoding="utf-8"))
    schema = json.loads((content / _SCHEMA).read_text(encoding="utf-8"))
    fault = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(body))
    if fault is not None:
        raise BadRetention(f"{FILE.name}: {fault.json_path}: {fault.message}")
    return [_version(said) for said in body["versions"]]


def _version(said: Mapping[str, Any]) -> Retention:
    periods = tuple(_period(one) for one in said["periods"])
    return Retention(date.fromisoformat(said["from"]), periods, said["otherwise_days"])


def _period(said: Mapping[str, Any]) -> Period:
    return Period(
        title=said["title"],
        days=said["days"],
        kind=said.get("kind", ""),
        families=frozenset(said.get("families", ())),
        statuses=frozenset(said.get("statuses", ())),
        why=said["why"],
        mark=said["mark"],
    )
