"""All that decides whether somebody may be told: who else is in this case, and in those that belong to it."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from tests.snapshots import ARREST, FORCE, RECORDED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import PersonId
from waypost.cases.models import Case, Link, Person
from waypost.cases.queries import delivery_facts
from waypost.cases.values import DeliveryFacts

pytestmark = pytest.mark.django_db
SUSPECTS_NUMBER = "+447700900555"


def facts_of(reference: str, ref: str = "p1") -> DeliveryFacts | None:
    with in_force(FORCE):
        person_id = PersonId(Person.objects.get(case__reference=reference, ref=ref).id)
        return delivery_facts([person_id], force=FORCE).get(person_id)


def numbers_near(reference: str) -> set[str]:
    facts = facts_of(reference)
    assert facts is not None
    return {other.mobile_key for other in facts.others}


@pytest.mark.parametrize(
    ("of_the_suspects", "of_the_victims"),
    [
        ({"linked": ["B"]}, {}),
        ({}, {"linked": ["A"]}),
        ({"merged_into": "B"}, {}),
        ({}, {"merged_into": "A"}),
    ],
)
def test_the_suspect_of_a_linked_or_merged_case_is_known(
    now: datetime, of_the_suspects: dict[str, Any], of_the_victims: dict[str, Any]
) -> None:
    source = a_source("rms", now=now)
    a = event(changed(ARREST, reference="A", **of_the_suspects), "a")
    b = event(changed(RECORDED, reference="B", **of_the_victims), "b")

    take(source, a, b, now=now)

    assert SUSPECTS_NUMBER in numbers_near("B")


def test_a_case_that_is_no_longer_linked_is_a_stranger_again(now: datetime) -> None:
    source = a_source("rms", now=now)
    linked = changed(ARREST, reference="A", linked=["B", "C"])
    take(source, event(linked, "a"), event(changed(RECORDED, reference="B"), "b"), now=now)

    take(source, event(changed(linked, revision=9, linked=["C"]), "a again"), now=now)

    assert numbers_near("B") == set()


def test_whoever_names_a_case_is_found_by_an_index(now: datetime) -> None:
    # Behind the wall the database asks an index only what cannot leak: nothing of what an array holds.
    with in_force(FORCE), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Link.objects.filter(force=FORCE, reference__in=["A", "B"]).explain()

    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "reference" in condition


def test_the_suspect_of_a_stranger_case_is_not(now: datetime) -> None:
    source = a_source("rms", now=now)

    take(source, event(changed(ARREST, reference="A"), "a"), event(changed(RECORDED, reference="B"), "b"), now=now)

    assert numbers_near("B") == set()


def test_where_a_linked_case_cannot_be_read_nobody_may_be_told(now: datetime) -> None:
    source = a_source("rms", now=now)
    linked = changed(RECORDED, reference="B", linked=["A"])
    take(source, event(changed(ARREST, reference="A"), "a"), event(linked, "b"), now=now)
    with in_force(FORCE):
        Case.objects.filter(reference="A").update(applied={"format": 1})

    assert facts_of("B") is None
    assert facts_of("A") is None


def test_somebody_whom_a_newer_document_no_longer_has_is_left_out(now: datetime) -> None:
    take(a_source("rms", now=now), event(ARREST), now=now)
    with in_force(FORCE):
        case = Case.objects.get()
        Case.objects.update(applied={**case.applied, "people": []} if case.applied else None)

    assert facts_of(ARREST["reference"]) is None


def test_a_suspect_whom_the_document_does_not_have_yet_is_known_by_number(now: datetime) -> None:
    take(a_source("rms", now=now), event(ARREST), now=now)
    with in_force(FORCE):
        case = Case.objects.get()
        victims = [person for person in (case.applied or {})["people"] if person["id"] == "p1"]
        Case.objects.update(applied={**(case.applied or {}), "people": victims})

    assert SUSPECTS_NUMBER in numbers_near(ARREST["reference"])
