"""Who is told of an appeal: the shipped journeys, played on made-up cases."""

from datetime import timedelta

import pytest

from tests.unit.journeys.after_court import (
    a_hearing,
    a_world,
    at_court,
    event,
    facts_of,
    told_at_once,
    wanted,
    with_fact,
)
from tests.unit.journeys.first_half import NOON

AHEAD = a_hearing(None, kind="appeal", status="listed", starts_at=NOON + timedelta(days=60))


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "appeal_lodged"),
        ("guardian", "appeal_lodged"),
        ("family", "appeal_lodged_bereaved"),
        ("business", "appeal_lodged_business"),
    ],
)
def test_each_reader_is_told_that_an_appeal_was_made(reader: str, expected: str) -> None:
    assert told_at_once(with_fact(reader, "appeal.lodged"), "appeal.lodged", "f1") == [expected]


FOUR = ("adult", "guardian", "family", "business")
_PERMISSION, _BAIL, _DECIDED = "appeal.permission_decision", "appeal.bail_granted", "appeal.decided"
_FAMILY = "appeal_permission_bereaved"


@pytest.mark.parametrize(
    ("kind", "result", "expected"),
    [
        (
            _PERMISSION,
            "permission_granted",
            ("appeal_permission_decision", "appeal_permission_decision", _FAMILY, "appeal_permission_business"),
        ),
        (
            _PERMISSION,
            "permission_refused",
            ("appeal_permission_refused", "appeal_permission_refused", _FAMILY, "appeal_dismissed_business"),
        ),
        (
            _BAIL,
            "bail_granted",
            (
                "appeal_bail_granted",
                "appeal_bail_granted_parent",
                "appeal_bail_granted_bereaved",
                "appeal_bail_granted_business",
            ),
        ),
        (
            _DECIDED,
            "appeal_allowed",
            ("appeal_outcome", "appeal_outcome_parent", "appeal_outcome_bereaved", "appeal_outcome_business"),
        ),
        (
            _DECIDED,
            "appeal_dismissed",
            ("appeal_dismissed", "appeal_dismissed_parent", "appeal_dismissed_bereaved", "appeal_dismissed_business"),
        ),
    ],
)
def test_each_reader_is_told_what_a_court_decided_in_an_appeal(
    kind: str, result: str, expected: tuple[str, ...]
) -> None:
    for reader, template in zip(FOUR, expected, strict=True):
        case = at_court(reader, a_hearing(result, kind="appeal"))
        assert told_at_once(case, kind, "h1") == [template]


@pytest.mark.parametrize(
    ("reader", "listed", "moved"),
    [
        ("adult", "appeal_hearing_listed", "appeal_hearing_changed"),
        ("guardian", "appeal_hearing_listed", "appeal_hearing_changed"),
        ("family", "appeal_hearing_bereaved", "appeal_hearing_bereaved"),
        ("business", "appeal_hearing_business", "appeal_hearing_business"),
    ],
)
def test_a_new_day_of_an_appeal_takes_the_place_of_the_first(reader: str, listed: str, moved: str) -> None:
    world = a_world(at_court(reader, AHEAD))

    world.look(event(1, "appeal.hearing_listed", "h1"))
    at_first = wanted(world)
    world.look(event(2, "hearing.moved", "h1"))

    assert at_first == [listed]
    assert wanted(world) == [moved]


def test_a_day_that_is_off_or_over_is_not_given() -> None:
    off = at_court("adult", a_hearing(None, kind="appeal", status="vacated", starts_at=NOON + timedelta(days=60)))
    over = at_court("adult", a_hearing(None, kind="appeal", status="listed", starts_at=NOON - timedelta(days=1)))

    assert told_at_once(off, "hearing.moved", "h1") == []
    assert told_at_once(over, "appeal.hearing_listed", "h1") == []


def test_the_result_of_an_appeal_takes_back_what_was_still_to_be_said_of_it() -> None:
    world = a_world(at_court("adult", a_hearing("bail_granted", kind="appeal")))
    world.look(event(1, "appeal.bail_granted", "h1"))

    world.facts = facts_of(at_court("adult", a_hearing("appeal_allowed", kind="appeal")))
    world.look(event(2, "appeal.decided", "h1"))

    assert wanted(world) == ["appeal_outcome"]


def test_an_appeal_that_was_recorded_in_error_is_taken_back() -> None:
    world = a_world(with_fact("adult", "appeal.lodged"))
    world.look(event(1, "appeal.lodged", "f1"))

    world.look(event(2, "fact.withdrawn", "f1"))

    assert wanted(world) == []
