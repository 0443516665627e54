"""From the record as it is stored to the values that other rooms may know. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time
from types import MappingProxyType
from typing import Any, TypeGuard
from uuid import UUID

from waypost.base.values import CaseId, JsonValue, PersonId
from waypost.cases import snapshot as wire
from waypost.cases.applied import AnyApplied, AppliedCase, AppliedIncident, AppliedPerson
from waypost.cases.findings import findings_of_case, word_lists
from waypost.cases.findings.suggestions import with_confirmed
from waypost.cases.task_answers import TaskAnswer
from waypost.cases.values import (
    Appointment,
    Authority,
    CaseFacts,
    CaseKind,
    Contact,
    ContactPlan,
    CourtOrder,
    Hearing,
    IncidentFacts,
    Officer,
    OtherForce,
    Outcome,
    PersonFacts,
    Property,
    SourceFacts,
    ThreadEntry,
    ToldFact,
)
from waypost.cases.vocabulary import TaskStatus

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


_NOTHING_CONFIRMED: Mapping[PersonId, frozenset[str]] = MappingProxyType({})


def case_facts(
    applied: AnyApplied,
    *,
    case_id: CaseId,
    source: SourceFacts,
    held: int,
    ids: Mapping[str, PersonId],
    confirmed: Mapping[PersonId, frozenset[str]] = _NOTHING_CONFIRMED,
) -> CaseFacts:
    """
    Return the facts of one crime or incident; `ids` are our ids of its people by the source's.

    `confirmed` are the suggestions about people that somebody has confirmed, by their digests: who has one is reached
    by it as if it stood where it belongs.
    """
    common: dict[str, Any] = {
        "case_id": case_id,
        "force": source.force,
        "reference": applied.reference,
        "source": source,
        "revision": applied.revision,
        "status": applied.status,
        "held_items": held,
        "updated_at": applied.updated_at,
        "people": tuple(
            with_confirmed(_person(person, ids[person.id]), confirmed.get(ids[person.id], frozenset()))
            for person in applied.people
            if person.id in ids
        ),
        "appointments": tuple(appointment_facts(item) for item in applied.appointments),
    }
    own = _of_incident(applied) if isinstance(applied, AppliedIncident) else _of_crime(applied)
    facts = CaseFacts(**common, **own)
    return replace(facts, findings=findings_of_case(facts, applied, lists=word_lists()))


def _of_crime(applied: AppliedCase) -> dict[str, Any]:
    return {
        "kind": CaseKind.CRIME,
        "group": applied.offence.group,
        "flags": applied.flags,
        "recorded_at": applied.recorded_at,
        "officer": _officer(applied.officer),
        "supervisor": _officer(applied.supervisor),
        "outcome": _outcome(applied.outcome),
        "merged_into": applied.merged_into,
        "transferred": applied.transferred_to is not None,
        "offence_title": applied.offence.title,
        "transferred_to": _other_force(applied.transferred_to),
        "hearings": tuple(_hearing(item) for item in applied.hearings),
        "property_items": tuple(property_facts(item) for item in applied.property),
        "flo": _officer(applied.flo),
        "incident_reference": applied.incident_reference or None,
        "occurred_from": applied.occurred.from_ if applied.occurred else None,
        "linked": applied.linked,
        "occurred_to": applied.occurred.to if applied.occurred else None,
        "told_facts": tuple(_told_fact(fact) for fact in applied.facts),
    }


def _of_incident(applied: AppliedIncident) -> dict[str, Any]:
    return {
        "kind": CaseKind.INCIDENT,
        "group": applied.group or "",
        "flags": applied.flags or (),
        "recorded_at": applied.opened_at,
        "offence_title": applied.title or "",
        "incident": incident_facts(applied),
    }


def incident_facts(applied: AppliedIncident) -> IncidentFacts:
    """Return what only an incident has."""
    return IncidentFacts(
        status=applied.status,
        grade=applied.grade,
        opened_at=applied.opened_at,
        is_screened=applied.group is not None and applied.flags is not None,
        suspect_may_see_phone=applied.suspect_may_see_phone is not False,
        channel=applied.channel,
        promised_by=applied.promised_by,
        eta=applied.told_eta,
        attended_at=applied.attended_at,
        information_required=applied.information_required,
        result=applied.result,
        agency=applied.agency,
        crime_reference=applied.case_reference or next(iter(applied.crimes), None),
        forensic_potential=bool(applied.forensic_potential),
        suspect_sees_phone=applied.suspect_may_see_phone is True,
    )


def appointment_facts(item: wire.Appointment) -> Appointment:
    """Return one appointment."""
    return Appointment(
        id=item.id,
        kind=item.kind,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        place=item.place,
        person_ref=item.person,
        status=item.status,
        join_url=item.join_url,
        missed_by=item.missed_by,
    )


def property_facts(item: wire.PropertyItem) -> Property:
    """Return one thing."""
    return Property(item.id, item.description, item.status)


def thread_entry(item: wire.Entry) -> ThreadEntry:
    """Return one log entry."""
    return ThreadEntry(item.id, item.kind, item.person, item.author, item.at, item.text, item.waypost_id)


def _person(person: AppliedPerson, person_id: PersonId) -> PersonFacts:
    return PersonFacts(
        person_id=person_id,
        ref=person.id,
        roles=person.roles,
        kind=person.kind,
        title=person.title,
        given_name=person.given_name,
        family_name=person.family_name,
        organisation_name=person.organisation_name,
        date_of_birth=person.date_of_birth,
        deceased=person.deceased,
        language=person.language,
        formats=person.formats,
        enhanced=person.enhanced,
        acts_for=person.acts_for,
        contact=_contact(person.contact),
        plan=_plan(person.contact_plan),
        authority=_authority(person.authority),
    )


def _contact(contact: wire.Contact) -> Contact:
    return Contact(
        mobile=contact.mobile,
        phone=contact.phone,
        email=contact.email,
        address=contact.address,
        postcode=contact.postcode,
        confirmed_at=contact.confirmed_at,
    )


def _plan(plan: wire.ContactPlan | None) -> ContactPlan | None:
    if plan is None:
        return None
    return ContactPlan(
        agreed_at=plan.agreed_at,
        channels=plan.channels,
        never=plan.never,
        hours=(_time(plan.hours.from_), _time(plan.hours.to)) if plan.hours else None,
        update_every_days=plan.update_every_days,
        discreet=plan.discreet,
        no_contact=plan.no_contact,
        safe_confirmed_at=plan.safe_confirmed_at,
        code_word=plan.code_word,
        two_way=plan.two_way,
        review_on=plan.review_on,
    )


def _authority(authority: wire.Authority | None) -> Authority | None:
    return Authority(authority.scope, authority.recorded_at, authority.expires_on) if authority else None


def _time(text: str) -> time:
    return time.fromisoformat(text)


def task_answer(item: wire.TaskAnswer) -> TaskAnswer | None:
    """Return what became of one task, or None where its id is none of ours."""
    try:
        waypost_id = UUID(item.waypost_id)
    except ValueError:
        return None
    by = item.by.collar_number if item.by else None
    return TaskAnswer(waypost_id, TaskStatus(item.status), item.note, item.text, item.at, by)


def _told_fact(fact: wire.Fact) -> ToldFact:
    details = fact.details
    return ToldFact(
        id=fact.id,
        kind=fact.kind,
        words={name: text for name, text in details.items() if isinstance(text, str)},
        at=fact.at,
        person_ref=fact.person,
        codes={name: code for name, code in details.items() if _is_code(code)},
        lists={name: _texts(found) for name, found in details.items() if isinstance(found, list)},
    )


def _is_code(detail: JsonValue) -> TypeGuard[str | bool]:
    return isinstance(detail, bool) or (isinstance(detail, str) and bool(_CODE.fullmatch(detail)))


def _texts(found: Iterable[JsonValue]) -> tuple[str, ...]:
    return tuple(text for text in found if isinstance(text, str))


def _hearing(item: wire.Hearing) -> Hearing:
    return Hearing(
        id=item.id,
        kind=item.kind,
        status=item.status,
        starts_at=item.starts_at,
        court=item.court,
        received_at=item.received_at,
        result_code=item.result_code,
        result=item.result,
        changed_reason=item.changed_reason,
        defendants=item.defendants,
        witnesses=item.witnesses,
        orders=tuple(CourtOrder(order.kind, order.ends_on, order.text) for order in item.orders),
    )


def _other_force(found: wire.TransferredTo | None) -> OtherForce | None:
    return OtherForce(found.force, found.contact, found.reference) if found else None


def _officer(officer: wire.Officer | None) -> Officer | None:
    if officer is None:
        return None
    return Officer(officer.collar_number, officer.name, officer.rank, officer.team, officer.email)


def _outcome(outcome: wire.Outcome | None) -> Outcome | None:
    if outcome is None:
        return None
    return Outcome(outcome.code, outcome.decided_at, outcome.reason, outcome.decided_by)
