"""
What rules may read of a case, and nothing else: codes, ids, dates, roles, yes and no. No names, contacts or texts.

So a pass can be kept as JSON and replayed exactly. `facts_of_case` makes them, `named_facts` says what conditions may
ask for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from pydantic import TypeAdapter

from waypost.base.values import CaseId, JsonValue, PersonId
from waypost.cases.standing import Standing

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class PersonCodes:
    """
    One entry of the case's people; `acts_for` are refs of others, `stand_ins` of those who are told in their place.

    `audience` is as what they are written to (`cases.standing`), `safe_to_write` whether no flag stands against it or
    their plan lifts it.
    """

    person_id: PersonId
    ref: str
    roles: tuple[str, ...]
    kind: str
    is_minor: str
    enhanced: bool
    language: str | None
    formats: tuple[str, ...]
    acts_for: tuple[str, ...]
    stand_ins: tuple[str, ...] = ()
    audience: str = Standing.ADULT.value
    discreet: bool = False
    safe_to_write: bool = True
    review_on: date | None = None
    intimidated: bool = False
    contact_confirmed_at: datetime | None = None


@dataclass(frozen=True)
class AppointmentCodes:
    """One appointment without its place."""

    id: str
    kind: str
    status: str
    missed_by: str | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class HearingCodes:
    """
    One listing at court; `is_soon`: less than two working days ahead; `orders_end_on`: the last day of its orders;
    `is_sentenced`: those whom it is about were sentenced there, or at another hearing since;
    `witnesses`: refs of who must attend.
    """

    id: str
    kind: str
    status: str
    starts_at: datetime
    result: str | None = None
    is_retrial: bool = False
    is_soon: bool = False
    orders_end_on: date | None = None
    orders: tuple[str, ...] = ()
    is_sentenced: bool = False
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactCodes:
    """
    One fact of the record without its words; `codes` are the details that conditions may ask for.

    `person_ref` is whom it is about, where the record says so.
    """

    id: str
    kind: str
    person_ref: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    has_conditions: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class GroupCodes:
    """What the offence group says of the case."""

    family: str
    risk: str
    acquisitive: bool
    injury: bool


@dataclass(frozen=True)
class IncidentCodes:
    """What only an incident has."""

    status: str | None
    grade: str | None
    channel: str | None
    result: str | None
    suspect_may_see_phone: bool
    has_crime: bool
    opened_at: datetime
    promised_by: datetime | None
    eta: datetime | None
    attended_at: datetime | None
    forensic_potential: bool = False


@dataclass(frozen=True)
class JourneyFacts:
    """One case as the rules see it, on one day."""

    case_id: CaseId
    kind: str
    group: str
    codes: GroupCodes | None
    status: str | None
    recorded_at: datetime
    outcome_code: str | None
    outcome_decided_at: datetime | None
    people: tuple[PersonCodes, ...]
    appointments: tuple[AppointmentCodes, ...] = ()
    hearings: tuple[HearingCodes, ...] = ()
    incident: IncidentCodes | None = None
    not_investigated: bool = False
    discontinued: bool = False
    outcome_decided_by: str | None = None
    flags: tuple[str, ...] = ()
    is_bereaved: bool = False
    has_officer: bool = True
    has_review_right: bool = False
    told: tuple[FactCodes, ...] = ()

    def person(self, person_id: PersonId) -> PersonCodes | None:
        """Return one entry, or None where the case no longer has it."""
        return next((person for person in self.people if person.person_id == person_id), None)

    def person_by_ref(self, ref: str | None) -> PersonCodes | None:
        """Return the entry that the source calls `ref`, or None."""
        return next((person for person in self.people if person.ref == ref), None)

    def appointment(self, item: str | None) -> AppointmentCodes | None:
        """Return the appointment with that id, or None."""
        return next((found for found in self.appointments if found.id == item), None)

    def hearing(self, item: str | None) -> HearingCodes | None:
        """Return the hearing with that id, or None."""
        return next((found for found in self.hearings if found.id == item), None)

    def fact(self, item: str | None) -> FactCodes | None:
        """Return the fact with that id, or None."""
        return next((found for found in self.told if found.id == item), None)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the facts as they are kept with a pass."""
        kept: dict[str, JsonValue] = _adapter().dump_python(self, mode="json")
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, JsonValue]) -> "JourneyFacts":
        """Return what `to_json` kept."""
        return _adapter().validate_python(kept)


@cache
def _adapter() -> TypeAdapter[JourneyFacts]:
    return TypeAdapter(JourneyFacts)
