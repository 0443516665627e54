"""Made-up records as facts, for tests of what is found in them."""

from typing import Any

from tests.unit.cases.documents import KNOWN, document, incident
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.applied import AnyApplied
from waypost.cases.facts import case_facts
from waypost.cases.findings import findings_of_person, word_lists
from waypost.cases.rehearsal import party
from waypost.cases.screening import screen, screen_incident
from waypost.cases.snapshot import parse_case, parse_incident
from waypost.cases.values import CaseFacts, OtherParty, SourceFacts, SourceState

SOURCE = SourceFacts(1, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)
AMINA = {
    "id": "p1",
    "roles": ["victim"],
    "given_name": "Amina",
    "family_name": "Sample",
    "date_of_birth": "1988-04-12",
    "language": "en",
    "contact": {"mobile": "07700 900001", "address": "1 Made-up Street", "postcode": "TS5 6AB"},
}
LEE = {
    "id": "s1",
    "roles": ["suspect"],
    "given_name": "Lee",
    "family_name": "Invented",
    "date_of_birth": "1990-01-15",
    "contact": {"mobile": "07700 900555", "address": "9 Nowhere Lane", "postcode": "TS5 6AB"},
}


def facts_of(applied: AnyApplied) -> CaseFacts:
    """Return a held document as facts; people are numbered from 1."""
    ids = {person.id: PersonId(number) for number, person in enumerate(applied.people, 1)}
    return case_facts(applied, case_id=CaseId(1), source=SOURCE, held=0, ids=ids)


def a_crime(**changes: Any) -> CaseFacts:
    """Return a crime against Amina, with `changes` at its top."""
    return facts_of(screen(parse_case(document(people=[AMINA], **changes)), prior=None, known=KNOWN)[0])


def an_incident(**changes: Any) -> CaseFacts:
    """Return an incident that Amina reported, with `changes` at its top."""
    return facts_of(screen_incident(parse_incident(incident(people=[AMINA], **changes)), prior=None)[0])


def with_people(*people: dict[str, Any], **changes: Any) -> CaseFacts:
    """Return a crime with these people."""
    return facts_of(screen(parse_case(document(people=list(people), **changes)), prior=None, known=KNOWN)[0])


def changed(person: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a person with other fields; those of the contact are merged."""
    contact = {**person.get("contact", {}), **fields.pop("contact", {})}
    return {**person, **fields, "contact": contact}


def others_of(case: CaseFacts, ref: str) -> list[OtherParty]:
    """Return everybody else of the case as a message is compared with them."""
    return [party(person, case.case_id) for person in case.people if person.ref != ref]


def found_about(case: CaseFacts, ref: str = "p1") -> set[str]:
    """Return the codes of what is found about one entry."""
    person = case.person_by_ref(ref)
    assert person is not None
    found = findings_of_person(case, person, others_of(case, ref), lists=word_lists())
    return {finding.code for finding in found}


def found_in(case: CaseFacts) -> set[str]:
    """Return the codes of what is found about the case itself."""
    return {finding.code for finding in case.findings}
