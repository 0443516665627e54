"""From the record to what rules may read of it. Pure."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from waypost.base.clock import LONDON
from waypost.base.working_days import add_working_days
from waypost.cases.birthdays import age_on, is_known_birthday
from waypost.cases.offences import OffenceGroup
from waypost.cases.review_right import has_review_right
from waypost.cases.standing import is_bereaved, stand_ins, standing_of
from waypost.cases.values import (
    Appointment,
    CaseFacts,
    Hearing,
    IncidentFacts,
    Outcome,
    PersonFacts,
    ToldFact,
)
from waypost.cases.vocabulary import EnhancedReason, HearingKind, OrderKind, ResultCode
from waypost.journeys.facts import (
    NO,
    UNKNOWN,
    YES,
    AppointmentCodes,
    FactCodes,
    GroupCodes,
    HearingCodes,
    IncidentCodes,
    JourneyFacts,
    PersonCodes,
)

_ADULT = 18
_NOT_INVESTIGATED = "crime.not_investigated"
_DISCONTINUED = "cps.discontinued"
# A decision that is older than this when the case closes was opened again since: it is another ending.
_ONE_ENDING = timedelta(days=7)
_SOON_WORKING_DAYS = 2
_CODES = ("by", "granted", "kind", "protects_victim", "review_right", "to", "upheld")
_CONDITIONS = ("bail_conditions", "conditions")
_NO_VERDICT = {ResultCode.HUNG_JURY, ResultCode.RETRIAL}


@dataclass(frozen=True)
class Frame:
    """
    What a case is read with: the groups of offences, the day (Europe/London), which days are no working days, and
    whether the force writes to victims of 12 to 17 themselves.
    """

    groups: Mapping[str, OffenceGroup]
    today: date
    holidays: Set[date]
    young_people: bool


def journey_facts(case: CaseFacts, frame: Frame) -> JourneyFacts:
    """Return what rules may read of a case."""
    group = frame.groups.get(case.group)
    return JourneyFacts(
        case_id=case.case_id,
        kind=str(case.kind),
        group=case.group,
        codes=GroupCodes(group.family, group.risk, group.acquisitive, group.injury) if group else None,
        status=case.status,
        recorded_at=case.recorded_at,
        outcome_code=case.outcome.code if case.outcome else None,
        outcome_decided_at=case.outcome.decided_at if case.outcome else None,
        people=tuple(_person(person, case, frame) for person in case.people),
        appointments=tuple(_appointment(found) for found in case.appointments),
        hearings=tuple(_hearing(found, case, frame) for found in case.hearings),
        incident=_incident(case.incident) if case.incident else None,
        not_investigated=any(_ends_it(fact, _NOT_INVESTIGATED, case.outcome) for fact in case.told_facts),
        discontinued=any(_ends_it(fact, _DISCONTINUED, case.outcome) for fact in case.told_facts),
        outcome_decided_by=case.outcome.decided_by if case.outcome else None,
        flags=case.flags,
        is_bereaved=is_bereaved(case),
        has_officer=case.officer is not None,
        has_review_right=has_review_right(case, today=frame.today),
        told=tuple(_fact(fact) for fact in case.told_facts),
    )


def _person(person: PersonFacts, case: CaseFacts, frame: Frame) -> PersonCodes:
    plan = person.plan
    return PersonCodes(
        person_id=person.person_id,
        ref=person.ref,
        roles=person.roles,
        kind=person.kind,
        is_minor=_is_minor(person, frame.today),
        enhanced=bool(person.enhanced),
        language=person.language,
        formats=person.formats,
        acts_for=person.acts_for,
        stand_ins=tuple(other.ref for other in stand_ins(person, case, today=frame.today)),
        audience=standing_of(person, case, today=frame.today, young_people=frame.young_people).value,
        discreet=plan is not None and plan.discreet,
        safe_to_write=not _is_risky(case, frame) or _is_confirmed(person, frame.today),
        review_on=plan.review_on if plan else None,
        contact_confirmed_at=person.contact.confirmed_at,
        intimidated=EnhancedReason.INTIMIDATED in person.enhanced,
    )


def _is_risky(case: CaseFacts, frame: Frame) -> bool:
    group = frame.groups.get(case.group)
    return case.is_flagged or (group is not None and group.risk == "high")


def _is_confirmed(person: PersonFacts, today: date) -> bool:
    """Whether the plan lifts a flag; by which channels, the gates ask. *Source:* design 1.4."""
    plan = person.plan
    if plan is None or plan.safe_confirmed_at is None:
        return False
    return plan.review_on is None or plan.review_on >= today


def _is_minor(person: PersonFacts, today: date) -> str:
    if person.is_organisation:
        return NO
    born_on = person.date_of_birth
    if born_on is not None and age_on(born_on, today) < _ADULT:
        return YES
    return NO if is_known_birthday(born_on, today=today) else UNKNOWN


def _appointment(found: Appointment) -> AppointmentCodes:
    return AppointmentCodes(found.id, found.kind, found.status, found.missed_by, found.starts_at, found.ends_at)


def _hearing(found: Hearing, case: CaseFacts, frame: Frame) -> HearingCodes:
    return HearingCodes(
        id=found.id,
        kind=found.kind,
        status=found.status,
        starts_at=found.starts_at,
        result=found.result_code,
        is_retrial=found.kind == HearingKind.TRIAL and any(_is_undone(other, found) for other in case.hearings),
        is_soon=_is_soon(found.starts_at, frame),
        orders_end_on=max(_ends(found), default=None),
        orders=tuple(order.kind for order in found.orders),
        is_sentenced=any(_sentences(other, found) for other in case.hearings),
        witnesses=found.witnesses,
    )


def _is_undone(other: Hearing, found: Hearing) -> bool:
    """Whether another hearing left a trial to be held again: no verdict, or an appeal of theirs that was allowed."""
    if other.result_code == ResultCode.APPEAL_ALLOWED:
        return not set(other.defendants).isdisjoint(found.defendants)
    return other.result_code in _NO_VERDICT and other.id != found.id


def _sentences(other: Hearing, found: Hearing) -> bool:
    """Whether a hearing, this one or one that is not before it, sentenced all whom this one is about."""
    if other.result_code != ResultCode.SENTENCED or other.starts_at < found.starts_at:
        return False
    ours, theirs = set(found.defendants), set(other.defendants)
    # Where the record names nobody at one of the two, they may be about different people.
    return other.id == found.id or ours == theirs or (bool(ours) and ours <= theirs)


def _is_soon(starts_at: datetime, frame: Frame) -> bool:
    day = starts_at.astimezone(LONDON).date()
    return frame.today <= day < add_working_days(frame.today, _SOON_WORKING_DAYS, holidays=frame.holidays)


def _ends(found: Hearing) -> Iterator[date]:
    """Yield the last days of what must not be done; what is to be paid ends nothing."""
    return (order.ends_on for order in found.orders if order.ends_on and order.kind != OrderKind.COMPENSATION)


def _fact(fact: ToldFact) -> FactCodes:
    return FactCodes(
        id=fact.id,
        kind=fact.kind,
        person_ref=fact.person_ref,
        codes={name: _word(fact.codes[name]) for name in _CODES if name in fact.codes},
        has_conditions=any(fact.words.get(name, "").strip() for name in _CONDITIONS),
        at=fact.at,
    )


def _word(value: str | bool) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return value


def _ends_it(fact: ToldFact, kind: str, outcome: Outcome | None) -> bool:
    """Return whether the fact is the decision of that kind with which the case ended, or may yet end."""
    if fact.kind != kind:
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
