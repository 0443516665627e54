"""How a case that is settled without a court is told: what was decided, to each reader, and who is asked before."""

import pytest

from tests.unit.journeys.case_life import READERS
from tests.unit.journeys.suspects_life import DAY, HOUR, after, now, read_by, told

SETTLED = {
    "2": "youth_caution",
    "2A": "youth_caution",
    "3": "adult_caution",
    "3A": "adult_caution",
    "6": "penalty_notice",
    "8": "community_resolution",
    "22": "diversion",
    "23": "deferred_prosecution_child",
}
TOGETHER = {0 * DAY: "8"}


@pytest.mark.parametrize("code", SETTLED)
def test_each_way_of_settling_is_told_once_to_each_kind_of_reader(code: str) -> None:
    made = {reader: told(read_by(reader), now("outcome.assigned", ""), ends={0 * DAY: code}) for reader in READERS}

    assert made == {
        "adult": [f"oocd_{SETTLED[code]}"],
        "guardian": ["oocd_parent"],
        "business": ["oocd_business"],
        "family": [f"oocd_{SETTLED[code]}"],
    }


@pytest.mark.parametrize("code", ["1", "4", "7", "15", "18"])
def test_other_outcomes_are_not_told_as_settled(code: str) -> None:
    assert told(read_by("adult"), now("outcome.assigned", ""), ends={0 * DAY: code}) == []


@pytest.mark.parametrize("news", ["outcome.withdrawn", "crime.reopened", "crime.merged", "crime.cancelled"])
def test_a_settlement_that_does_not_stand_is_not_told(news: str) -> None:
    assert told(read_by("adult"), now("outcome.assigned", ""), now(news, ""), ends=TOGETHER) == []


def test_another_outcome_takes_the_place_of_the_first() -> None:
    happened = (now("outcome.assigned", ""), after(HOUR, "outcome.assigned", ""))

    made = told(read_by("adult"), *happened, ends={0 * HOUR: "8", HOUR: "3"})

    assert made == ["oocd_adult_caution"]


@pytest.mark.parametrize(
    ("event", "adult", "guardian", "business"),
    [
        ("oocd.considered", "views_requested", "views_parent", "views_business"),
        ("oocd.breached", "conditions_failed", "breached_parent", "breached_business"),
        ("oocd.reparation_agreed", "reparation_due", "reparation_parent", "reparation_business"),
    ],
)
def test_each_step_is_told_once_to_each_kind_of_reader(event: str, adult: str, guardian: str, business: str) -> None:
    made = [told(read_by(reader), now(event, "")) for reader in ("adult", "guardian", "business")]

    assert made == [[f"oocd_{adult}"], [f"oocd_{guardian}"], [f"oocd_{business}"]]


@pytest.mark.parametrize("news", ["outcome.assigned", "suspect.charged", "suspect.requisitioned", "victim.withdrew"])
def test_nobody_is_asked_after_the_decision_or_once_they_want_no_more(news: str) -> None:
    made = told(read_by("adult"), now("oocd.considered", ""), after(HOUR, news, ""), ends={HOUR: "8"})

    assert "oocd_views_requested" not in made


def test_what_was_agreed_is_not_told_once_it_was_not_kept() -> None:
    made = told(read_by("adult"), now("oocd.reparation_agreed", ""), after(HOUR, "oocd.breached", ""))

    assert made == ["oocd_conditions_failed"]
