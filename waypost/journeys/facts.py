"""
What rules may read of a case, and nothing else: codes, ids, dates, roles, yes and no. No names, contacts or texts.

So a pass can be kept as JSON and replayed exactly. The lists of named facts and dates are closed: the check and the
schema know them too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from pydantic import TypeAdapter

from waypost.base.values import CaseId, JsonValue, PersonId
from waypost.cases.birthdays import age_on, is_known_birthday
from waypost.cases.offences import OffenceGroup
from waypost.cases.values import (
    Appointment,
    CaseFacts,
    Hearing,
    IncidentFacts,
    Outcome,
    PersonFacts,
    ToldFact,
)
from waypost.cases.vocabulary import AppointmentStatus, HearingStatus, Role
from waypost.journeys.runs import RunFacts

_ADULT = 18
_NOT_INVESTIGATED = "crime.not_investigated"
# A decision that is older than this when the case closes was opened again since: it is another ending.
_ONE_ENDING = timedelta(days=7)
YES, NO, UNKNOWN = "yes", "no", "unknown"

FactValue = str | tuple[str, ...] | None


@dataclass(frozen=True)
class PersonCodes:
    """One entry of the case's people; `acts_for` are refs of others."""

    person_id: PersonId
    ref: str
    roles: tuple[str, ...]
    kind: str
    is_minor: str
    enhanced: bool
    language: str | None
    formats: tuple[str, ...]
    acts_for: tuple[str, ...]


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
    """One listing at court."""

    id: str
    kind: str
    status: str
    starts_at: datetime


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


def journey_facts(case: CaseFacts, *, groups: Mapping[str, OffenceGroup], today: date) -> JourneyFacts:
    """Return what rules may read of a case; `today` is local and decides who is a minor."""
    group = groups.get(case.group)
    return JourneyFacts(
        case_id=case.case_id,
        kind=str(case.kind),
        group=case.group,
        codes=GroupCodes(group.family, group.risk, group.acquisitive, group.injury) if group else None,
        status=case.status,
        recorded_at=case.recorded_at,
        outcome_code=case.outcome.code if case.outcome else None,
        outcome_decided_at=case.outcome.decided_at if case.outcome else None,
        people=tuple(_person(person, today) for person in case.people),
        appointments=tuple(_appointment(found) for found in case.appointments),
        hearings=tuple(_hearing(found) for found in case.hearings),
        incident=_incident(case.incident) if case.incident else None,
        not_investigated=any(_ends_it(fact, case.outcome) for fact in case.told_facts),
    )


def _person(person: PersonFacts, today: date) -> PersonCodes:
    return PersonCodes(
        person_id=person.person_id,
        ref=person.ref,
        roles=person.roles,
        kind=person.kind,
        is_minor=_is_minor(person, today),
        enhanced=bool(person.enhanced),
        language=person.language,
        formats=person.formats,
        acts_for=person.acts_for,
    )


def _is_minor(person: PersonFacts, today: date) -> str:
    if person.is_organisation:
        return NO
    born_on = person.date_of_birth
    if born_on is not None and age_on(born_on, today) < _ADULT:
        return YES
    return NO if is_known_birthday(born_on, today=today) else UNKNOWN


def _appointment(found: Appointment) -> AppointmentCodes:
    return AppointmentCodes(found.id, found.kind, found.status, found.missed_by, found.starts_at, found.ends_at)


def _hearing(found: Hearing) -> HearingCodes:
    return HearingCodes(found.id, found.kind, found.status, found.starts_at)


def _ends_it(fact: ToldFact, outcome: Outcome | None) -> bool:
    """Return whether the fact is the decision not to investigate with which the case ended, or may yet end."""
    if fact.kind != _NOT_INVESTIGATED:
        return False
    return outcome is None or fact.at is None or outcome.decided_at - fact.at <= _ONE_ENDING


def _incident(incident: IncidentFacts) -> IncidentCodes:
    return IncidentCodes(
        status=incident.status,
        grade=incident.grade,
        channel=incident.channel,
        result=incident.result,
        suspect_may_see_phone=incident.suspect_may_see_phone,
        has_crime=incident.crime_reference is not None,
        opened_at=incident.opened_at,
        promised_by=incident.promised_by,
        eta=incident.eta,
        attended_at=incident.attended_at,
        forensic_potential=incident.forensic_potential,
    )


@dataclass(frozen=True)
class Seen:
    """What a named fact is asked of: the case, and the run's recipient, item and event."""

    facts: JourneyFacts
    run: RunFacts

    @property
    def person(self) -> PersonCodes | None:
        """The run's recipient."""
        return self.facts.person(self.run.person_id)

    @property
    def appointment(self) -> AppointmentCodes | None:
        """The run's appointment."""
        return self.facts.appointment(self.run.item)

    @property
    def hearing(self) -> HearingCodes | None:
        """The run's hearing."""
        return self.facts.hearing(self.run.item)


def named_fact(name: str, *, facts: JourneyFacts, run: RunFacts) -> FactValue:
    """
    Return one fact of a run as it is now; None where the case does not have it.

    :raises KeyError: if no fact has that name.
    """
    return _FACTS[name](Seen(facts, run))


def named_date(name: str, *, facts: JourneyFacts, run: RunFacts) -> datetime | None:
    """
    Return one date of a run as it is now; None where it is not, or no longer, there.

    :raises KeyError: if no date has that name.
    """
    return _DATES[name](Seen(facts, run))


def _word(answer: bool) -> str:
    return YES if answer else NO


def _of_person(seen: Seen, read: Callable[[PersonCodes], FactValue]) -> FactValue:
    return read(seen.person) if seen.person else None


