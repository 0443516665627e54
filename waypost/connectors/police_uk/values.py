"""Values of a street file and of what is made from one of its rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from waypost.base.values import JsonValue

JsonObject: TypeAlias = dict[str, JsonValue]

CASE_EVENT = "org.waypost.case.v1"
INCIDENT_EVENT = "org.waypost.incident.v1"


@dataclass(frozen=True, slots=True)
class StreetRow:
    """One row of a street file, without its coordinates and its published id: nothing made needs them."""

    number: int
    """Counts all rows of the file from 1, the heading not among them."""
    month: str
    reported_by: str
    place: str
    area: str
    crime_type: str
    last_outcome: str


class SkipReason(StrEnum):
    """Why a row became no snapshot."""

    COLUMNS = "wrong number of columns"
    CONTROL_CHARACTER = "control character in a field"
    MONTH = "month not of the form 2024-01"
    CRIME_TYPE = "crime type that the mapping does not list"
    OUTCOME = "outcome that the mapping does not list"


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that cannot be used. It says which, never what it held."""

    number: int
    reason: SkipReason


class VictimKind(StrEnum):
    """Who the victim of a crime is."""

    NOBODY = "no personal victim"
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Crime:
    """A row, with what the seed drew where the published name leaves it open."""

    row: StreetRow
    reference: str
    group: str
    outcome: str | None
    flags: tuple[str, ...]
    victim: VictimKind


@dataclass(frozen=True, slots=True)
class Incident:
    """A row of antisocial behaviour."""

    row: StreetRow
    reference: str
    group: str


class Record(Protocol):
    """The parts of a crime's or incident's record that change from snapshot to snapshot."""

    def to_json(self) -> JsonObject:
        """Return those parts as the published schema has them."""


@dataclass(frozen=True, slots=True)
class Step:
    """A moment at which the record changed, and what it was from then on."""

    at: datetime
    """In the row's month, whatever time the snapshot shows: the order of the replay."""
    record: Record


@dataclass(frozen=True, slots=True)
class Story:
    """All snapshots of one row: what stays, and the steps in order of time."""

    reference: str
    event_type: str
    row: int
    constant: JsonObject
    steps: tuple[Step, ...]
    planted: tuple[str, ...]
    """Names of the bad contact data put in on purpose, e.g. `mobile.landline`; for the closing summary."""
