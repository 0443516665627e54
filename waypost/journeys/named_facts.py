"""
What conditions and moments of a journey may ask for, by name: closed lists, which the check and the schema know too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from waypost.base.clock import LONDON
from waypost.cases.vocabulary import AppointmentStatus, HearingKind, HearingStatus, ResultCode, Role
from waypost.journeys.facts import (
    NO,
    YES,
    AppointmentCodes,
    FactCodes,
    GroupCodes,
    HearingCodes,
    IncidentCodes,
    JourneyFacts,
    PersonCodes,
)
from waypost.journeys.runs import RunFacts

NEWS = frozenset(
    {
        "cps.action_plan",
        "cps.file_submitted",
        "investigation.milestone",
        "suspect.arrested",
        "suspect.bail_conditions_changed",
        "suspect.bail_ended",
        "suspect.bail_extended",
        "suspect.bailed",
        "suspect.charged",
        "suspect.interviewed_voluntary",
        "suspect.released_no_charge",
        "suspect.rui",
    }
)
"""What an update can be about: as `news` of the duties that ask for one (content/duties/interval.yaml)."""

_LONGEST_TRIAL = timedelta(days=30)

FactValue = str | tuple[str, ...] | None


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
    def fact(self) -> FactCodes | None:
        """The run's fact of the record."""
        return self.facts.fact(self.run.item)

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


def _of_fact(seen: Seen, name: str) -> FactValue:
    return seen.fact.codes.get(name) if seen.fact else None


def _in_court(seen: Seen) -> FactValue:
    """Whether a hearing is on that day, or a trial that began within a month before it has no result: news is near."""
    day = seen.run.known_at.astimezone(LONDON).date() if seen.run.known_at else date.min
    return _word(any(_is_on(found, day) for found in seen.facts.hearings))


def _is_on(found: HearingCodes, day: date) -> bool:
    if found.result is not None or found.status not in {HearingStatus.LISTED, HearingStatus.STARTED}:
        return False
    longest = _LONGEST_TRIAL if found.kind == HearingKind.TRIAL else timedelta(0)
    return timedelta(0) <= day - found.starts_at.astimezone(LONDON).date() <= longest


def _has_news(seen: Seen) -> FactValue:
    """Whether an update has something to be about; None where the run's item is no day since which it is owed."""
    since = _day_of(seen.run.item)
    if since is None:
        return None
    came_on = (fact.at.astimezone(LONDON).date() for fact in seen.facts.told if fact.kind in NEWS and fact.at)
    return _word(any(day > since for day in came_on))


def _day_of(item: str | None) -> date | None:
    try:
        return date.fromisoformat(item or "")
    except ValueError:
        return None


def _of_incident(seen: Seen, read: Callable[[IncidentCodes], FactValue]) -> FactValue:
    return read(seen.facts.incident) if seen.facts.incident else None


def _appointment_date(seen: Seen, read: Callable[[AppointmentCodes], datetime | None]) -> datetime | None:
    found = seen.appointment
    return read(found) if found and found.status != AppointmentStatus.CANCELLED else None


def _hearing_date(seen: Seen) -> datetime | None:
    found = seen.hearing
    is_off = found is None or found.status in {HearingStatus.VACATED, HearingStatus.ADJOURNED}
    return None if found is None or is_off else found.starts_at


def _must_attend(facts: JourneyFacts, person: PersonCodes) -> bool:
    """Whether a hearing that is to come needs the person, whichever it is."""
    return any(_is_needed(found, person) for found in facts.hearings if found.status == HearingStatus.LISTED)


def _warrant_is_out(facts: JourneyFacts) -> bool:
    """Whether a court has ordered an arrest, and nothing was heard since: whoever is looked for may still be free."""
    ordered = [found.starts_at for found in facts.hearings if found.result == ResultCode.WARRANT_ISSUED]
    held = (found.starts_at for found in facts.hearings if found.status in {HearingStatus.HEARD, HearingStatus.STARTED})
    return bool(ordered) and max(held, default=max(ordered)) <= max(ordered)


def _had_begun(hearing: HearingCodes, run: RunFacts) -> bool:
    """Whether its hour had come when we heard of what the run is about."""
    return run.event_seen_at is not None and hearing.starts_at <= run.event_seen_at


def _is_needed(hearing: HearingCodes, person: PersonCodes | None) -> bool:
    """
    Whether the person must attend the hearing as a victim, or somebody for whom they act.

    A guardian who must give evidence themselves is a witness who is no victim: that is not told to them here.
    """
    if person is None:
        return False
    is_victim = Role.VICTIM in person.roles or not person.roles
    return not set(hearing.witnesses).isdisjoint({*person.acts_for, *([person.ref] if is_victim else [])})


def _orders_end(seen: Seen) -> datetime | None:
    return _start_of(seen.hearing.orders_end_on) if seen.hearing else None


def _review(seen: Seen) -> datetime | None:
    return _start_of(seen.person.review_on) if seen.person else None


