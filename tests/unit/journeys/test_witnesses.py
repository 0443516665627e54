"""What a victim is told who must give evidence, from being asked to the costs: the shipped journeys, played."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.journeys.after_court import ADULT, CHILD, GUARDIAN, OTHER_VICTIM
from tests.unit.journeys.at_court import (
    CHANGED,
    DEWARNED,
    IN_DECEMBER,
    IN_MARCH,
    LISTED,
    MONDAY,
    PUT_OFF,
    TRIAL,
    WITH_WITNESS,
    a_world,
    happens,
    later,
    read_by,
    required,
    stands,
    told_at_once,
    told_by_day,
    whom,
    with_two,
)
from tests.unit.journeys.first_half import NOON, a_case
from waypost.cases.values import Hearing, ToldFact

PLEA = replace(TRIAL, id="h0", kind="plea", status="heard", result_code="plea_not_guilty")
AFRAID = replace(ADULT, enhanced=("intimidated",))


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", ["wit_required_to_attend"]),
        ("guardian", ["wit_required_parent"]),
        # Who works there is a witness, and no victim.
        ("business", []),
    ],
)
def test_who_must_give_evidence_is_told_in_words_for_them(reader: str, expected: list[str]) -> None:
    assert told_at_once(read_by(reader, WITH_WITNESS), required(1)) == expected


def test_a_witness_who_is_no_victim_is_not_written_to_nor_is_a_victim_in_their_place() -> None:
    assert told_at_once(read_by("adult", replace(TRIAL, witnesses=("w9",))), required(1, person_ref="w9")) == []


def test_a_guardian_who_must_give_evidence_is_not_told_that_the_child_must() -> None:
    case = a_case(CHILD, GUARDIAN, hearings=(replace(TRIAL, witnesses=("p2",)),))

    assert told_at_once(case, required(1, person_ref="p2")) == []


def test_of_two_victims_only_the_one_who_must_give_evidence_is_asked() -> None:
    world = a_world(with_two(WITH_WITNESS))

    world.look(required(1))

    assert whom(world, (ADULT, OTHER_VICTIM)) == [("p1", "wit_required_to_attend")]


def test_a_trial_a_plea_and_the_need_for_evidence_in_one_pass_are_two_messages() -> None:
    case = read_by("adult", PLEA, WITH_WITNESS)

    told = told_at_once(case, happens(1, "court.plea_entered", item="h0"), happens(2, LISTED), required(3))

    assert told == ["court_hearing_listed", "wit_required_to_attend"]


def test_a_victim_hears_then_is_asked_what_would_help_and_is_reminded_twice() -> None:
    world = a_world(read_by("adult", WITH_WITNESS))
    world.look(required(1))

    assert told_by_day(world, until=IN_MARCH) == [
        ("20 November", "wit_required_to_attend"),
        ("24 November", "wit_needs_assessment"),
        ("8 December", "wit_reminder_week"),
        ("14 December", "wit_reminder_day"),
    ]
    assert [intent.trigger for intent in world.intents] == [
        "witness.required",
        "needs.assessment_due",
        "witness.reminder_due",
        "witness.reminder_due",
    ]


def test_a_childs_guardian_is_called_and_reminded_but_not_sent_a_list_of_questions() -> None:
    world = a_world(read_by("guardian", WITH_WITNESS))
    world.look(required(1))

    world.let_pass(IN_MARCH)

    assert whom(world, (CHILD, GUARDIAN)) == [
        ("p2", "wit_reminder_day"),
        ("p2", "wit_reminder_week"),
        ("p2", "wit_required_parent"),
    ]


def test_a_victim_who_is_asked_shortly_before_is_reminded_on_the_day_before_alone() -> None:
    world = a_world(read_by("adult", replace(WITH_WITNESS, starts_at=NOON + timedelta(days=5))))
    world.look(required(1))

    assert [name for _, name in told_by_day(world, until=IN_MARCH) if "reminder" in name] == ["wit_reminder_day"]


def test_a_victim_who_is_asked_on_the_day_before_needs_no_reminder() -> None:
    world = a_world(read_by("adult", replace(WITH_WITNESS, starts_at=MONDAY - timedelta(days=2))))
    world.look(required(1))

    world.let_pass(IN_MARCH)

    assert stands(world) == ["wit_required_to_attend"]


@pytest.mark.parametrize("days", [1, 20], ids=["before the first reminder", "after the first reminder"])
@pytest.mark.parametrize(
    ("moved", "details"),
    [
        ([replace(WITH_WITNESS, starts_at=IN_MARCH)], {}),
        (
            [replace(WITH_WITNESS, status="vacated"), replace(WITH_WITNESS, id="h2", starts_at=IN_MARCH)],
            {"instead_of": "h1"},
        ),
    ],
    ids=["the same hearing", "another in its place"],
)
def test_reminders_follow_a_date_that_moves(moved: list[Hearing], details: dict[str, str], days: int) -> None:
    world = a_world(read_by("adult", WITH_WITNESS))
    world.look(required(1))

    case = read_by("adult", *moved)
    later(world, case, happens(2, CHANGED, item=moved[-1].id, details=details), days=days)

    told = [one for one in told_by_day(world, until=IN_MARCH) if one[0] != "20 November"]
    assert told[-2:] == [("23 February", "wit_reminder_week"), ("1 March", "wit_reminder_day")]
    assert [name for _, name in told].count("wit_reminder_day") == 1


def test_who_heard_of_a_new_day_within_the_last_week_is_reminded_on_the_day_before_alone() -> None:
    world = a_world(read_by("adult", WITH_WITNESS))
    world.look(required(1))

    near = replace(WITH_WITNESS, starts_at=IN_DECEMBER + timedelta(days=5))
    later(world, read_by("adult", near), happens(2, CHANGED), days=20)

    told = [one for one in told_by_day(world, until=IN_MARCH) if one[0] != "20 November"]
    assert told == [("19 December", "wit_reminder_day")]


def test_nobody_is_reminded_of_a_date_that_is_off_and_all_are_once_it_stands_again() -> None:
    world = a_world(read_by("adult", WITH_WITNESS))
    world.look(required(1))
    later(world, read_by("adult", replace(WITH_WITNESS, status="adjourned")), happens(2, PUT_OFF), days=5)
    world.let_pass(IN_DECEMBER)
    assert [name for name in world.told if "reminder" in name] == []

    later(world, read_by("adult", replace(WITH_WITNESS, starts_at=IN_MARCH)), happens(3, LISTED), days=30)
    world.let_pass(IN_MARCH)

    assert [name for name in world.told if "reminder" in name] == ["wit_reminder_week", "wit_reminder_day"]


def test_who_is_not_needed_any_more_is_told_so_and_not_reminded() -> None:
    world = a_world(with_two(replace(TRIAL, witnesses=("p1", "p4"))))
    world.look(required(1), required(2, person_ref="p4"))

    later(world, with_two(replace(TRIAL, witnesses=("p4",))), happens(3, DEWARNED, person_ref="p1"), days=10)
    world.let_pass(IN_MARCH)

    told = [name for ref, name in whom(world, (ADULT, OTHER_VICTIM)) if ref == "p1"]
    assert told == ["wit_no_longer_required"]
    assert ("p4", "wit_reminder_week") in whom(world, (ADULT, OTHER_VICTIM))
    assert ("p4", "wit_required_to_attend") in whom(world, (ADULT, OTHER_VICTIM))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ({"granted": True}, ["wit_special_measures_result"]),
        ({"granted": False}, ["wit_special_measures_refused"]),
        # Nobody guesses: the clock of the duty asks an officer.
        ({}, []),
    ],
)
def test_what_the_court_decides_on_help_is_told_as_it_was_decided(codes: dict[str, bool], expected: list[str]) -> None:
    fact = ToldFact("f1", "special_measures.decision", {}, NOON, codes=codes)

    told = told_at_once(a_case(told_facts=(fact,)), happens(1, "special_measures.decision", item="f1"))

    assert told == expected


def test_a_visit_is_offered_and_taken_back_with_its_record() -> None:
    case = a_case(told_facts=(ToldFact("f1", "witness.visit_offered", {}, NOON),))
    world = a_world(case)
    world.look(happens(1, "witness.visit_offered", item="f1", person_ref="p1"))
    assert stands(world) == ["wit_court_visit_offer"]

    world.look(happens(2, "fact.withdrawn", item="f1"))

    assert stands(world) == []


def test_costs_are_told_two_working_days_after_the_day_at_court() -> None:
    world = a_world(read_by("adult", replace(WITH_WITNESS, status="heard")))
    world.look(happens(1, "witness.attended", person_ref="p1"))

    assert told_by_day(world, until=IN_MARCH) == [("24 November", "wit_expenses_information")]


@pytest.mark.parametrize("kind", ["witness.required", "needs.enhanced_granted"])
def test_who_is_recorded_as_intimidated_is_called(kind: str) -> None:
    case = a_case(AFRAID, hearings=(WITH_WITNESS,))

    assert "wit_intimidation_advice" in told_at_once(case, happens(1, kind, person_ref="p1"))


def test_who_has_enhanced_rights_for_another_reason_is_not_called_about_pressure() -> None:
    case = a_case(replace(ADULT, enhanced=("serious_crime",)), hearings=(WITH_WITNESS,))

    assert "wit_intimidation_advice" not in told_at_once(case, required(1))


def test_two_reasons_for_the_call_at_once_are_one_call() -> None:
    case = a_case(AFRAID, hearings=(WITH_WITNESS,))

    told = told_at_once(case, required(1), happens(2, "needs.enhanced_granted", person_ref="p1", item=None))

    assert told.count("wit_intimidation_advice") == 1
