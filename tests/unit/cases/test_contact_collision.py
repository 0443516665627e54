"""When a message to a victim could reach somebody accused."""

from datetime import date
from typing import Any

import pytest

from tests.unit.cases.documents import applied
from waypost.cases.contact import ContactKeys, Match, collision, contact_keys, is_feared

VICTIM: dict[str, Any] = {
    "id": "p1",
    "roles": ["victim"],
    "given_name": "Siân",
    "family_name": "O'Brien-Smith",
    "date_of_birth": "1988-04-12",
    "contact": {
        "mobile": "07700 900001",
        "phone": "01632 960001",
        "email": "sian@example.org",
        "address": "1 High Street, Middlesbrough, TS5 6AB",
        "postcode": "TS5 6AB",
    },
}


def keys(**changes: object) -> ContactKeys:
    return contact_keys(applied(people=[{**VICTIM, **changes}]).people[0])


@pytest.mark.parametrize(
    ("suspect", "expected"),
    [
        ({"mobile": "+44 7700 900001"}, {Match.PHONE}),
        ({"phone": "07700900001"}, {Match.PHONE}),
        ({"mobile": "+441632960001"}, {Match.PHONE}),
        ({"email": "SIAN+x@example.org"}, {Match.EMAIL}),
        ({"address": "1 High Street, Middlesbrough", "postcode": "ts56ab"}, {Match.ADDRESS}),
        ({"postcode": "TS5 6AB"}, set()),
        ({"mobile": "07700 900002", "email": "lee@example.org"}, set()),
        # Nothing on record equals nothing else.
        ({}, set()),
        ({"mobile": "unknown", "email": "none"}, set()),
    ],
)
def test_the_same_contact_however_it_is_written(suspect: dict[str, str], expected: set[Match]) -> None:
    accused = keys(roles=["suspect"], given_name=None, contact=suspect)

    assert collision(keys(), [accused]) == expected


def test_a_victim_without_contact_collides_with_nobody_without_contact() -> None:
    nobody = keys(contact={}, given_name=None)

    assert collision(nobody, [keys(roles=["suspect"], contact={}, given_name=None)]) == set()


def test_a_victim_who_is_also_accused_is_known_by_name_and_birth() -> None:
    same = keys(roles=["suspect"], given_name="SIAN", family_name="O Brien Smith", contact={})
    younger = keys(roles=["suspect"], date_of_birth="1998-04-12", contact={})

    assert collision(keys(), [same]) == {Match.PERSON}
    assert collision(keys(), [younger]) == set()


@pytest.mark.parametrize(
    ("roles", "answer"),
    [
        (["suspect"], True),
        (["defendant", "victim"], True),
        # Somebody of whom no role is known may be the suspect.
        ([], True),
        (["victim"], False),
        (["parent_guardian"], False),
        (["witness", "reporter"], False),
    ],
)
def test_who_must_not_be_reached(roles: list[str], answer: bool) -> None:
    assert is_feared(roles) is answer
    assert bool(collision(keys(), [ContactKeys(tuple(roles), mobile_key="+447700900001")])) is answer


def test_names_are_compared_only_with_a_date_of_birth() -> None:
    assert contact_keys(applied(people=[{**VICTIM, "date_of_birth": None}]).people[0]).name_and_birth == ""
    assert keys().name_and_birth == f"o brien smith|sian|{date(1988, 4, 12)}"