def _start_of(day: date | None) -> datetime | None:
    """Return the first moment of a day in England and Wales."""
    return datetime.combine(day, time(), tzinfo=LONDON) if day else None


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
    "case.discontinued": lambda seen: _word(seen.facts.discontinued),
    "case.flags": lambda seen: seen.facts.flags,
    "case.bereaved": lambda seen: _word(seen.facts.is_bereaved),
    "case.has_officer": lambda seen: _word(seen.facts.has_officer),
    "case.has_news": _has_news,
    "case.warrant_out": lambda seen: _word(_warrant_is_out(seen.facts)),
    "case.review_right": lambda seen: _word(seen.facts.has_review_right),
    "case.in_court": _in_court,
    "outcome.code": lambda seen: seen.facts.outcome_code,
    "outcome.decided_by": lambda seen: seen.facts.outcome_decided_by,
    "appointment.kind": lambda seen: _of_appointment(seen, lambda found: found.kind),
    "appointment.status": lambda seen: _of_appointment(seen, lambda found: found.status),
    "appointment.missed_by": lambda seen: _of_appointment(seen, lambda found: found.missed_by),
    "hearing.kind": lambda seen: _of_hearing(seen, lambda found: found.kind),
    "hearing.status": lambda seen: _of_hearing(seen, lambda found: found.status),
    "hearing.result": lambda seen: _of_hearing(seen, lambda found: found.result),
    "hearing.orders": lambda seen: _of_hearing(seen, lambda found: found.orders),
    "hearing.is_sentenced": lambda seen: _of_hearing(seen, lambda found: _word(found.is_sentenced)),
    "hearing.is_retrial": lambda seen: _of_hearing(seen, lambda found: _word(found.is_retrial)),
    "hearing.is_soon": lambda seen: _of_hearing(seen, lambda found: _word(found.is_soon)),
    "hearing.had_begun": lambda seen: _of_hearing(seen, lambda found: _word(_had_begun(found, seen.run))),
    "hearing.moved_late": lambda seen: _word(seen.run.moved_late) if seen.hearing else None,
    "hearing.needs_person": lambda seen: _of_hearing(seen, lambda found: _word(_is_needed(found, seen.person))),
    "fact.kind": lambda seen: _of_fact(seen, "kind"),
    "fact.by": lambda seen: _of_fact(seen, "by"),
    "fact.to": lambda seen: _of_fact(seen, "to"),
    "fact.granted": lambda seen: _of_fact(seen, "granted"),
    "fact.upheld": lambda seen: _of_fact(seen, "upheld"),
    "fact.review_right": lambda seen: _of_fact(seen, "review_right"),
    "fact.protects_victim": lambda seen: _of_fact(seen, "protects_victim"),
    "fact.has_conditions": lambda seen: _word(seen.fact.has_conditions) if seen.fact else None,
    "person.audience": lambda seen: _of_person(seen, lambda person: person.audience),
    "person.discreet": lambda seen: _of_person(seen, lambda person: _word(person.discreet)),
    "person.safe_to_write": lambda seen: _of_person(seen, lambda person: _word(person.safe_to_write)),
    "person.kind": lambda seen: _of_person(seen, lambda person: person.kind),
    "person.is_minor": lambda seen: _of_person(seen, lambda person: person.is_minor),
    "person.enhanced": lambda seen: _of_person(seen, lambda person: _word(person.enhanced)),
    "person.intimidated": lambda seen: _of_person(seen, lambda person: _word(person.intimidated)),
    "person.must_attend": lambda seen: _of_person(seen, lambda person: _word(_must_attend(seen.facts, person))),
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
    "order.ends_on": _orders_end,
    "plan.review_on": _review,
    "contact.confirmed_at": lambda seen: seen.person.contact_confirmed_at if seen.person else None,
    "incident.opened_at": lambda seen: _incident_date(seen, lambda incident: incident.opened_at),
    "incident.promised_by": lambda seen: _incident_date(seen, lambda incident: incident.promised_by),
    "incident.eta": lambda seen: _incident_date(seen, lambda incident: incident.eta),
    "incident.attended_at": lambda seen: _incident_date(seen, lambda incident: incident.attended_at),
    "event.at": lambda seen: seen.run.event_at,
    "event.seen_at": lambda seen: seen.run.event_seen_at,
}

CONDITION_FACTS = tuple(_FACTS)
"""Every fact that a condition may ask for."""
LIST_FACTS = ("case.flags", "hearing.orders", "person.formats")
"""Those of them that are lists: asked with `includes` and `includes_none`."""
YES_NO_FACTS = (
    "case.acquisitive",
    "case.injury",
    "case.not_investigated",
    "case.discontinued",
    "case.bereaved",
    "case.has_officer",
    "case.has_news",
    "case.warrant_out",
    "case.review_right",
    "case.in_court",
    "hearing.is_retrial",
    "hearing.is_sentenced",
    "hearing.is_soon",
    "hearing.had_begun",
    "hearing.moved_late",
    "hearing.needs_person",
    "fact.granted",
    "fact.upheld",
    "fact.review_right",
    "fact.protects_victim",
    "fact.has_conditions",
    "person.discreet",
    "person.safe_to_write",
    "person.is_minor",
    "person.enhanced",
    "person.intimidated",
    "person.must_attend",
    "person.is_reporter",
    "incident.attended",
    "incident.suspect_may_see_phone",
    "incident.forensic_potential",
    "incident.has_crime",
)
"""Those of them that are `yes` or `no`; person.is_minor may be `unknown` too."""
DATES = tuple(_DATES)
"""Every date that a moment may be worked out from."""
