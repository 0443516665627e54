"""What a message of a command-and-control system says, and what its mapping file says of messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from waypost.base.values import JsonValue
from waypost.connectors.mapping.values import RecordMapping

Tree = Mapping[str, JsonValue]
"""One message as it came, from JSON or XML: an element's attributes are `@name`, its own text `#text`."""

UnitName = str


class Course(StrEnum):
    """What a type of message says of the incident as a whole."""

    OPEN = "open"
    REOPENED = "reopened"
    RESULTED = "resulted"
    CLOSED = "closed"

    @property
    def is_over(self) -> bool:
        """Whether nobody is sent any more."""
        return self in {Course.RESULTED, Course.CLOSED}


class UnitState(StrEnum):
    """What a type of message says of the unit that it names."""

    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    AT_SCENE = "at_scene"
    STOOD_DOWN = "stood_down"


@dataclass(frozen=True)
class TypeRule:
    """What one type of message says by itself; one that `is_ignored` is kept and says nothing."""

    course: Course | None = None
    unit: UnitState | None = None
    is_ignored: bool = False


@dataclass(frozen=True)
class MessageParts:
    """Where in a message its own parts stand; `element` and `list` say what in a body is one message."""

    element: str | None
    list: str | None
    id: str
    incident: str
    type: str
    at: str
    sequence: str | None
    opened_at: str | None
    unit: str | None
    eta: str | None


@dataclass(frozen=True, kw_only=True)
class StormMapping(RecordMapping):
    """
    One mapping file. `complete` are the places of those lists of which a message always brings all items.

    Tables are paths within a message here, and columns are paths within the message or the item.
    """

    parts: MessageParts
    types: Mapping[str, TypeRule]
    complete: frozenset[int]


@dataclass(frozen=True)
class Message:
    """
    One message that can be read.

    `said` is what it says of the incident, by column; `items` the rows of each list that it speaks of, by place.
    `is_eta_said` tells an arrival time that was taken back from one of which nothing is said.
    """

    id: str
    incident: str
    sequence: int
    at: datetime
    rule: TypeRule
    digest: bytes
    said: Mapping[str, object]
    items: Mapping[int, tuple[Mapping[str, object], ...]]
    opened_at: datetime | None
    unit: UnitName
    eta: datetime | None
    is_eta_said: bool
    raw: bytes

    @property
    def order(self) -> tuple[int, datetime, str, bytes]:
        """Where it stands among the messages of its incident, however they came."""
        return (self.sequence, self.at, self.id, self.digest)


@dataclass(frozen=True)
class Faulty:
    """A message, or a whole body, that cannot be read; `error` names the part and holds no value of it."""

    error: str
    raw: bytes
    incident: str = ""
    id: str = ""
