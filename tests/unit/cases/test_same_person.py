"""Whether the crime tells somebody who called the control room, so that the incident does not tell it again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.incidents.same_person import is_told_by_crime
from waypost.cases.values import CaseFacts, CaseKind, Contact, IncidentFacts, PersonFacts, SourceFacts, SourceState

OPENED_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOURCE = SourceFacts(1, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)
CALLER = PersonFacts(
    PersonId(1),
    "p1",
    ("reporter", "victim"),
    "person",
    given_name="Amina",
    family_name="Example",
    contact=Contact(mobile="07700 900001", email="amina@example.org"),
)
VICTIM = replace(CALLER, person_id=PersonId(2), ref="v7", roles=("victim",))


def a_case(reference: str, **changes: Any) -> CaseFacts:
    values: dict[str, Any] = {
        "case_id": CaseId(1),
        "force": SOURCE.force,
        "source": SOURCE,
        "revision": 1,
        "group": "theft-other",
        "status": None,
        "flags": (),
        "held_items": 0,
        "recorded_at": OPENED_AT,
        "updated_at": OPENED_AT,
        "people": (),
    }
    return CaseFacts(**{**values, **changes}, reference=reference)


def the_incident(*, crime: str | None = None) -> CaseFacts:
    facts = IncidentFacts("open", "priority", OPENED_AT, True, False, crime_reference=crime)
    return a_case("A-1", kind=CaseKind.INCIDENT, incident=facts, people=(CALLER,))


def the_crime(*people: PersonFacts, **changes: Any) -> CaseFacts:
    return a_case("C-1", people=people, **{"incident_reference": "A-1", **changes})


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        # another way of writing
        ({"given_name": "AMINA", "family_name": "example"}, True),
        ({"contact": Contact(mobile="+44 7700 900001")}, True),
        ({"contact": Contact(mobile="07700 900099", email="Amina+police@example.org")}, True),
        ({"date_of_birth": date(1990, 2, 1)}, True),
        # another human
        ({"given_name": "Ali"}, False),
        ({"family_name": None}, False),
        ({"contact": Contact(mobile="07700 900002", email="ali@example.org")}, False),
        ({"contact": Contact()}, False),
        # Whom a crime does not tell as a victim.
        ({"roles": ("witness",)}, False),
        ({"roles": ("suspect",)}, False),
    ],
)
def test_an_equal_name_and_contact_of_a_victim_of_the_crime(changes: dict[str, Any], is_told: bool) -> None:
    crime = the_crime(replace(VICTIM, **changes))

    assert is_told_by_crime(the_incident(), CALLER, [crime]) is is_told


def test_father_and_son_of_one_name_and_phone_are_two() -> None:
    father = replace(CALLER, date_of_birth=date(1960, 2, 1))
    son = replace(VICTIM, date_of_birth=date(1990, 2, 1))

    assert not is_told_by_crime(the_incident(), father, [the_crime(son)])


def test_an_organisation_is_known_by_its_name() -> None:
    shop = replace(CALLER, given_name=None, family_name=None, organisation_name="Corner Shop Ltd.", kind="organisation")
    same = replace(shop, organisation_name="corner shop ltd")

    assert is_told_by_crime(the_incident(), shop, [the_crime(same)])
    assert not is_told_by_crime(the_incident(), shop, [the_crime(VICTIM)])


@pytest.mark.parametrize(
    ("incident", "crime", "is_told"),
    [
        (the_incident(), the_crime(VICTIM), True),
        (the_incident(crime="C-1"), the_crime(VICTIM, incident_reference=None), True),
        # A crime that is linked for another reason.
        (the_incident(), the_crime(VICTIM, incident_reference=None), False),
        (the_incident(crime="C-2"), the_crime(VICTIM, incident_reference="A-2"), False),
        # Another incident beside this one.
        (the_incident(), replace(the_incident(), people=(VICTIM,), incident_reference="A-1"), False),
        # Nobody is told by a crime in a crime.
        (the_crime(CALLER), the_crime(VICTIM), False),
    ],
)
def test_only_a_crime_recorded_from_the_incident_tells(incident: CaseFacts, crime: CaseFacts, is_told: bool) -> None:
    assert is_told_by_crime(incident, CALLER, [crime]) is is_told
