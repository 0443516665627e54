"""Rules of the table of domain.md 6 that depend on a force's policy, on the notes, or on what nobody has asked."""

from dataclasses import replace
from typing import Any

import pytest

from tests.corpus.playing import SETTINGS
from tests.unit.cases.records import AMINA, a_crime, changed, found_about, found_in, with_people
from waypost.base.values import PersonId
from waypost.cases.contact import Finding, ForceContacts, check_address, check_email, check_phone
from waypost.cases.findings.contacts import contacts_checked
from waypost.cases.values import Contact, PersonFacts

NO_POLICY = ForceContacts(frozenset(), frozenset(), frozenset())
TO_IRELAND = replace(NO_POLICY, foreign=frozenset({"IE"}))
IRISH, POLISH = "+353 85 123 4567", "+48512345678"


def test_a_foreign_mobile_waits_for_a_person_where_no_policy_allows_it() -> None:
    checked = check_phone(IRISH, force=NO_POLICY)

    assert (checked.is_usable, checked.findings) == (False, (Finding.FOREIGN,))


def test_a_foreign_mobile_of_a_country_that_the_force_sends_to_is_used_and_its_cost_noted() -> None:
    checked = check_phone(IRISH, force=TO_IRELAND)

    assert (checked.is_usable, checked.value, checked.findings) == (True, "+353851234567", (Finding.FOREIGN_ALLOWED,))


def test_a_foreign_mobile_of_another_country_still_waits() -> None:
    assert not check_phone(POLISH, force=TO_IRELAND).is_usable


def test_a_policy_makes_no_foreign_landline_a_mobile() -> None:
    assert not check_phone("+353 1 416 1234", force=TO_IRELAND).is_usable


def test_the_policy_is_the_forces_own_setting() -> None:
    victim = PersonFacts(PersonId(1), "p1", ("victim",), "person", contact=Contact(mobile=IRISH))

    refused, allowed = (
        contacts_checked(victim, one) for one in (SETTINGS, replace(SETTINGS, foreign=frozenset({"IE"})))
    )

    assert (refused["mobile"].is_usable, allowed["mobile"].is_usable) == (False, True)


@pytest.mark.parametrize(
    "domain",
    [
        "gmial.com", "gmal.com", "gamil.com", "gmaill.com", "gmail.co", "googlemial.com", "hotmial.co.uk", "hotmil.com",
        "htomail.com", "outlok.com", "outlook.co", "hotmail.co", "yaho.co.uk", "yhoo.com", "yahoo.co", "icoud.com",
        "icloud.co",
        "btinternt.com", "virginmeida.com", "gmail.con", "sky.cmo", "live.couk", "yahoo.co.ku",
    ],
)  # fmt: skip
def test_a_mistyped_domain_is_read_back_first(domain: str) -> None:
    assert check_email(f"amina@{domain}", force=NO_POLICY).findings == (Finding.MISTYPED_EMAIL,)


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com", "googlemail.com", "hotmail.co.uk", "outlook.com", "yahoo.co.uk", "icloud.com", "btinternet.com",
        "virginmedia.com", "talktalk.net", "sky.com", "live.co.uk", "ymail.com", "mail.com", "gmx.com", "aol.com",
        "protonmail.com", "made-up.org.uk",
    ],
)  # fmt: skip
def test_a_domain_that_is_well_written_is_used(domain: str) -> None:
    assert check_email(f"amina@{domain}", force=NO_POLICY).is_usable


NOBODY = {"mobile": None, "phone": None, "email": None}


@pytest.mark.parametrize(
    ("summary", "contact", "is_found"),
    [
        ("A bicycle was taken. Ring 07700 900123.", NOBODY, True),
        ("A bicycle was taken. Write to a.sample@example.org.", NOBODY, True),
        ("A bicycle was taken at 104 Made-up Street.", NOBODY, False),
        ("A bicycle was taken. Ring 07700 900123.", {}, False),  # she has one of her own
        (None, NOBODY, False),
    ],
)
def test_a_number_in_the_notes_is_shown_where_the_victim_has_none(
    summary: str | None, contact: dict[str, Any], is_found: bool
) -> None:
    found = found_in(with_people(changed(AMINA, contact=contact), summary=summary))

    assert ("number_in_notes" in found) is is_found


@pytest.mark.parametrize(
    ("officer", "is_found"),
    [("Amina Sample", True), ("SAMPLE, Amina", True), ("Jo Sample", False), ("Amina", False)],
)
def test_a_victim_who_is_called_like_the_officer_in_the_case_is_told_by_a_supervisor(
    officer: str, is_found: bool
) -> None:
    found = found_about(a_crime(officer={"collar_number": "4471", "name": officer}))

    assert ("police_officer" in found) is is_found


@pytest.mark.parametrize("address", ["Demolished, was 4 Made-up Street", "4 Made-up Street (boarded up)"])
def test_no_letter_goes_to_a_house_that_nobody_lives_in(address: str) -> None:
    assert not check_address(address, "TS5 6AB").is_usable


def test_a_street_with_a_like_name_still_gets_letters() -> None:
    assert check_address("4 Burnt Oak Lane", "TS5 6AB").is_usable


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({"enhanced": ["vulnerable"]}, True),
        ({"enhanced": ["vulnerable"], "formats": ["large_print"]}, False),
        ({"enhanced": ["vulnerable"], "contact_plan": {"channels": ["sms"]}}, False),
        ({}, False),
    ],
)
def test_who_has_enhanced_rights_is_asked_what_she_needs(fields: dict[str, Any], is_found: bool) -> None:
    assert ("needs_not_asked" in found_about(with_people(changed(AMINA, **fields)))) is is_found


@pytest.mark.parametrize(("until", "is_found"), [("2026-11-20T07:00:00Z", True), ("2026-11-20T08:00:00Z", False)])
def test_a_crime_that_ends_before_it_begins_is_shown(until: str, is_found: bool) -> None:
    found = found_in(a_crime(occurred={"from": "2026-11-20T08:00:00Z", "to": until}))

    assert ("ended_before_begun" in found) is is_found
