"""What may have been meant where a number, an e-mail or a name stands in the wrong field."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.cases.records import AMINA, changed, found_about, with_people
from waypost.cases.findings.suggestions import suggestions, with_confirmed
from waypost.cases.values import PersonFacts

NO_MOBILE = {"mobile": None}


def amina(**fields: Any) -> PersonFacts:
    person = with_people(changed(AMINA, **fields)).person_by_ref("p1")
    assert person is not None
    return person


def suggested(**fields: Any) -> list[tuple[str, str, str]]:
    return [(one.field, one.from_field, one.value) for one in suggestions(amina(**fields))]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"family_name": "Sample 07700 900123", "contact": NO_MOBILE},
            [("mobile", "family_name", "+447700900123")],
        ),
        (
            {"contact": {"mobile": "", "address": "1 Made-up Street, ring 07700 900123"}},
            [("mobile", "address", "+447700900123")],
        ),
        ({"contact": {"mobile": None, "phone": "07700900123"}}, [("mobile", "phone", "+447700900123")]),
        ({"contact": {"mobile": None, "email": "07700 900123"}}, [("mobile", "email", "+447700900123")]),
        (
            {"contact": {"mobile": "07700 900123 / 07700 900124"}},
            [("mobile", "mobile", "+447700900123"), ("mobile", "mobile", "+447700900124")],
        ),
        (
            {"contact": {"mobile": "07700 900123 (mum)"}},
            [("mobile", "mobile", "+447700900123")],
        ),
        ({"contact": {"phone": "jo@example.org"}}, [("email", "phone", "jo@example.org")]),
        ({"contact": {"mobile": "jo@example.org"}}, [("email", "mobile", "jo@example.org")]),
        (
            {"contact": {"email": "jo@example.org; al@example.org"}},
            [("email", "email", "jo@example.org"), ("email", "email", "al@example.org")],
        ),
        (
            {"given_name": "Sample, Amina", "family_name": None},
            [("given_name", "given_name", "Amina"), ("family_name", "given_name", "Sample")],
        ),
        (
            {"given_name": "SAMPLE", "family_name": "Amina"},
            [("given_name", "family_name", "Amina"), ("family_name", "given_name", "SAMPLE")],
        ),
    ],
)
def test_what_stands_in_the_wrong_field_is_suggested(
    fields: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert suggested(**fields) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {},
        # Its own field holds one that can be used.
        {"family_name": "Sample 07700 900123"},
        {"contact": {"phone": "07700 900123"}},
        # A number abroad is somebody's: nothing takes its place.
        {"contact": {"mobile": "+33 6 12 34 56 78", "phone": "07700 900123"}},
        # No mobile, a pager, made up, too short, two that run into each other.
        {"family_name": "Sample 01632 960001", "contact": NO_MOBILE},
        {"family_name": "Sample 07600 900123", "contact": NO_MOBILE},
        {"family_name": "Sample 07777 777777", "contact": NO_MOBILE},
        {"family_name": "Sample 07700 9001", "contact": NO_MOBILE},
        {"family_name": "Sample 07700 900123 07700 900124", "contact": NO_MOBILE},
        {"contact": {"phone": "refused@example.org"}},
        {"contact": {"phone": "jo@gmial.com"}},
        {"given_name": "AMINA", "family_name": "SAMPLE"},
        {"given_name": "A", "family_name": "Sample"},
    ],
)
def test_nothing_is_suggested_of_what_is_in_order_or_cannot_be_told(fields: dict[str, Any]) -> None:
    assert suggested(**fields) == []


def test_a_confirmed_number_is_used_and_what_was_found_no_longer_stops() -> None:
    entered = amina(family_name="Sample 07700 900123", contact=NO_MOBILE)
    (one,) = suggestions(entered)

    confirmed = with_confirmed(entered, frozenset({one.digest}))

    assert confirmed.contact.mobile == "+447700900123"
    assert confirmed.confirmed_from == ("family_name",)
    assert confirmed.family_name == "Sample 07700 900123"


@pytest.mark.parametrize(
    "since",
    [
        {"family_name": "Sample 07700 900124"},
        {"family_name": "Sample-Jones 07700 900123"},
        {"family_name": "Sample"},
        {"contact": {"mobile": "07700 900555"}},
        {"contact": {"mobile": "no texts please"}},
    ],
)
def test_what_was_confirmed_counts_no_more_once_either_field_has_changed(since: dict[str, Any]) -> None:
    before = {"family_name": "Sample 07700 900123", "contact": NO_MOBILE}
    (one,) = suggestions(amina(**before))
    now = amina(**{**before, **since})

    assert with_confirmed(now, frozenset({one.digest})) == now


def test_of_two_numbers_confirmed_for_one_field_neither_is_used() -> None:
    entered = amina(contact={"mobile": "07700 900123 / 07700 900124"})
    both = frozenset(one.digest for one in suggestions(entered))

    assert with_confirmed(entered, both).contact.mobile == entered.contact.mobile


def test_a_name_is_never_used_however_often_it_is_confirmed() -> None:
    entered = amina(given_name="SAMPLE", family_name="Amina")
    all_of_it = frozenset(one.digest for one in suggestions(entered))

    assert with_confirmed(entered, all_of_it) == entered


def test_a_number_in_a_name_stops_until_it_is_confirmed() -> None:
    assert "number_in_name" in found_about(
        with_people(changed(AMINA, family_name="Sample 07700 900123", contact=NO_MOBILE))
    )


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(st.text("07 900123+@.exampl/orging,", max_size=40), min_size=6, max_size=6))
def test_whatever_is_in_the_fields_a_suggestion_is_a_whole_uk_mobile_or_address(texts: list[str]) -> None:
    given_name, family_name, address, mobile, phone, email = texts
    contact = {"address": address, "mobile": mobile, "phone": phone, "email": email}
    person = amina(given_name=given_name, family_name=family_name, contact=contact)

    for one in suggestions(person):
        if one.field == "mobile":
            assert one.value.startswith("+447")
            assert len(one.value) == len("+447700900123")
        if one.field == "email":
            assert one.value.count("@") == 1
        assert with_confirmed(person, frozenset({one.digest})).confirmed_from == (
            (one.from_field,) if one.is_contact else ()
        )
