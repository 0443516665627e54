"""What stands about a message in words: conditions, waits, and values that fit it."""

from datetime import time

import pytest

from waypost.journeys.catalogue.filling import usual_filling
from waypost.journeys.catalogue.material import Material
from waypost.journeys.catalogue.wording import conditions_words, span_words
from waypost.journeys.checking.knowledge import Allowed
from waypost.journeys.values import Span, To, Unit
from waypost.messages.values import Audience, MessageClass, SendMode


@pytest.mark.parametrize(
    ("fact", "allowed", "said"),
    [
        ("case.risk", Allowed(frozenset({"low"})), "the risk is low"),
        ("case.risk", Allowed(frozenset({"low"}), others=True), "the risk is not low"),
        ("incident.has_crime", Allowed(frozenset({"no"})), "no crime was recorded from it"),
        ("person.formats with easy_read", Allowed(frozenset({"no"})), "they need no Easy Read"),
        ("outcome.code", Allowed(frozenset({"10", "2A", "2"})), "the outcome: 2, 2A or 10"),
        ("case.status", Allowed(frozenset({"closed", "at_court"}), others=True), "not at court or closed"),
        ("incident.has_crime", Allowed(frozenset({"no", "yes"}), others=True), "it is not on record"),
    ],
)
def test_a_condition_is_said_in_words(material: Material, fact: str, allowed: Allowed, said: str) -> None:
    (words,) = conditions_words({fact: allowed}, material)

    assert said in words


def test_what_may_be_anything_is_not_said(material: Material) -> None:
    assert not list(conditions_words({"case.risk": Allowed(frozenset(), others=True)}, material))


def test_a_wait_is_said_with_the_hour_that_it_leads_to() -> None:
    assert span_words(Span(Unit.DAYS, 7, time(14))) == "7 days have passed, at 14:00"
    assert span_words(Span(Unit.WORKING_DAYS, 1)) == "1 working day has passed"


def test_a_text_is_filled_with_what_fits_it(material: Material) -> None:
    person = material.samples.people[0]
    verdict = usual_filling(material.files["trial_verdict_not_guilty"], person, material)
    outcome = usual_filling(material.files["out_evidential_victim_supports"], person, material)

    assert verdict.values["hearing_result"] == "not guilty"
    assert outcome.values["outcome_meaning"] == material.outcomes["15"].plain


def test_everything_that_stands_about_a_message_has_words(material: Material) -> None:
    words = material.words

    assert words["stages"].keys() >= {row.stage for row in material.rows.values()}
    assert words["modes"].keys() == words["mode_sentences"].keys() == set(SendMode)
    assert words["classes"].keys() == set(MessageClass)
    assert words["audiences"].keys() == set(Audience)
    assert words["recipients"].keys() == set(To)
