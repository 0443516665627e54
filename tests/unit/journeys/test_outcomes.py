"""How the end of a case is told: one journey for each code, in words for each reader, once and without blame."""

import pytest
import yaml

from tests.repository.tree import CHECKOUT
from tests.unit.journeys.case_life import ENHANCED, READERS, ended, happens, wanted
from tests.unit.journeys.second_half import ADULT, NOON, SECOND, a_case
from waypost.journeys.facts import JourneyFacts

SERIOUS = "robbery-personal"
ASSIGNED = happens("outcome.assigned")
# Codes that a case ends with and that no journey of charges or of settling out of court tells.
CODES = ("4", "5", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21")
BLAME = (
    "you did not",
    "you would not",
    "refuse",
    "unwilling",
    "failed",
    "because of you",
    "support the",
    "your decision",
)


def names(facts: JourneyFacts) -> list[str]:
    return [name for name, _ in wanted(facts, ASSIGNED)]


@pytest.mark.parametrize(
    ("code", "adult", "guardian", "business", "family"),
    [
        ("4", "taken_into_consideration", *(f"taken_into_consideration_{who}" for who in ("parent", "business")), None),
        ("5", "offender_died", None, None, None),
        ("9", "not_public_interest_cps", None, None, None),
        ("10", "not_public_interest_police", None, None, None),
        ("11", "suspect_under_age", None, None, None),
        ("12", "suspect_too_ill", None, None, None),
        ("13", "witness_unavailable_adult", None, None, "witness_unavailable"),
        ("14", "victim_declined_no_suspect", "declined_parent", "declined_business", None),
        ("15", "evidential_victim_supports", None, None, None),
        ("16", "victim_does_not_support", None, None, None),
        ("17", "time_limit_expired", None, None, None),
        ("18", "filed_no_suspect", "filed_no_suspect_parent", "filed_no_suspect_business", None),
        ("20", "other_agency", "other_agency_parent", "other_agency_business", None),
        ("21", "further_investigation_not_pi", None, None, None),
    ],
)
def test_each_end_is_told_once_to_each_kind_of_reader(
    code: str, adult: str, guardian: str | None, business: str | None, family: str | None
) -> None:
    told = {reader: names(ended(reader, code)) for reader in READERS}

    assert told == {
        "adult": [f"out_{adult}"],
        "guardian": [f"out_{guardian or 'decision_parent'}"],
        "business": [f"out_{business or 'decision_business'}"],
        "family": [f"out_{family or 'decision_bereaved'}"],
    }


@pytest.mark.parametrize("code", CODES)
def test_each_of_two_victims_is_told_and_nobody_twice(code: str) -> None:
    facts = a_case(ADULT, SECOND, status="closed", outcome_code=code, outcome_decided_at=NOON)

    assert [person for _, person in wanted(facts, ASSIGNED)] == ["p1", "p2"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("after", ["outcome.withdrawn", "crime.reopened", "crime.merged", "crime.cancelled"])
def test_an_end_that_is_none_any_more_is_not_told(code: str, after: str) -> None:
    told = [name for name, _ in wanted(ended("adult", code), happens("outcome.assigned", after))]

    assert [name for name in told if name.startswith("out_")] == []


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "out_filed_no_suspect_enhanced"),
        ("guardian", "out_decision_parent"),
        ("business", "out_decision_business"),
        ("family", "out_decision_bereaved"),
    ],
)
def test_where_the_case_is_serious_a_person_calls_before_it_is_closed_without_a_suspect(
    reader: str, expected: str
) -> None:
    assert names(ended(reader, "18", group=SERIOUS)) == [expected]
    assert mode_of(expected) == "H"


def test_who_has_enhanced_rights_is_called_before_a_lesser_case_is_closed_without_a_suspect() -> None:
    facts = a_case(ENHANCED, status="closed", outcome_code="18", outcome_decided_at=NOON)

    assert names(facts) == ["out_filed_no_suspect_enhanced"]


def test_what_prosecutors_decided_is_told_with_their_review() -> None:
    assert names(ended("adult", "15", outcome_decided_by="cps")) == ["out_evidential_cps"]
    assert names(ended("adult", "15", outcome_decided_by="police")) == ["out_evidential_victim_supports"]


@pytest.mark.parametrize("code", ["14", "18", "21"])
def test_the_decision_not_to_investigate_has_told_the_end_already(code: str) -> None:
    assert names(ended("adult", code, not_investigated=True)) == []


@pytest.mark.parametrize(("decided_by", "told"), [("cps", False), ("police", True)])
@pytest.mark.parametrize("code", ["9", "15"])
def test_that_the_case_at_court_was_stopped_has_told_the_prosecutors_end_already(
    code: str, decided_by: str, told: bool
) -> None:
    stopped = ended("adult", code, discontinued=True, outcome_decided_by=decided_by)

    assert bool(names(stopped)) is told
    assert names(ended("adult", code, discontinued=False, outcome_decided_by="cps"))


def test_a_business_is_told_where_the_fraud_bureau_holds_its_report() -> None:
    assert names(ended("business", "19")) == ["out_fraud_bureau_business"]


@pytest.mark.parametrize(
    "text",
    [
        "out_victim_declined_no_suspect",
        "out_victim_does_not_support",
        "out_declined_business",
        "out_declined_parent",
        "out_decision_business",
        "out_decision_parent",
        "inv_victim_withdrawal_ack",
    ],
)
def test_nothing_that_is_read_by_who_did_not_go_on_can_sound_like_blame(text: str) -> None:
    message = read(text)
    said = " ".join([message["email"]["body"], message["letter"]["body"]]).lower()

    assert [words for words in BLAME if words in said] == []


def read(text: str) -> dict[str, dict[str, str]]:
    message: dict[str, dict[str, str]] = yaml.safe_load(
        (CHECKOUT / "content" / "messages" / "en" / f"{text}.yaml").read_text(encoding="utf-8")
    )
    return message


def mode_of(text: str) -> object:
    return read(text)["mode"]
