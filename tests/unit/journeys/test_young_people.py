"""What a victim of 12 to 17 is told in their own words: the shipped journeys, played on made-up cases."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from tests.unit.journeys.after_court import GUARDIAN, a_hearing, event
from tests.unit.journeys.first_half import CONTENT, NOON, a_case, templates
from tests.unit.journeys.making import World
from waypost.base.values import PersonId
from waypost.cases.offences import offence_groups
from waypost.cases.values import CaseFacts, Outcome, PersonFacts, TimelineEntry, ToldFact
from waypost.journeys.facts_of_case import Frame, journey_facts
from waypost.journeys.language import parse_journey
from waypost.journeys.values import Journey

YOUNG = PersonFacts(PersonId(1), "p1", ("victim",), "person", date_of_birth=date(2011, 5, 5))
SMALL = replace(YOUNG, date_of_birth=date(2016, 5, 5))
GROWN = replace(YOUNG, date_of_birth=date(2000, 5, 5))
AHEAD = NOON + timedelta(days=40)


@cache
def journeys() -> tuple[Journey, ...]:
    """The shipped journeys for young people, without the confirmation of the crime."""
    files = sorted((CONTENT / "journeys").glob("*-young-person.yaml"))
    parsed = [parse_journey(file.stem, 1, file.read_text(encoding="utf-8")) for file in files]
    return tuple(one for one in parsed if "crime_recorded_young_person" not in templates(one))


def a_world(case: CaseFacts, *, young_people: bool = True) -> World:
    frame = Frame(offence_groups(), NOON.date(), frozenset(), young_people=young_people)
    return World(journeys(), facts=journey_facts(case, frame), phases=frozenset({2, 3, 4}))


def told(world: World, *events: TimelineEntry) -> list[tuple[str, int]]:
    """What stands after four days, by template and recipient."""
    world.look(*events)
    at_once = list(world.standing)
    world.let_pass(NOON + timedelta(days=6))
    # The adult who looks after them is told first.
    assert at_once == []
    return [(intent.template, intent.person_id) for intent in world.standing]


def ended(code: str, person: PersonFacts = YOUNG) -> CaseFacts:
    return a_case(person, GUARDIAN, outcome=Outcome(code, NOON))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("18", [("out_filed_no_suspect_young_person", 1)]),
        ("15", [("out_decided_young_person", 1)]),
        ("16", [("out_decided_young_person", 1)]),
        # The charge is told by itself.
        ("1", []),
    ],
)
def test_how_a_case_ended_is_told_to_the_young_person_after_their_guardian(
    code: str, expected: list[tuple[str, int]]
) -> None:
    assert told(a_world(ended(code)), event(1, "outcome.assigned")) == expected


def test_nobody_is_written_to_directly_who_is_too_young_of_age_or_of_another_force() -> None:
    outcome = event(1, "outcome.assigned")

    assert told(a_world(ended("18", SMALL)), outcome) == []
    assert told(a_world(ended("18", GROWN)), outcome) == []
    assert told(a_world(ended("18"), young_people=False), outcome) == []


def test_a_case_that_is_opened_again_is_not_told_as_ended() -> None:
    world = a_world(ended("18"))
    world.look(event(1, "outcome.assigned"))

    assert told(world, event(2, "crime.reopened")) == []


def test_who_has_the_case_is_told_once_where_it_changes_hands_at_once() -> None:
    case = a_case(YOUNG, GUARDIAN)

    assert told(a_world(case), event(1, "oic.assigned")) == [("alloc_officer_assigned_young_person", 1)]
    assert told(a_world(case), event(1, "oic.assigned"), event(2, "oic.changed")) == []


def test_of_two_people_charged_they_are_told_once() -> None:
    facts = tuple(ToldFact(name, "suspect.charged", {}, NOON) for name in ("f1", "f2"))
    world = a_world(a_case(YOUNG, GUARDIAN, told_facts=facts))

    found = told(world, event(1, "suspect.charged", "f1"), event(2, "suspect.charged", "f2"))

    assert found == [("chg_charged_young_person", 1)]


def test_they_are_told_of_giving_evidence_only_while_they_are_needed() -> None:
    trial = a_hearing(None, status="listed", starts_at=AHEAD, witnesses=("p1",))
    needed = a_world(a_case(YOUNG, GUARDIAN, hearings=(trial,)))
    not_needed = a_world(a_case(YOUNG, GUARDIAN, hearings=(replace(trial, witnesses=("p9",)),)))
    required = replace(event(1, "witness.required", "h1"), person_ref="p1")

    assert told(needed, required) == [("wit_required_young_person", 1)]
    assert told(not_needed, required) == []


def test_that_there_is_a_verdict_is_told_once_and_not_what_it_is() -> None:
    world = a_world(a_case(YOUNG, GUARDIAN, hearings=(a_hearing("guilty"), a_hearing("not_guilty", id="h2"))))

    found = told(world, event(1, "court.verdict", "h1"), event(2, "court.verdict", "h2"))

    assert found == [("trial_ended_young_person", 1)]