def _of_group(seen: Seen, read: Callable[[GroupCodes], FactValue]) -> FactValue:
    return read(seen.facts.codes) if seen.facts.codes else None


def _of_appointment(seen: Seen, read: Callable[[AppointmentCodes], FactValue]) -> FactValue:
    return read(seen.appointment) if seen.appointment else None


def _of_hearing(seen: Seen, read: Callable[[HearingCodes], FactValue]) -> FactValue:
    return read(seen.hearing) if seen.hearing else None


def _of_incident(seen: Seen, read: Callable[[IncidentCodes], FactValue]) -> FactValue:
    return read(seen.facts.incident) if seen.facts.incident else None


def _appointment_date(seen: Seen, read: Callable[[AppointmentCodes], datetime | None]) -> datetime | None:
    found = seen.appointment
    return read(found) if found and found.status != AppointmentStatus.CANCELLED else None


def _hearing_date(seen: Seen) -> datetime | None:
    found = seen.hearing
    is_off = found is None or found.status in {HearingStatus.VACATED, HearingStatus.ADJOURNED}
    return None if found is None or is_off else found.starts_at


def _incident_date(seen: Seen, read: Callable[[IncidentCodes], datetime | None]) -> datetime | None:
    return read(seen.facts.incident) if seen.facts.incident else None


_FACTS: Mapping[str, Callable[[Seen], FactValue]] = {
    "case.kind": lambda seen: seen.facts.kind,
    "case.group": lambda seen: seen.facts.group or None,
    "case.family": lambda seen: _of_group(seen, lambda group: group.family),
    "case.risk": lambda seen: _of_group(seen, lambda group: group.risk),
    "case.acquisitive": lambda seen: _of_group(seen, lambda group: _word(group.acquisitive)),
    "case.injury": lambda seen: _of_group(seen, lambda group: _word(group.injury)),
    "case.status": lambda seen: seen.facts.status,
    "case.not_investigated": lambda seen: _word(seen.facts.not_investigated),
    "outcome.code": lambda seen: seen.facts.outcome_code,
    "appointment.kind": lambda seen: _of_appointment(seen, lambda found: found.kind),
    "appointment.status": lambda seen: _of_appointment(seen, lambda found: found.status),
    "appointment.missed_by": lambda seen: _of_appointment(seen, lambda found: found.missed_by),
    "hearing.kind": lambda seen: _of_hearing(seen, lambda found: found.kind),
    "hearing.status": lambda seen: _of_hearing(seen, lambda found: found.status),
    "person.kind": lambda seen: _of_person(seen, lambda person: person.kind),
    "person.is_minor": lambda seen: _of_person(seen, lambda person: person.is_minor),
    "person.enhanced": lambda seen: _of_person(seen, lambda person: _word(person.enhanced)),
    "person.language": lambda seen: _of_person(seen, lambda person: person.language),
    "person.formats": lambda seen: _of_person(seen, lambda person: person.formats),
    "person.is_reporter": lambda seen: _of_person(seen, lambda person: _word(Role.REPORTER in person.roles)),
    "incident.status": lambda seen: _of_incident(seen, lambda incident: incident.status),
    "incident.grade": lambda seen: _of_incident(seen, lambda incident: incident.grade),
    "incident.channel": lambda seen: _of_incident(seen, lambda incident: incident.channel),
    "incident.result": lambda seen: _of_incident(seen, lambda incident: incident.result),
    "incident.attended": lambda seen: _of_incident(seen, lambda incident: _word(incident.attended_at is not None)),
    "incident.suspect_may_see_phone": lambda seen: _of_incident(
        seen, lambda incident: _word(incident.suspect_may_see_phone)
    ),
    "incident.forensic_potential": lambda seen: _of_incident(seen, lambda incident: _word(incident.forensic_potential)),
    "incident.has_crime": lambda seen: _of_incident(seen, lambda incident: _word(incident.has_crime)),
}

_DATES: Mapping[str, Callable[[Seen], datetime | None]] = {
    "case.recorded_at": lambda seen: seen.facts.recorded_at,
    "outcome.decided_at": lambda seen: seen.facts.outcome_decided_at,
    "appointment.starts_at": lambda seen: _appointment_date(seen, lambda found: found.starts_at),
    "appointment.ends_at": lambda seen: _appointment_date(seen, lambda found: found.ends_at),
    "hearing.starts_at": _hearing_date,
    "incident.opened_at": lambda seen: _incident_date(seen, lambda incident: incident.opened_at),
    "incident.promised_by": lambda seen: _incident_date(seen, lambda incident: incident.promised_by),
    "incident.eta": lambda seen: _incident_date(seen, lambda incident: incident.eta),
    "incident.attended_at": lambda seen: _incident_date(seen, lambda incident: incident.attended_at),
    "event.at": lambda seen: seen.run.event_at,
    "event.seen_at": lambda seen: seen.run.event_seen_at,
}

CONDITION_FACTS = tuple(_FACTS)
"""Every fact that a condition may ask for."""
LIST_FACTS = ("person.formats",)
"""Those of them that are lists: asked with `includes` and `includes_none`."""
YES_NO_FACTS = (
    "case.acquisitive",
    "case.injury",
    "case.not_investigated",
    "person.is_minor",
    "person.enhanced",
    "person.is_reporter",
    "incident.attended",
    "incident.suspect_may_see_phone",
    "incident.forensic_potential",
    "incident.has_crime",
)
"""Those of them that are `yes` or `no`; person.is_minor may be `unknown` too."""
DATES = tuple(_DATES)
"""Every date that a moment may be worked out from."""
