"""How charges, decisions not to charge, and reviews are told: the same end never twice, the right only where it is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import yaml

from tests.unit.journeys.case_life import ENHANCED, READERS
from tests.unit.journeys.suspects_life import DAY, ENGLISH, HOUR, Happened, a_suspect, after, now, read_by, told

NOBODY_CHARGED = ("5", "9", "10", "11", "12", "13", "15", "16", "17", "21")


@pytest.mark.parametrize(
    ("event", "adult", "guardian", "business", "family"),
    [
        ("suspect.charged", "charged_standard", "charged_parent", "charged_business", "charged_bereaved"),
        (
            "suspect.requisitioned",
            "postal_requisition",
            "requisition_parent",
            "requisition_business",
            "requisition_bereaved",
        ),
        ("police.nfa_decision", "no_charge_police", "no_charge_parent", "no_charge_business", "no_charge_bereaved"),
        ("cps.nfa", "no_charge_cps", "no_charge_cps_parent", "no_charge_cps_business", "no_charge_cps_bereaved"),
        ("cps.file_submitted", "file_sent_to_cps", "file_sent_parent", "file_sent_business", "file_sent_bereaved"),
        ("cps.action_plan", "cps_more_work", "more_work_parent", "more_work_business", "more_work_bereaved"),
        ("cps.charge_altered", "altered", "altered_parent", "altered_business", "altered_bereaved"),
        (
            "cps.discontinued",
            "discontinued",
            "discontinued_parent",
            "discontinued_business",
            "discontinued_bereaved",
        ),
    ],
)
def test_each_step_is_told_once_to_each_kind_of_reader(
    event: str, adult: str, guardian: str, business: str, family: str
) -> None:
    made = {reader: told(read_by(reader), now(event)) for reader in READERS}

    assert made == {
        "adult": [f"chg_{adult}"],
        "guardian": [f"chg_{guardian}"],
        "business": [f"chg_{business}"],
        "family": [f"chg_{family}"],
    }


def test_who_is_owed_more_is_called_about_a_charge() -> None:
    case = replace(read_by("adult"), people=(ENHANCED, a_suspect("s1")))

    assert told(case, now("suspect.charged")) == ["chg_charged_enhanced"]


def test_each_of_two_suspects_is_charged_by_itself_and_outcome_1_adds_nothing() -> None:
    happened = (now("suspect.charged"), now("suspect.charged", "s2"), now("outcome.assigned", ""))

    made = told(read_by("adult"), *happened, ends={0 * DAY: "1"})

    assert made == ["chg_charged_standard", "chg_charged_standard"]


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "chg_charged_different_offence"),
        ("guardian", "chg_different_offence_parent"),
        ("business", "chg_different_offence_business"),
    ],
)
def test_a_charge_for_another_offence_is_told_and_then_explained(reader: str, expected: str) -> None:
    happened = (now("suspect.charged"), now("outcome.assigned", ""))

    assert expected in told(read_by(reader), *happened, ends={0 * DAY: "1A"})
    assert expected not in told(read_by(reader), *happened, ends={0 * DAY: "1"})


@pytest.mark.parametrize("decision", ["police.nfa_decision", "cps.nfa"])
@pytest.mark.parametrize("code", NOBODY_CHARGED)
@pytest.mark.parametrize("span", [0 * HOUR, 2 * HOUR, 26 * HOUR])
def test_the_same_end_is_not_told_twice(decision: str, code: str, span: timedelta) -> None:
    made = told(read_by("adult"), now(decision), after(span, "outcome.assigned", ""), ends={span: code})

    assert made == []


@pytest.mark.parametrize("reader", list(READERS))
@pytest.mark.parametrize("code", ["1", "3", "8", "18"])
def test_a_decision_on_one_suspect_is_told_where_the_outcome_says_something_else(reader: str, code: str) -> None:
    happened = (now("police.nfa_decision"), after(HOUR, "outcome.assigned", ""))

    made = [name for name in told(read_by(reader), *happened, ends={HOUR: code}) if name.startswith("chg_")]

    assert len(made) == 1
    assert made[0].startswith("chg_no_charge")


def test_a_decision_waits_for_the_end_of_the_case_two_working_days_at_most() -> None:
    assert told(read_by("adult"), now("police.nfa_decision"), ends={9 * DAY: "15"}) == ["chg_no_charge_police"]


def test_a_decision_that_a_charge_has_overtaken_is_not_told() -> None:
    of_the_same = told(read_by("adult"), now("police.nfa_decision"), after(HOUR, "suspect.charged"))
    of_another = told(read_by("adult"), now("police.nfa_decision"), after(HOUR, "suspect.charged", "s2"))

    assert of_the_same == ["chg_charged_standard"]
    assert of_another == ["chg_charged_standard", "chg_no_charge_police"]


@pytest.mark.parametrize("news", ["suspect.charged", "suspect.requisitioned", "cps.nfa", "outcome.assigned"])
def test_nobody_hears_that_prosecutors_are_looking_once_something_is_decided(news: str) -> None:
    made = told(read_by("adult"), now("cps.file_submitted"), after(HOUR, news))

    assert "chg_file_sent_to_cps" not in made


def test_more_work_and_a_file_that_goes_again_take_the_place_of_each_other() -> None:
    happened = [now("cps.file_submitted"), after(HOUR, "cps.action_plan"), after(2 * HOUR, "cps.file_submitted")]

    assert told(read_by("adult"), *happened[:2]) == ["chg_cps_more_work"]
    assert told(read_by("adult"), *happened) == ["chg_file_sent_to_cps"]


ASKED: Happened = now("vrr.received", "")


@pytest.mark.parametrize(
    ("reader", "fields", "expected"),
    [
        ("adult", {"has_review_right": True}, "chg_vrr_police_ack"),
        ("guardian", {"has_review_right": True}, "chg_vrr_police_ack"),
        ("business", {"has_review_right": True}, "chg_vrr_ack_business"),
        ("adult", {}, "chg_vrr_not_covered"),
        ("guardian", {}, "chg_vrr_not_covered"),
        ("business", {}, "chg_vrr_not_covered"),
        ("adult", {"outcome_decided_by": "cps", "outcome_code": "15"}, "chg_vrr_ask_cps"),
        ("business", {"outcome_decided_by": "cps", "outcome_code": "15"}, "chg_vrr_ask_cps"),
        ("family", {"has_review_right": True}, "chg_vrr_ack_bereaved"),
        ("family", {}, "chg_vrr_not_covered_bereaved"),
        ("family", {"outcome_decided_by": "cps", "outcome_code": "15"}, "chg_vrr_ask_cps_bereaved"),
    ],
)
def test_a_request_for_a_review_is_answered_for_what_it_is(reader: str, fields: dict[str, Any], expected: str) -> None:
    assert told(read_by(reader, **fields), ASKED) == [expected]


def test_what_prosecutors_decided_is_theirs_to_look_at_again() -> None:
    assert told(read_by("adult", has_review_right=True), ASKED, ends={0 * DAY: "9"}) == ["chg_vrr_ask_cps"]


@pytest.mark.parametrize(
    ("event", "codes", "expected"),
    [
        ("vrr.delayed", {"by": "police"}, "chg_vrr_police_delay"),
        ("vrr.delayed", {"by": "cps"}, "chg_vrr_cps_delay"),
        # `upheld` may mean the first decision or the request: what is told does not hang on it.
        ("vrr.decided", {"by": "police", "upheld": "yes"}, "chg_vrr_police_result"),
        ("vrr.decided", {"by": "police", "upheld": "no"}, "chg_vrr_police_result"),
        ("vrr.decided", {"by": "police"}, "chg_vrr_police_result"),
        # Nor does the record say whose it was: an officer calls.
        ("vrr.decided", {}, "chg_vrr_police_result"),
        ("vrr.decided", {"by": "cps", "upheld": "yes"}, "chg_vrr_cps_result"),
    ],
)
def test_what_comes_of_a_review_is_told_by_whose_it_is(event: str, codes: dict[str, str], expected: str) -> None:
    assert told(read_by("adult", codes=codes), now(event, "")) == [expected]


@pytest.mark.parametrize(
    ("event", "codes", "expected"),
    [
        ("vrr.delayed", {"by": "police"}, "chg_vrr_delay_bereaved"),
        ("vrr.delayed", {"by": "cps"}, "chg_vrr_cps_delay_bereaved"),
        ("vrr.decided", {"by": "police", "upheld": "yes"}, "chg_vrr_result_bereaved"),
        ("vrr.decided", {"by": "police", "upheld": "no"}, "chg_vrr_result_bereaved"),
        ("vrr.decided", {"by": "cps", "upheld": "yes"}, "chg_vrr_cps_result_bereaved"),
    ],
)
def test_a_family_hears_what_comes_of_a_review_in_words_of_its_own(
    event: str, codes: dict[str, str], expected: str
) -> None:
    assert told(read_by("family", codes=codes), now(event, "")) == [expected]


def test_nothing_hangs_on_what_was_upheld_since_it_may_be_the_decision_or_the_request() -> None:
    journeys = ENGLISH.parent.parent.joinpath("journeys").glob("*.yaml")
    steps = {file.stem: str(yaml.safe_load(file.read_text("utf-8"))) for file in journeys}

    assert [name for name, said in steps.items() if "fact.upheld" in said] == []


def test_an_answer_to_a_review_is_told_in_the_words_of_the_record_or_not_written() -> None:
    answers = {**bodies("chg_vrr_police_result"), **bodies("chg_vrr_result_bereaved")}

    assert len(answers) == 2
    for body in answers.values():
        assert "((fact_text))" in body
        assert "has_fact_text" not in body


def test_a_delay_is_not_told_after_the_answer() -> None:
    case = read_by("adult", codes={"by": "police", "upheld": "yes"})

    made = told(case, now("vrr.delayed", ""), after(HOUR, "vrr.decided", ""))

    assert "chg_vrr_police_delay" not in made


@pytest.mark.parametrize("end", ["crime.cancelled", "crime.merged", "crime.transferred"])
@pytest.mark.parametrize("event", ["suspect.charged", "police.nfa_decision", "cps.nfa", "cps.discontinued"])
def test_nothing_is_told_of_a_case_that_is_not_ours_any_more(event: str, end: str) -> None:
    assert told(read_by("adult"), now(event), now(end, "")) == []


@pytest.mark.parametrize("event", ["suspect.charged", "cps.file_submitted", "vrr.decided"])
def test_what_the_record_took_back_is_not_told(event: str) -> None:
    assert told(read_by("adult"), now(event), now("fact.withdrawn")) == []


def bodies(prefix: str) -> dict[str, str]:
    """The e-mail of each English text whose name begins so."""
    files = sorted(ENGLISH.glob(f"{prefix}*.yaml"))
    return {file.stem: yaml.safe_load(file.read_text("utf-8"))["email"]["body"] for file in files}


def test_every_decision_not_to_charge_says_that_nobody_is_held_since_a_release_is_told_with_it() -> None:
    assert [name for name, body in bodies("chg_no_charge_").items() if "they have been released" not in body] == []


def test_a_right_to_a_review_by_the_police_stands_only_where_the_record_gives_it_and_its_exclusions_always() -> None:
    ours = {name: body for name, body in bodies("chg_no_charge_").items() if "_cps" not in name}
    parts = {name: body.partition("((has_review_right??") for name, body in ours.items()}

    assert len(ours) == 4
    assert [name for name, (before, flag, _) in parts.items() if not flag or "3 months" in before] == []
    for excluded in ("under caution", "only some of the people", "with another crime", "out of court", "go on"):
        assert [name for name, body in ours.items() if excluded not in body] == []


def test_what_prosecutors_decided_is_asked_of_them() -> None:
    theirs = {**bodies("chg_no_charge_cps"), **bodies("chg_discontinued")}

    assert [name for name, body in theirs.items() if "Ask the Crown Prosecution Service." not in body] == []
    assert [name for name, body in theirs.items() if "has_review_right" in body] == []


def test_who_hears_of_a_charge_in_the_place_of_bail_hears_of_its_conditions() -> None:
    # A young person is told beside who cares for them, and of another charge its own text tells.
    others = {"chg_charged_different_offence", "chg_charged_young_person"}
    silent = {name for name, body in bodies("chg_charged_").items() if "((bail_conditions))" not in body}

    assert silent <= others
