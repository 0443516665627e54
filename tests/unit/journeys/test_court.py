"""Who is told of court dates, bail, warrants and pleas, and how: the shipped journeys, played on made-up cases."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.unit.journeys.at_court import (
    CHANGED,
    IN_DECEMBER,
    IN_MARCH,
    LISTED,
    MONDAY,
    PUT_OFF,
    TRIAL,
    TUESDAY,
    a_hearing,
    a_world,
    happens,
    later,
    read_by,
    required,
    stands,
    told_at_once,
)
from tests.unit.journeys.first_half import HOUR, NOON
from waypost.cases.values import Hearing

OFF = replace(TRIAL, status="vacated")
SECOND = replace(TRIAL, id="h2", defendants=("d2",))
NEAR = {"was": MONDAY.isoformat()}
FAR = {"was": TUESDAY.isoformat()}


@pytest.mark.parametrize(
    ("reader", "kind", "expected"),
    [
        ("adult", "first_hearing", "court_first_hearing"),
        ("adult", "plea", "court_hearing_listed"),
        ("adult", "trial", "court_hearing_listed"),
        ("guardian", "first_hearing", "court_hearing_listed_parent"),
        ("business", "first_hearing", "court_hearing_listed_business"),
        ("family", "trial", "court_hearing_listed_bereaved"),
    ],
)
def test_each_reader_is_told_of_a_hearing_in_words_for_them(reader: str, kind: str, expected: str) -> None:
    world = a_world(read_by(reader, a_hearing(kind=kind)))
    world.look(happens(1, LISTED))

    # The date of a first hearing may let the news of the charge go before it.
    world.let_pass(MONDAY)

    assert stands(world) == [expected]


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "court_hearing_listed_soon"),
        ("guardian", "court_hearing_listed_soon"),
        ("business", "court_hearing_listed_soon"),
        ("family", "court_hearing_listed_bereaved"),
    ],
)
def test_a_hearing_that_is_soon_is_told_by_a_call(reader: str, expected: str) -> None:
    assert told_at_once(read_by(reader, a_hearing(starts_at=MONDAY)), happens(1, LISTED)) == [expected]


def test_two_working_days_ahead_is_time_enough_for_a_message() -> None:
    assert told_at_once(read_by("adult", a_hearing(starts_at=TUESDAY)), happens(1, LISTED)) == ["court_hearing_listed"]


def test_a_trial_that_is_held_once_more_has_words_of_its_own() -> None:
    hung = a_hearing(id="h0", status="heard", result_code="hung_jury")

    assert "court_hearing_listed" not in told_at_once(read_by("adult", hung, TRIAL), happens(1, LISTED))


@pytest.mark.parametrize(
    ("hearing", "details", "expected"),
    [
        ({"starts_at": IN_MARCH}, FAR, "court_hearing_changed"),
        ({"starts_at": IN_MARCH}, {}, "court_hearing_changed"),
        # Somebody may be getting ready for the old day.
        ({"starts_at": IN_MARCH}, NEAR, "court_hearing_cancelled_late"),
        ({"starts_at": MONDAY}, {"was": IN_DECEMBER.isoformat()}, "court_hearing_cancelled_late"),
        # Off, and with another date: which is so, an officer finds out.
        ({"starts_at": IN_MARCH, "status": "adjourned"}, NEAR, "court_put_off_unclear"),
    ],
    ids=["far", "unknown", "old day near", "new day near", "unclear"],
)
@pytest.mark.parametrize("reader", ["adult", "guardian", "business"])
def test_a_date_that_moves_is_told_by_a_call_where_a_day_is_near(
    reader: str, hearing: dict[str, Any], details: dict[str, str], expected: str
) -> None:
    case = read_by(reader, a_hearing(**hearing))

    assert told_at_once(case, happens(1, CHANGED, details=details)) == [expected]


@pytest.mark.parametrize(
    ("kind", "hearing", "expected"),
    [
        (CHANGED, {"starts_at": IN_MARCH}, "court_hearing_changed_bereaved"),
        (CHANGED, {"starts_at": MONDAY}, "court_hearing_changed_bereaved"),
        (PUT_OFF, {"status": "adjourned"}, "court_adjourned_bereaved"),
        (PUT_OFF, {"status": "vacated", "starts_at": MONDAY}, "court_adjourned_bereaved"),
    ],
)
def test_a_bereaved_family_is_called_about_every_change_of_a_date(
    kind: str, hearing: dict[str, Any], expected: str
) -> None:
    assert told_at_once(read_by("family", a_hearing(**hearing)), happens(1, kind)) == [expected]


@pytest.mark.parametrize(
    ("new", "details"),
    [(replace(TRIAL, starts_at=IN_MARCH), {}), (replace(TRIAL, id="h2", starts_at=IN_MARCH), {"instead_of": "h1"})],
    ids=["the same hearing", "another in its place"],
)
def test_a_newer_date_takes_back_the_older_and_says_that_it_takes_its_place(
    new: Hearing, details: dict[str, str]
) -> None:
    world = a_world(read_by("adult", TRIAL))
    world.look(happens(1, LISTED))
    before = [OFF] if new.id != TRIAL.id else []

    later(world, read_by("adult", *before, new), happens(2, CHANGED, item=new.id, details=details), days=1)

    assert stands(world) == ["court_hearing_changed"]
    assert [key[1] for key in world.intents[-1].replaces] == ["court-hearing-listed"]


def test_the_date_of_one_hearing_leaves_that_of_another_alone() -> None:
    world = a_world(read_by("adult", TRIAL, SECOND))
    world.look(happens(1, LISTED), happens(2, LISTED, item="h2"))

    later(world, read_by("adult", TRIAL, SECOND), happens(3, CHANGED, item="h2"), days=1)

    assert stands(world) == ["court_hearing_listed", "court_hearing_changed"]


@pytest.mark.parametrize(
    ("starts_at", "status", "expected"),
    [
        (IN_DECEMBER, "adjourned", "court_adjourned"),
        (IN_DECEMBER, "vacated", "court_hearing_taken_off"),
        (MONDAY, "adjourned", "court_adjourned_late"),
        (MONDAY, "vacated", "court_adjourned_late"),
        # At the hearing itself: who had to be there has heard it there.
        (NOON - HOUR, "adjourned", "court_adjourned"),
    ],
)
def test_a_hearing_that_is_off_is_told_by_a_call_where_its_day_is_near(
    starts_at: datetime, status: str, expected: str
) -> None:
    case = read_by("adult", a_hearing(starts_at=starts_at, status=status))

    assert told_at_once(case, happens(1, PUT_OFF)) == [expected]


def test_what_is_put_off_and_listed_anew_before_anything_left_is_told_once() -> None:
    world = a_world(read_by("adult", TRIAL))
    world.look(happens(1, LISTED))
    world.facts = a_world(read_by("adult", OFF)).facts
    world.look(happens(2, PUT_OFF))
    world.facts = a_world(read_by("adult", TRIAL)).facts
    world.look(happens(3, LISTED))

    assert stands(world) == ["court_hearing_listed"]
    assert len(world.intents[-1].replaces) == 2


@pytest.mark.parametrize(
    ("kind", "result", "expected"),
    [
        ("court.sent_to_crown", "sent_to_crown", ["court_sent_to_crown"]),
        ("court.bail_decision", "bail_granted", ["court_bail_granted"]),
        ("court.bail_decision", "bail_refused", ["court_remanded"]),
        # The record was mended since: what it says now comes by an event of its own.
        ("court.bail_decision", "plea_guilty", []),
        ("court.bail_changed", "bail_changed", ["court_bail_changed"]),
        ("court.warrant_issued", "warrant_issued", ["court_warrant_issued"]),
        ("court.warrant_executed", "warrant_executed", ["court_warrant_executed"]),
        ("court.plea_entered", "plea_guilty", ["court_plea_guilty"]),
        ("court.plea_entered", "plea_not_guilty", ["court_plea_not_guilty"]),
    ],
)
def test_what_a_court_decides_is_told(kind: str, result: str, expected: list[str]) -> None:
    case = read_by("adult", a_hearing(status="heard", result_code=result))

    assert told_at_once(case, happens(1, kind)) == expected


@pytest.mark.parametrize(
    ("first", "result", "then", "new_result", "expected"),
    [
        ("court.bail_decision", "bail_refused", "court.bail_decision", "bail_granted", "court_bail_granted"),
        ("court.bail_decision", "bail_granted", "court.bail_changed", "bail_changed", "court_bail_changed"),
        ("court.plea_entered", "plea_not_guilty", "court.plea_entered", "plea_guilty", "court_plea_guilty"),
        ("court.warrant_issued", "warrant_issued", "court.warrant_executed", "warrant_executed",
         "court_warrant_executed"),
    ],
)  # fmt: skip
def test_newer_news_takes_back_what_has_not_left(
    first: str, result: str, then: str, new_result: str, expected: str
) -> None:
    world = a_world(read_by("adult", a_hearing(result_code=result)))
    world.look(happens(1, first))

    later(world, read_by("adult", a_hearing(result_code=new_result)), happens(2, then), days=1)

    assert stands(world) == [expected]


@pytest.mark.parametrize(
    ("kind", "result", "guardian", "business", "family"),
    [
        ("court.sent_to_crown", "sent_to_crown", "", "", "_bereaved"),
        ("court.bail_decision", "bail_granted", "", "_business", "_bereaved"),
        ("court.bail_decision", "bail_refused", "", "_business", "_bereaved"),
        ("court.bail_changed", "bail_changed", "", "_business", "_bereaved"),
        ("court.warrant_issued", "warrant_issued", "", "", "_bereaved"),
        ("court.warrant_executed", "warrant_executed", "", "", "_bereaved"),
        ("court.plea_entered", "plea_guilty", "_parent", "_business", "_bereaved"),
        ("court.plea_entered", "plea_not_guilty", "_parent", "_business", "_bereaved"),
    ],
)
def test_what_a_court_decides_is_told_in_words_for_each_reader(
    kind: str, result: str, guardian: str, business: str, family: str
) -> None:
    for reader, ending in (("guardian", guardian), ("business", business), ("family", family)):
        case = read_by(reader, a_hearing(status="heard", result_code=result))
        stem = "court_remanded" if result == "bail_refused" else f"court_{result}"
        assert told_at_once(case, happens(1, kind)) == [f"{stem}{ending}"]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("plea_not_guilty", ["wit_required_to_attend"]),
        # That somebody has pleaded guilty is news even where another must still be tried.
        ("plea_guilty", ["court_plea_guilty", "wit_required_to_attend"]),
    ],
)
def test_who_must_give_evidence_is_not_told_besides_that_a_trial_may_come(result: str, expected: list[str]) -> None:
    plea = a_hearing(id="h0", kind="plea", status="heard", result_code=result)
    case = read_by("adult", plea, replace(TRIAL, witnesses=("p1",)))
    entered = "court.plea_entered"

    for events in (
        (happens(1, entered, item="h0"), required(2)),
        (required(1), happens(2, entered, item="h0")),
    ):
        assert sorted(told_at_once(case, *events)) == expected


def test_a_plea_that_waits_for_a_yes_is_taken_back_when_evidence_is_asked_for() -> None:
    plea = a_hearing(id="h0", kind="plea", status="heard", result_code="plea_not_guilty")
    world = a_world(read_by("adult", plea))
    world.look(happens(1, "court.plea_entered", item="h0"))
    assert stands(world) == ["court_plea_not_guilty"]

    later(world, read_by("adult", plea, replace(TRIAL, witnesses=("p1",))), required(2), days=1)

    assert stands(world) == ["wit_required_to_attend"]


@pytest.mark.parametrize("ends", ["crime.cancelled", "crime.merged", "crime.transferred", "hearing.withdrawn"])
@pytest.mark.parametrize(
    ("kind", "hearing"),
    [
        (LISTED, TRIAL),
        (CHANGED, TRIAL),
        (PUT_OFF, OFF),
        ("court.sent_to_crown", TRIAL),
        ("court.bail_decision", a_hearing(result_code="bail_granted")),
        ("court.bail_changed", a_hearing(result_code="bail_changed")),
        ("court.warrant_issued", TRIAL),
        ("court.warrant_executed", TRIAL),
        ("court.plea_entered", a_hearing(result_code="plea_guilty")),
        ("court.plea_entered", a_hearing(result_code="plea_not_guilty")),
    ],
)
def test_nothing_stands_of_what_is_not_ours_or_not_so_any_more(kind: str, hearing: Hearing, ends: str) -> None:
    world = a_world(read_by("adult", hearing))
    world.look(happens(1, kind))
    assert stands(world) != []

    world.look(happens(2, ends))

    assert stands(world) == []
