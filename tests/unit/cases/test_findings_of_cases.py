"""What a clerk should see about a case itself: words of danger, deaths, dates that cannot be."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.cases.documents import CONTENT
from tests.unit.cases.records import AMINA, a_crime, an_incident, changed, found_in, with_people
from waypost.cases.findings.danger import danger_in
from waypost.cases.findings.words import DANGER, word_lists, words_of

ORDER, SIGN = "words_against_contact", "words_of_danger"
LISTS = yaml.safe_load((CONTENT / DANGER).read_text(encoding="utf-8"))


def entry(text: str, at: str = "2026-11-20T10:00:00Z", **fields: Any) -> dict[str, Any]:
    return {"id": "e1", "kind": "system_note", "at": at, "text": text, "person": "p1", **fields}


def confirmed(at: str) -> dict[str, Any]:
    return changed(AMINA, contact_plan={"safe_confirmed_at": at, "channels": ["sms"]})


def test_nothing_is_found_about_a_plain_crime_or_incident() -> None:
    assert found_in(a_crime(summary="Your bicycle was taken from a shed.")) == set()
    assert found_in(an_incident(title="Bicycle taken")) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DO NOT CONTACT - SUSPECT PRESENT", {ORDER}),
        ("Don’t call the mobile", {ORDER}),
        ("do\u200b not con\u200btact", {ORDER}),
        ("She gave a SAFE ADDRESS: her sister's", {ORDER}),
        ("He checks my phone every night", {ORDER}),
        ("It was my ex-partner", {SIGN}),
        ("DV marker on the address", {SIGN}),
        ("He threatened to kill her", {SIGN}),
        ("Her husband has ëx-wife trouble", {SIGN}),
        ("Please do not contact the suspect", set()),
        ("If we do not contact you by Friday, ring us", set()),
        ("Do not send any money to anybody who rings", set()),
        ("Do not send letters to the flat", {ORDER}),
        ("Dash cam footage of a domestic appliance van", set()),
        ("The suspects fled on foot", set()),
        ("An expert examined the lock", set()),
        ("", set()),
    ],
)
def test_words_of_danger_are_found_in_free_text_and_like_words_are_not(text: str, expected: set[str]) -> None:
    assert found_in(a_crime(entries=[entry(text)])) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "My ex-partner took the car."},
        {"outcome": {"code": "18", "decided_at": "2026-11-20T11:00:00Z", "reason": "Her ex-partner is abroad."}},
        {"entries": [entry("my ex-partner wrote", kind="victim_message")]},
        {"entries": [entry("ask about the ex-partner", kind="officer_message")]},
        {"facts": [{"id": "f1", "kind": "suspect.arrested", "at": "2026-11-20T10:00:00Z", "details": {"n": "DV"}}]},
        {"tasks": [{"waypost_id": "t1", "status": "done", "note": "spoke with the ex-partner"}]},
        {"people": [changed(AMINA, contact={"address": "c/o her ex-partner, 1 Made-up Street"})]},
        {"people": [changed(AMINA, family_name="Sample (ex-partner)")]},
        {"appointments": [
            {"id": "a1", "kind": "visit", "starts_at": "2026-11-23T10:00:00Z", "status": "booked",
             "place": "not at home: ex-partner"}
        ]},
    ],
)  # fmt: skip
def test_every_free_text_of_a_crime_is_read(fields: dict[str, Any]) -> None:
    people = fields.pop("people", [AMINA])

    assert found_in(with_people(*people, **fields)) == {SIGN}


@pytest.mark.parametrize("field", ["title", "information_required"])
def test_every_free_text_of_an_incident_is_read(field: str) -> None:
    assert found_in(an_incident(**{field: "call from my ex-partner's house"})) == {SIGN}


def test_what_waypost_itself_noted_is_no_word_of_danger() -> None:
    ours = entry("Told: who your ex-partner is", waypost_id="0190a1b2-1111-7000-8000-000000000002")

    assert found_in(a_crime(entries=[ours])) == set()


def test_what_a_victim_wrote_on_our_page_is() -> None:
    hers = entry("He reads my messages", kind="victim_message", waypost_id="0190a1b2-1111-7000-8000-000000000001")

    assert found_in(a_crime(entries=[hers])) == {ORDER}


def test_a_flag_decides_instead_of_a_sign_but_not_instead_of_an_order() -> None:
    flagged = {"flags": ["domestic_abuse"]}

    assert found_in(a_crime(**flagged, entries=[entry("my ex-partner")])) == set()
    assert found_in(a_crime(**flagged, entries=[entry("do not call")])) == {ORDER}


@pytest.mark.parametrize(
    ("text", "expected_after", "expected_before"),
    [("my ex-partner", set(), {SIGN}), ("do not call her", set(), {ORDER})],
)
def test_what_was_confirmed_as_safe_after_the_words_lifts_them(
    text: str, expected_after: set[str], expected_before: set[str]
) -> None:
    entries = [entry(text, at="2026-11-20T10:00:00Z")]

    assert found_in(with_people(confirmed("2026-11-20T10:01:00Z"), entries=entries)) == expected_after
    assert found_in(with_people(confirmed("2026-11-20T09:59:00Z"), entries=entries)) == expected_before


def test_one_victim_who_is_not_confirmed_keeps_the_case_held() -> None:
    both = [confirmed("2026-11-20T10:01:00Z"), changed(AMINA, id="p2", given_name="Bo")]

    assert found_in(with_people(*both, entries=[entry("my ex-partner")])) == {SIGN}


def test_an_order_in_a_field_that_can_be_changed_ends_when_it_is_taken_out() -> None:
    late = confirmed("2026-11-20T23:00:00Z")

    assert found_in(with_people(late, summary="Do not call.")) == {ORDER}
    assert found_in(with_people(late, summary="Her ex-partner took it.")) == set()
    assert found_in(with_people(late, summary="It was taken.")) == set()


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, name in (("orders", ORDER), ("signs", SIGN)) for name in [name]]
)
def test_every_phrase_of_the_list_is_found(kind: str, name: str) -> None:
    for phrase in LISTS[kind]:
        assert name in found_in(a_crime(summary=f"She said: {phrase.upper()}!")), phrase


def test_no_phrase_hides_behind_one_that_is_excused() -> None:
    assert found_in(a_crime(summary="Do not contact the suspect. Do not call her.")) == {ORDER}


@given(st.sampled_from(LISTS["orders"]), st.text(max_size=60), st.text(max_size=60))
def test_an_order_is_found_whatever_stands_around_it(order: str, before: str, after: str) -> None:
    found = danger_in(f"{before} {order} {after}", word_lists())

    excused = any(phrase in " ".join(words_of(f"{before} {order} {after}")) for phrase in LISTS["unless"])
    assert excused or (found is not None and found.name.lower() == ORDER)


@pytest.mark.parametrize(
    ("title", "group", "is_found"),
    [
        ("Rape of a female aged 16 or over", "burglary-residential", True),
        ("Stalking involving fear of violence", "criminal-damage", True),
        ("Burglary - residential", "burglary-residential", False),
        ("Theft of grapes", "theft-other", False),
        ("Rape of a female aged 16 or over", "rape", False),
        ("Harassment, alarm or distress", "public-order", False),
    ],
)
def test_a_title_that_does_not_fit_its_group_of_low_risk_is_found(title: str, group: str, is_found: bool) -> None:
    found = found_in(a_crime(offence={"title": title, "group": group}))

    assert ("title_of_other_offence" in found) is is_found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"offence": {"title": "Murder", "group": "homicide"}}, {"somebody_died"}),
        ({"offence": {"title": "Fatal collision", "group": "road-death"}}, {"somebody_died"}),
        ({"offence": {"title": "Collision", "group": "road-injury"}}, set()),
        ({"outcome": {"code": "13", "decided_at": "2026-11-20T10:00:00Z"}}, {"outcome_of_a_death"}),
        ({"outcome": {"code": "14", "decided_at": "2026-11-20T10:00:00Z"}}, set()),
        ({"outcome": {"code": "18", "decided_at": "2026-11-19T09:04:00Z"}}, {"decided_before_recorded"}),
        # A date without a time is midnight.
        ({"outcome": {"code": "18", "decided_at": "2026-11-20T00:00:00Z"}}, set()),
        ({"occurred": {"from": "2026-11-22T09:00:00Z"}}, {"happened_after_recorded"}),
        ({"occurred": {"from": "2026-11-21T09:00:00Z"}}, set()),
        ({"recorded_at": "2026-11-22T09:05:00Z"}, {"from_the_future"}),
        ({"facts": [{"id": "f", "kind": "suspect.arrested", "at": "2027-11-20T10:00:00Z"}]}, {"from_the_future"}),
        ({"facts": [{"id": "f", "kind": "suspect.arrested", "at": "2026-11-21T09:00:00Z"}]}, set()),
    ],
)
def test_a_death_and_dates_that_cannot_be_are_found(fields: dict[str, Any], expected: set[str]) -> None:
    assert found_in(a_crime(**fields)) == expected
