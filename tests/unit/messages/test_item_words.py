"""What a text can say of its own item: a hearing, a fact of the record, a thing; and of who has the case now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.unit.messages.questions import NOW, TEMPLATE, with_case
from waypost.cases.values import CourtOrder, Hearing, Officer, OtherForce, Property, ToldFact
from waypost.messages.gates import Question
from waypost.messages.placeholders import PLACEHOLDERS, Place
from waypost.messages.wording import Addresses, text_flags, text_values

ADDRESSES = Addresses("https://example.org/i/x/", "https://example.org/help/", "https://example.org/privacy/")
HEARING = Hearing(
    "1",
    "trial",
    "listed",
    datetime(2027, 3, 1, 10, 30, tzinfo=UTC),
    court="Anyshire Crown Court",
    result="The jury found him guilty.",
    changed_reason="No courtroom was free.",
)
STAY_AWAY = CourtOrder("restraining", date(2028, 5, 6), "He must not come near you")
PAY = CourtOrder("compensation", None, "He must pay you 200 pounds")
CHARGED = ToldFact(
    "1",
    "suspect.charged",
    {"first_hearing": "1", "bail_conditions": "He must sleep at home."},
    NOW,
    lists={"offences": ("Theft", "Fraud", "Assault")},
)
BAILED = ToldFact("1", "suspect.bailed", {"conditions": "He must not call you.", "return_on": "2027-01-15"}, NOW)
ONLY_INSIDE = (
    "hearing_date", "hearing_time", "hearing_place", "hearing_result", "hearing_change_reason", "charged_offences",
    "bail_conditions", "return_date", "court_orders", "order_end_date", "property_item", "flo_name", "other_force",
    "other_force_contact", "other_force_reference",
)  # fmt: skip


def asked(trigger: str, item: str = "1", *, language: str = "en", **case: Any) -> Question:
    return replace(
        with_case(**case), trigger=trigger, item=item, template=replace(TEMPLATE, language=language), now=NOW
    )


def told(question: Question, *names: str) -> Mapping[str, str]:
    values = text_values(question, addresses=ADDRESSES)
    return {name: values[name] for name in names if values.get(name)}


def test_a_text_about_a_hearing_says_when_and_where_it_is() -> None:
    names = ("hearing_date", "hearing_time", "hearing_place")

    english = told(asked("court.hearing_listed", hearings=(HEARING,)), *names)
    welsh = told(asked("court.hearing_listed", hearings=(HEARING,), language="cy"), *names)

    assert tuple(english.values()) == ("Monday 1 March 2027", "at 10:30am", "Anyshire Crown Court")
    assert tuple(welsh.values())[:2] == ("dydd Llun 1 Mawrth 2027", "am 10:30am")


def test_what_the_court_said_is_told_where_the_record_has_words_for_it() -> None:
    full = asked("court.verdict", hearings=(HEARING,))
    bare = asked("court.verdict", hearings=(replace(HEARING, result=None, changed_reason=None),))

    assert told(full, "hearing_result", "hearing_change_reason") == {
        "hearing_result": "The jury found him guilty.",
        "hearing_change_reason": "No courtroom was free.",
    }
    assert [text_flags(full)[flag] for flag in ("has_hearing_result", "has_change_reason")] == [True, True]
    assert [text_flags(bare)[flag] for flag in ("has_hearing", "has_hearing_result")] == [True, False]
    assert not text_flags(bare)["has_change_reason"]


def test_a_charge_brings_its_offences_its_conditions_and_its_first_hearing() -> None:
    question = asked("suspect.charged", told_facts=(CHARGED,), hearings=(HEARING,))

    assert told(question, "charged_offences", "bail_conditions", "hearing_date", "hearing_place") == {
        "charged_offences": "Theft, Fraud and Assault",
        "bail_conditions": "He must sleep at home.",
        "hearing_date": "Monday 1 March 2027",
        "hearing_place": "Anyshire Crown Court",
    }
    assert all(text_flags(question)[flag] for flag in ("has_offences", "has_conditions", "has_hearing"))


@pytest.mark.parametrize(
    "hearings",
    [
        (),
        (replace(HEARING, status="vacated"),),
        (replace(HEARING, starts_at=NOW - timedelta(days=1)),),
    ],
    ids=["not on record", "off", "over"],
)
def test_a_charge_names_no_hearing_that_is_not_to_come(hearings: tuple[Hearing, ...]) -> None:
    question = asked("suspect.charged", told_facts=(CHARGED,), hearings=hearings)

    assert not text_flags(question)["has_hearing"]
    assert told(question, "hearing_date", "hearing_time", "hearing_place") == {}


def test_a_thing_a_fact_and_a_hearing_of_the_same_number_are_not_mixed_up() -> None:
    record: dict[str, Any] = {
        "told_facts": (BAILED,),
        "hearings": (HEARING,),
        "property_items": (Property("1", "A red bicycle", "recovered"),),
    }
    names = ("hearing_date", "bail_conditions", "property_item")

    found = [
        set(told(asked(trigger, **record), *names))
        for trigger in ("court.adjourned", "suspect.bailed", "property.recovered", "appeal.lodged", "oic.changed")
    ]

    assert found == [{"hearing_date"}, {"bail_conditions"}, {"property_item"}, set(), set()]


@pytest.mark.parametrize(
    ("return_on", "expected"),
    [("2027-01-15", "15 January 2027"), ("2026-11-20", "20 November 2026"), ("2026-11-19", ""), ("in May", "")],
)
def test_a_day_of_return_is_told_while_it_is_to_come(return_on: str, expected: str) -> None:
    question = asked(
        "suspect.bail_extended", told_facts=(ToldFact("1", "suspect.bail_extended", {"return_on": return_on}),)
    )

    assert told(question, "return_date").get("return_date", "") == expected
    assert text_flags(question)["has_return_date"] == bool(expected)


@pytest.mark.parametrize(
    ("trigger", "orders", "ends"),
    [
        ("court.sentenced", "He must not come near you; He must pay you 200 pounds", ""),
        ("court.order_made", "He must not come near you", "6 May 2028"),
        ("court.compensation_ordered", "He must pay you 200 pounds", ""),
    ],
)
def test_orders_are_told_by_the_news_that_is_about_them(trigger: str, orders: str, ends: str) -> None:
    question = asked(trigger, hearings=(replace(HEARING, orders=(STAY_AWAY, PAY)),))

    assert told(question, "court_orders", "order_end_date") == {
        "court_orders": orders,
        **({"order_end_date": ends} if ends else {}),
    }
    assert text_flags(question)["has_order_end"] == bool(ends)


def test_of_orders_that_end_on_different_days_only_the_next_end_is_told_and_only_when_it_is_near() -> None:
    later, past = replace(STAY_AWAY, ends_on=date(2029, 1, 1)), replace(STAY_AWAY, ends_on=date(2026, 1, 1))
    record: dict[str, Any] = {"hearings": (replace(HEARING, orders=(later, STAY_AWAY, past)),)}

    assert told(asked("court.order_made", **record), "order_end_date") == {}
    assert told(asked("order.expiring", **record), "order_end_date") == {"order_end_date": "6 May 2028"}


def test_a_case_that_was_passed_on_says_who_has_it() -> None:
    other = OtherForce("Othershire Police", "08081 570123", None)
    question = asked("crime.transferred", transferred_to=other, flo=Officer("7", "Jo Okafor", "DC"))

    assert told(question, "other_force", "other_force_contact", "other_force_reference", "flo_name") == {
        "other_force": "Othershire Police",
        "other_force_contact": "08081 570123",
        "flo_name": "DC Jo Okafor",
    }
    flags = text_flags(question)
    assert (flags["has_flo"], flags["has_other_contact"], flags["has_other_reference"]) == (True, True, False)


@pytest.mark.parametrize(
    ("said", "expected"), [({"review_right": True}, True), ({"review_right": False}, False), ({}, False)]
)
def test_a_decision_can_be_looked_at_again_where_its_fact_says_so(said: dict[str, str | bool], expected: bool) -> None:
    fact = ToldFact("1", "police.nfa_decision", {"reason": "There is no film."}, codes=said)

    flags = text_flags(asked("police.nfa_decision", told_facts=(fact,)))

    assert (flags["has_review_right"], flags["has_fact_text"]) == (expected, True)


@pytest.mark.parametrize("name", ONLY_INSIDE)
def test_none_of_it_stands_on_a_lock_screen_in_a_discreet_text_or_before_who_only_reported(name: str) -> None:
    rule = PLACEHOLDERS[name]

    assert [place for place in Place if rule.may_stand_in(place)] == [Place.EMAIL_BODY, Place.LETTER, Place.SCRIPT]
    assert (rule.is_discreet, rule.for_reporters) == (False, False)
