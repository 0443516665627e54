"""
The ways in which contact data is bad, each as a change to a person's entry.

*Source:* domain reference, section 6 (Q01 to Q14). The numbers are placeholders that no one holds, or come
from Ofcom's drama ranges; the addresses end in names that cannot exist, or in example.org.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeAlias

from waypost.connectors.police_uk.book import BadContact
from waypost.connectors.police_uk.draws import draw
from waypost.connectors.police_uk.person import MadeUpPerson


@dataclass(frozen=True, slots=True)
class Around:
    """What the ways need to know beside the person."""

    chance: Random
    day_of_crime: date
    force: str


Way: TypeAlias = Callable[[MadeUpPerson, Around], MadeUpPerson]


def spoil(
    person: MadeUpPerson, *, rates: BadContact, around: Around, keep_birth: bool
) -> tuple[MadeUpPerson, tuple[str, ...]]:
    """
    Return the entry with what chance made bad of it, and the names of what befell it.

    `keep_birth` leaves the date of birth alone, where the person's age is the point.
    """
    befell: list[str] = []
    for part, ways in WAYS.items():
        way = draw(around.chance, getattr(rates, part))
        if way is None or (keep_birth and part == "birth"):
            continue
        person = ways[way](person, around)
        befell.append(f"{part}.{way}")
    return person, tuple(befell)


def _swapped(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, given_name=person.family_name, family_name=person.given_name)


def _upper_case(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, given_name=(person.given_name or "").upper(), family_name=(person.family_name or "").upper())


def _initial(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, given_name=(person.given_name or "")[:1])


def _placeholder_name(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    given, family = around.chance.choice(
        [("Unknown", "Unknown"), ("N/K", "N/K"), ("Mr", "X"), ("The", "Occupier"), (None, "Unknown")]
    )
    return replace(person, given_name=given, family_name=family)


def _organisation_as_person(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, given_name=None, family_name=f"{person.family_name} Stores Ltd")


def _digits(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, given_name=f"{person.given_name}2")


def _no_mobile(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, mobile=None)


def _landline(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    # 01632 960000 to 960999: Ofcom's drama range for no place in particular.
    return replace(person, mobile=f"01632 960{around.chance.randrange(1000):03}")


def _placeholder_number(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    return replace(person, mobile=around.chance.choice(["07000000000", "07777777777", "07123456789", "unknown", "n/a"]))


def _zero_lost(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    # What a spreadsheet does to a number.
    return replace(person, mobile=_digits_of(person.mobile)[-10:])


def _two_numbers(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, mobile=f"{person.mobile} or 01632 960999")


def _email_as_mobile(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    # The first, where there are two: the field holds 60 characters.
    return replace(person, mobile=(person.email or "").split(";")[0] or None, email=None)


def _number_as_name(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, mobile=None, family_name=f"{person.family_name} {person.mobile}")


def _number_in_address(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, mobile=None, address=f"{person.address}, call {person.mobile}")


def _too_short(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, mobile=_digits_of(person.mobile)[:-1])


def _personal(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    # 070 numbers are personal numbers, not mobiles; this one is one long run of noughts.
    return replace(person, mobile="07000 000000")


def _short_code(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    return replace(person, mobile=around.chance.choice(["101", "999"]))


def _no_email(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, email=None)


def _typo(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    # Never a typing error that somebody may have registered: no top-level domain is called .con.
    local = (person.email or "").split("@")[0]
    domain = around.chance.choice(["example.con", "gmial.con", "exampleorg"])
    return replace(person, email=f"{local}@{domain}")


def _placeholder_email(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    local = around.chance.choice(["refused", "none", "noemail", "unknown", "test"])
    return replace(person, email=f"{local}@example.org")


def _two_emails(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, email=f"{person.email}; second.{person.email}")


def _number_as_email(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, email=person.mobile)


def _police_email(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    return replace(person, email=f"front.desk@{around.force}.example.org")


def _no_birth(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, date_of_birth=None)


def _placeholder_birth(person: MadeUpPerson, _: Around) -> MadeUpPerson:
    return replace(person, date_of_birth=date(1900, 1, 1))


def _born_on_the_day(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    return replace(person, date_of_birth=around.day_of_crime)


def _born_in_future(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    return replace(person, date_of_birth=around.day_of_crime + timedelta(days=4000))


def _over_110(person: MadeUpPerson, around: Around) -> MadeUpPerson:
    return replace(person, date_of_birth=around.day_of_crime - timedelta(days=41_000))


def _digits_of(number: str | None) -> str:
    return "".join(figure for figure in number or "" if figure.isdigit())


WAYS: Mapping[str, Mapping[str, Way]] = {
    "name": {
        "swapped": _swapped,
        "upper_case": _upper_case,
        "initial": _initial,
        "placeholder": _placeholder_name,
        "organisation": _organisation_as_person,
        "digits": _digits,
    },
    "birth": {
        "missing": _no_birth,
        "placeholder": _placeholder_birth,
        "day_of_crime": _born_on_the_day,
        "future": _born_in_future,
        "over_110": _over_110,
    },
    "email": {
        "missing": _no_email,
        "typo": _typo,
        "placeholder": _placeholder_email,
        "two_addresses": _two_emails,
        "number": _number_as_email,
        "police": _police_email,
    },
    # Last: one of its ways moves the e-mail address.
    "mobile": {
        "missing": _no_mobile,
        "landline": _landline,
        "placeholder": _placeholder_number,
        "zero_lost": _zero_lost,
        "two_numbers": _two_numbers,
        "email": _email_as_mobile,
        "in_family_name": _number_as_name,
        "in_address": _number_in_address,
        "too_short": _too_short,
        "personal_070": _personal,
        "short_code": _short_code,
    },
}
"""Part of a person, way in which it is bad: the names of bad_contact in data/assumptions.yaml."""
