"""What stands in a record beside its people: appointments, hearings, facts, things, the outcome. Frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Appointment:
    """One appointment; `person_ref` is None where it is the only victim's."""

    id: str
    kind: str
    starts_at: datetime
    ends_at: datetime | None
    place: str | None
    person_ref: str | None
    status: str
    join_url: str | None = None
    missed_by: str | None = None


@dataclass(frozen=True)
class Outcome:
    """The Home Office outcome; `reason` is in words that the victim may read."""

    code: str
    decided_at: datetime
    reason: str | None = None
    decided_by: str | None = None


@dataclass(frozen=True)
class CourtOrder:
    """One thing that a court ordered; `text` is in words that the victim may read."""

    kind: str
    ends_on: date | None = None
    text: str | None = None


@dataclass(frozen=True)
class Hearing:
    """
    One listing of the case at court; `result` and `changed_reason` are in words that the victim may read.

    `defendants` and `witnesses` (who must attend) are ids of people as the source gives them.
    """

    id: str
    kind: str
    status: str
    starts_at: datetime
    court: str = ""
    received_at: datetime | None = None
    result_code: str | None = None
    result: str | None = None
    changed_reason: str | None = None
    defendants: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    orders: tuple[CourtOrder, ...] = ()


@dataclass(frozen=True)
class ToldFact:
    """
    One fact of the record: when it happened, whom it is about, and its details by name.

    `words` are the details that are text, for texts; `codes` those that rules may read, as yes or no or as one short
    word of small letters, which may still be text; `lists` those that are lists of text.
    """

    id: str
    kind: str
    words: Mapping[str, str]
    at: datetime | None = None
    person_ref: str | None = None
    codes: Mapping[str, str | bool] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Property:
    """One thing that was stolen, damaged or found."""

    id: str
    description: str
    status: str


@dataclass(frozen=True)
class OtherForce:
    """Whom a case was passed to: its name, how to reach it, and its own reference."""

    name: str
    contact: str | None = None
    reference: str | None = None
