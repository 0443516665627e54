"""Bad contact data is bad in the eyes of the gates that it is made for, and nobody's."""

from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import pytest

from tests.unit.connectors.police_uk.rows import BOOK
from waypost.cases.contact.quality import ForceContacts, check_email, check_phone, check_words
from waypost.cases.snapshot import Person
from waypost.connectors.police_uk.person import MadeUpPerson
from waypost.connectors.police_uk.spoiling import WAYS, Around

FORCE = ForceContacts(
    placeholders=frozenset(), police_numbers=frozenset(), police_domains=frozenset({"anyshire.example.org"})
)
DAY = date(2024, 1, 15)
PERSON = MadeUpPerson(
    id="p1",
    roles=("victim",),
    given_name="Amina",
    family_name="Example1",
    date_of_birth=date(1988, 4, 12),
    mobile="07700 900001",
    email="amina.example1@example.org",
    address="1 Example Road, Exampletown",
)


def around(seed: int) -> Around:
    return Around(chance=Random(seed), day_of_crime=DAY, force="anyshire")


@pytest.mark.parametrize("way", sorted(set(WAYS["mobile"]) - {"missing", "in_family_name", "in_address", "zero_lost"}))
@pytest.mark.parametrize("seed", range(5))
def test_a_bad_mobile_is_found_out_by_the_checks_of_contact_data(way: str, seed: int) -> None:
    bad = WAYS["mobile"][way](PERSON, around(seed))

    assert not check_phone(bad.mobile or "", force=FORCE).is_usable


def test_a_number_whose_nought_a_spreadsheet_took_is_still_read_as_the_number() -> None:
    bad = WAYS["mobile"]["zero_lost"](PERSON, around(1))

    assert bad.mobile == "7700900001"
    assert check_phone(bad.mobile, force=FORCE).value == check_phone("07700 900001", force=FORCE).value


@pytest.mark.parametrize(("way", "field"), [("in_family_name", "family_name"), ("in_address", "address")])
def test_a_number_in_the_wrong_field_is_found_there(way: str, field: str) -> None:
    bad = WAYS["mobile"][way](PERSON, around(1))

    assert bad.mobile is None
    assert check_words(getattr(bad, field))


@pytest.mark.parametrize("way", sorted(set(WAYS["email"]) - {"missing"}))
@pytest.mark.parametrize("seed", range(5))
def test_a_bad_email_is_found_out_by_the_checks_of_contact_data(way: str, seed: int) -> None:
    bad = WAYS["email"][way](PERSON, around(seed))

    assert not check_email(bad.email or "", force=FORCE).is_usable


@pytest.mark.parametrize(
    ("way", "born"),
    [
        ("missing", None),
        ("placeholder", date(1900, 1, 1)),
        ("day_of_crime", DAY),
    ],
)
def test_a_bad_date_of_birth_is_what_it_says(way: str, born: date | None) -> None:
    assert WAYS["birth"][way](PERSON, around(1)).date_of_birth == born


def test_an_impossible_age_lies_in_the_future_or_beyond_110_years() -> None:
    future = WAYS["birth"]["future"](PERSON, around(1)).date_of_birth
    old = WAYS["birth"]["over_110"](PERSON, around(1)).date_of_birth

    assert future is not None
    assert old is not None
    assert future > DAY
    assert old < date(1914, 1, 15)


@pytest.mark.parametrize("way", sorted(WAYS["name"]))
def test_a_wrong_name_changes_the_name_and_nothing_else(way: str) -> None:
    bad = WAYS["name"][way](PERSON, around(1))

    assert (bad.given_name, bad.family_name) != (PERSON.given_name, PERSON.family_name)
    assert replace(bad, given_name=PERSON.given_name, family_name=PERSON.family_name) == PERSON


def test_an_email_written_as_mobile_leaves_its_own_field_empty() -> None:
    bad = WAYS["mobile"]["email"](PERSON, around(1))

    assert (bad.mobile, bad.email) == (PERSON.email, None)


@pytest.mark.parametrize(("name", "email", "mobile"), list(product(WAYS["name"], WAYS["email"], WAYS["mobile"])))
def test_whatever_befalls_a_person_together_still_fits_the_published_shape(name: str, email: str, mobile: str) -> None:
    longest = max(BOOK.words.given_names, key=len)
    person = replace(
        PERSON,
        given_name=longest,
        family_name="Example999999",
        mobile="+44 7700 900001",
        email=f"for.second.{longest}.example999999.2024-01@example.org",
    )

    for part, way in (("name", name), ("email", email), ("mobile", mobile)):
        person = WAYS[part][way](person, around(1))

    Person.model_validate(person.to_json())
