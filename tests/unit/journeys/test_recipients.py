"""Whom an event is told to: the victim, or who is told in a victim's place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from tests.unit.cases.test_standing import BROTHER, CHILD, DEAD, FATHER, GROWN_UP, MOTHER, SISTER, TODAY, case_of
from tests.unit.journeys.first_half import events
from waypost.cases.offences import offence_groups
from waypost.cases.values import PersonFacts
from waypost.journeys.facts_of_case import Frame, journey_facts
from waypost.journeys.rules.recipients import recipients
from waypost.journeys.values import To

ALL = frozenset({1, 2, 3, 4})


def told(
    *people: PersonFacts,
    to: To = To.VICTIMS,
    names: str | None = None,
    phases: frozenset[int] = ALL,
    today: date = TODAY,
    young_people: bool = False,
    of: str = "crime.recorded",
) -> Sequence[str]:
    facts = journey_facts(case_of(*people), Frame(offence_groups(), today, frozenset(), young_people=young_people))
    (event,) = events(of, person=names)
    return [person.ref for person in recipients(facts, event, to, phases=phases)]


def test_for_a_child_its_guardians_are_told_and_for_who_has_died_the_family() -> None:
    assert told(CHILD, MOTHER, FATHER, GROWN_UP) == ["g1", "g2", "p2"]
    assert told(DEAD, SISTER, BROTHER) == ["f1", "f2"]


def test_before_the_phase_that_has_texts_for_them_the_victims_own_entry_is_told_and_its_gates_hold_it() -> None:
    assert told(CHILD, MOTHER, phases=frozenset({1})) == ["p1"]


def test_without_anybody_who_acts_for_them_it_is_the_victims_own_entry() -> None:
    assert told(CHILD) == ["p1"]
    assert told(DEAD) == ["p3"]


def test_who_becomes_of_age_is_told_from_that_day_on() -> None:
    assert told(CHILD, MOTHER, today=date(2029, 12, 31)) == ["g1"]
    assert told(CHILD, MOTHER, today=date(2030, 1, 1)) == ["p1"]


@pytest.mark.parametrize("to", [To.VICTIMS, To.PERSON])
def test_what_names_a_child_or_a_guardian_is_told_to_that_guardian_alone(to: To) -> None:
    other_child = replace(CHILD, ref="p9", person_id=replace(GROWN_UP).person_id)
    aunt = replace(MOTHER, ref="g9", acts_for=("p9",))

    assert told(CHILD, other_child, MOTHER, aunt, to=to, names="p1") == ["g1"]
    assert told(CHILD, other_child, MOTHER, aunt, to=to, names="g9") == ["g9"]


def test_who_acts_for_two_children_is_told_once() -> None:
    other_child = replace(CHILD, ref="p9", person_id=GROWN_UP.person_id)

    assert told(CHILD, other_child, replace(MOTHER, acts_for=("p1", "p9"))) == ["g1"]


def test_what_happens_to_a_guardian_as_a_suspect_is_told_to_every_victim_and_to_nobody_as_theirs() -> None:
    accused = replace(MOTHER, roles=("parent_guardian", "suspect"))

    def of_arrest(*people: PersonFacts, to: To = To.VICTIMS) -> Sequence[str]:
        return told(*people, names="g1", of="suspect.arrested", to=to)

    # For the child there is nobody else: the gates hold it, and an officer finds a safe adult.
    assert of_arrest(CHILD, accused, GROWN_UP) == ["g1", "p2"]
    assert of_arrest(CHILD, accused, FATHER, GROWN_UP) == ["g2", "p2"]
    assert of_arrest(CHILD, accused, GROWN_UP, to=To.PERSON) == []


def test_young_people_are_told_themselves_only_by_their_own_journeys_and_where_the_force_does_so() -> None:
    assert told(CHILD, MOTHER, GROWN_UP, to=To.YOUNG_PEOPLE, young_people=True) == ["p1"]
    assert told(CHILD, MOTHER, to=To.YOUNG_PEOPLE) == []
    assert told(CHILD, MOTHER, young_people=True) == ["g1"]


@pytest.mark.parametrize("to", [To.VICTIMS, To.PERSON])
def test_who_has_come_to_act_for_a_victim_is_told_alone_and_only_in_that_victims_place(to: To) -> None:
    def added(*people: PersonFacts, phases: frozenset[int] = ALL) -> Sequence[str]:
        return told(*people, to=to, names="g1", phases=phases, of="stand_in.added")

    assert added(CHILD, GROWN_UP, MOTHER) == ["g1"]
    # She acts for somebody who is of age: nobody is told anything anew.
    assert added(GROWN_UP, replace(MOTHER, acts_for=("p2",))) == []
    assert added(CHILD, MOTHER, phases=frozenset({1})) == []
