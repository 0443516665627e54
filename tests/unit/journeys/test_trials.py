"""Who is told how a trial ended, of the sentence and of orders: the shipped journeys, played on made-up cases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.journeys.after_court import (
    PAYMENT,
    RESTRAINING,
    a_hearing,
    a_world,
    at_court,
    event,
    facts_of,
    told_at_once,
    told_within,
    wanted,
)
from tests.unit.journeys.first_half import NOON

SENTENCE = a_hearing("sentenced", id="h2", kind="sentence")


@pytest.mark.parametrize(
    ("reader", "guilty", "not_guilty", "hung"),
    [
        ("adult", "trial_verdict_guilty", "trial_verdict_not_guilty", "trial_hung_jury"),
        ("enhanced", "trial_verdict_guilty", "trial_verdict_not_guilty", "trial_hung_jury"),
        ("guardian", "trial_verdict_guilty_parent", "trial_verdict_not_guilty_parent", "trial_hung_jury_parent"),
        ("family", "trial_verdict_guilty_bereaved", "trial_verdict_not_guilty_bereaved", "trial_hung_jury_bereaved"),
        ("business", "trial_outcome_business", "trial_not_guilty_business", "trial_hung_jury_business"),
    ],
)
def test_each_reader_is_told_the_verdict_in_words_for_them(
    reader: str, guilty: str, not_guilty: str, hung: str
) -> None:
    for result, expected in (("guilty", guilty), ("not_guilty", not_guilty), ("hung_jury", hung)):
        assert told_at_once(at_court(reader, a_hearing(result)), "court.verdict", "h1") == [expected]


@pytest.mark.parametrize(
    ("reader", "group", "orders", "expected"),
    [
        ("adult", "burglary-residential", (), "sentence_result_standard"),
        ("adult", "burglary-residential", (PAYMENT,), "sentence_result_standard"),
        # A person explains an order that protects somebody, and the sentence in any case of high risk.
        ("adult", "burglary-residential", (RESTRAINING,), "sentence_result_enhanced"),
        ("adult", "harassment", (), "sentence_result_enhanced"),
        ("enhanced", "burglary-residential", (), "sentence_result_enhanced"),
        ("guardian", "burglary-residential", (), "sentence_result_parent"),
        ("family", "homicide", (), "sentence_result_bereaved"),
        ("business", "burglary-business", (RESTRAINING,), "sentence_result_business"),
    ],
)
def test_each_reader_is_told_the_sentence_in_words_for_them(
    reader: str, group: str, orders: tuple[object, ...], expected: str
) -> None:
    case = at_court(reader, a_hearing("sentenced", orders=orders), group=group)

    assert told_at_once(case, "court.sentenced", "h1") == [expected]


@pytest.mark.parametrize(
    ("reader", "in_writing", "call"),
    [
        ("enhanced", "trial_verdict_in_writing", "sentence_result_enhanced"),
        ("guardian", "trial_verdict_in_writing", "sentence_result_parent"),
        ("family", "trial_verdict_in_writing_bereaved", "sentence_result_bereaved"),
    ],
)
def test_verdict_and_sentence_of_one_revision_are_told_in_one_call(reader: str, in_writing: str, call: str) -> None:
    world = a_world(at_court(reader, a_hearing("guilty"), SENTENCE))

    world.look(event(1, "court.verdict", "h1"), event(2, "court.sentenced", "h2"))

    assert sorted(wanted(world)) == sorted([in_writing, call])


def test_whoever_gets_the_sentence_in_writing_is_called_about_the_verdict() -> None:
    world = a_world(at_court("adult", a_hearing("guilty"), SENTENCE))

    world.look(event(1, "court.verdict", "h1"), event(2, "court.sentenced", "h2"))

    assert sorted(wanted(world)) == ["sentence_result_standard", "trial_verdict_guilty"]


def test_the_verdict_on_another_defendant_than_who_was_sentenced_has_its_own_call() -> None:
    world = a_world(at_court("enhanced", a_hearing("guilty"), replace(SENTENCE, defendants=("d2",))))

    world.look(event(1, "court.verdict", "h1"), event(2, "court.sentenced", "h2"))

    assert sorted(wanted(world)) == ["sentence_result_enhanced", "trial_verdict_guilty"]


def test_a_sentence_at_the_same_hearing_takes_back_the_call_about_the_verdict() -> None:
    world = a_world(at_court("enhanced", a_hearing("guilty")))
    world.look(event(1, "court.verdict", "h1"))

    world.facts = facts_of(at_court("enhanced", a_hearing("sentenced")))
    world.look(event(2, "court.sentenced", "h1"))

    assert wanted(world) == ["sentence_result_enhanced"]


def test_a_verdict_that_is_put_right_takes_the_place_of_the_first() -> None:
    world = a_world(at_court("adult", a_hearing("guilty")))
    world.look(event(1, "court.verdict", "h1"))

    world.facts = facts_of(at_court("adult", a_hearing("not_guilty")))
    world.look(event(2, "court.verdict", "h1"))

    assert wanted(world) == ["trial_verdict_not_guilty"]


def test_an_order_that_comes_with_the_sentence_is_told_in_the_same_call_and_a_later_one_by_itself() -> None:
    sentenced = a_hearing("sentenced", orders=(RESTRAINING,))
    world = a_world(at_court("enhanced", sentenced))

    world.look(event(1, "court.order_made", "h1"), event(2, "court.sentenced", "h1"))
    together = wanted(world)
    world.look(event(3, "court.order_made", "h1"), now=NOON + timedelta(days=3))

    assert together == ["sentence_result_enhanced"]
    assert wanted(world) == ["sentence_result_enhanced", "sentence_restraining_order"]


@pytest.mark.parametrize(
    ("reader", "kind", "expected"),
    [
        ("adult", "restraining", "sentence_restraining_order"),
        ("adult", "other", "sentence_order_other"),
        ("guardian", "restraining", "sentence_restraining_order_parent"),
        ("guardian", "other", "sentence_order_other"),
        ("family", "restraining", "sentence_order_bereaved"),
        ("business", "restraining", "sentence_order_business"),
    ],
)
def test_each_reader_is_told_of_an_order_in_words_for_them(reader: str, kind: str, expected: str) -> None:
    case = at_court(reader, a_hearing("guilty", orders=(replace(RESTRAINING, kind=kind),)))

    assert told_at_once(case, "court.order_made", "h1") == [expected]


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "sentence_compensation_order"),
        ("guardian", "sentence_compensation_order"),
        ("family", "sentence_compensation_order_bereaved"),
        ("business", "sentence_compensation_order_business"),
    ],
)
def test_money_is_explained_once_and_only_after_the_sentence_was_told(reader: str, expected: str) -> None:
    world = a_world(at_court(reader, a_hearing("sentenced", orders=(PAYMENT, PAYMENT))))

    world.look(event(1, "court.compensation_ordered", "h1"), event(2, "court.compensation_ordered", "h1"))
    at_first = wanted(world)
    world.let_pass(NOON + timedelta(days=5))

    assert at_first == []
    assert wanted(world) == [expected]


def test_the_way_to_a_review_of_the_sentence_is_said_on_the_next_working_day_where_there_is_one() -> None:
    serious = at_court("adult", a_hearing("sentenced"), group="robbery-personal")
    minor = at_court("adult", a_hearing("sentenced"), group="bicycle-theft")
    family = at_court("family", a_hearing("sentenced"), group="homicide")

    assert told_within(serious, "court.sentenced", "h1", days=4)[1:] == ["sentence_review_route"]
    assert told_within(minor, "court.sentenced", "h1", days=4)[1:] == []
    assert told_within(family, "court.sentenced", "h1", days=4)[1:] == []


@pytest.mark.parametrize(("kind", "result"), [("court.convicted", "guilty"), ("court.plea_entered", "plea_guilty")])
def test_a_family_is_offered_the_meetings_on_the_day_after_the_conviction(kind: str, result: str) -> None:
    case = at_court("family", a_hearing(result), group="homicide")

    assert "sentence_bereaved_cps_meeting" not in told_at_once(case, kind, "h1")
    assert "sentence_bereaved_cps_meeting" in told_within(case, kind, "h1", days=4)


def test_nobody_else_is_offered_the_meetings_and_no_family_after_a_plea_of_not_guilty() -> None:
    adult = at_court("adult", a_hearing("guilty"))
    denied = at_court("family", a_hearing("plea_not_guilty"), group="homicide")

    assert "sentence_bereaved_cps_meeting" not in told_within(adult, "court.convicted", "h1", days=4)
    assert "sentence_bereaved_cps_meeting" not in told_within(denied, "court.plea_entered", "h1", days=4)


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "trial_retrial_listed"),
        ("guardian", "trial_retrial_listed"),
        ("family", "trial_retrial_listed_bereaved"),
        ("business", "trial_retrial_listed_business"),
    ],
)
def test_a_second_trial_is_told_as_one_and_gone_where_it_is_put_off(reader: str, expected: str) -> None:
    again = a_hearing(None, id="h2", status="listed", starts_at=NOON + timedelta(days=60))
    world = a_world(at_court(reader, a_hearing("hung_jury"), again))

    world.look(event(1, "court.hearing_listed", "h2"))
    at_first = wanted(world)
    world.look(event(2, "court.adjourned", "h2"))

    assert at_first == [expected]
    assert expected not in wanted(world)


@pytest.mark.parametrize(("reader", "is_told"), [("adult", True), ("guardian", True), ("family", False)])
def test_the_start_of_a_trial_is_a_draft_that_no_family_and_no_business_gets(reader: str, is_told: bool) -> None:
    case = at_court(reader, a_hearing(None, status="started"))

    assert ("trial_started" in told_at_once(case, "court.trial_started", "h1")) is is_told
    assert told_at_once(at_court("business", a_hearing(None)), "court.trial_started", "h1") == []


def test_who_gives_evidence_is_at_the_trial_and_needs_no_word_that_it_has_started() -> None:
    case = at_court("adult", a_hearing(None, status="started", witnesses=("p1",)))

    assert told_at_once(case, "court.trial_started", "h1") == []


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("adult", "sentence_in_words"),
        ("guardian", "sentence_in_words"),
        ("family", "sentence_in_words_bereaved"),
        ("business", "sentence_in_words_business"),
    ],
)
def test_a_sentence_that_is_put_right_is_told_again_and_another_result_is_not(reader: str, expected: str) -> None:
    sentenced = at_court(reader, replace(a_hearing("sentenced"), result="12 months in prison"))
    denied = at_court(reader, replace(a_hearing("plea_not_guilty"), result="Not guilty, to all"))

    assert told_at_once(sentenced, "hearing.reworded", "h1") == [expected]
    assert told_at_once(denied, "hearing.reworded", "h1") == []
