"""Whether a message to a victim could reach somebody accused in the same or a linked case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from waypost.cases.contact.normal import (
    name_and_birth,
    normalise_email,
    normalise_phone,
    normalise_postcode,
    normalise_words,
)
from waypost.cases.snapshot import Person
from waypost.cases.vocabulary import Role

if TYPE_CHECKING:
    # What other rooms know of a person is made from this room's values, and not the other way round.
    from waypost.cases.values import PersonFacts


class Keyed(Protocol):
    """A person with normalised contact details; an empty text matches nothing."""

    @property
    def roles(self) -> Sequence[str]:
        """The roles that we know."""

    @property
    def mobile_key(self) -> str:
        """From `normalise_phone`."""

    @property
    def phone_key(self) -> str:
        """From `normalise_phone`."""

    @property
    def email_key(self) -> str:
        """From `normalise_email`."""

    @property
    def name_and_birth(self) -> str:
        """From `name_and_birth`."""

    @property
    def address_key(self) -> str:
        """From `address_key`."""


@dataclass(frozen=True)
class ContactKeys:
    """The normalised contact details of one person."""

    roles: tuple[str, ...]
    mobile_key: str = ""
    phone_key: str = ""
    email_key: str = ""
    name_and_birth: str = ""
    address_key: str = ""


class Match(StrEnum):
    """In what a victim is equal to somebody accused."""

    PHONE = "phone"
    EMAIL = "email"
    PERSON = "person"
    ADDRESS = "address"


def contact_keys(person: "Person | PersonFacts") -> ContactKeys:
    """Return what an entry, of a document or as other rooms know it, is compared by with others."""
    contact = person.contact
    return ContactKeys(
        roles=tuple(person.roles),
        mobile_key=normalise_phone(contact.mobile),
        phone_key=normalise_phone(contact.phone),
        email_key=normalise_email(contact.email),
        name_and_birth=name_and_birth(person.given_name, person.family_name, person.date_of_birth),
        address_key=address_key(contact.address, contact.postcode),
    )


def address_key(address: str | None, postcode: str | None) -> str:
    """Return an address for comparing; the postcode alone is no address."""
    words = normalise_words(address)
    code = normalise_postcode(postcode)
    return f"{words.removesuffix(normalise_words(code)).strip()}|{code}" if words else ""


def home_key(address: str | None, postcode: str | None) -> str:
    """Return what `may_be_same_home` compares: an address as `address_key` writes it, else what is known of it."""
    code = normalise_postcode(postcode)
    return address_key(address, postcode) or (f"|{code}" if code else "")


def is_feared(roles: Iterable[str]) -> bool:
    """
    Whether a message must not reach a person with these roles.

    Somebody of whom no role is known may be the suspect.
    """
    known = set(roles)
    return not known or not known.isdisjoint({Role.SUSPECT, Role.DEFENDANT})


def collision(victim: Keyed, others: Iterable[Keyed]) -> frozenset[Match]:
    """
    Return in what `victim` is equal to any of `others` who is accused; empty is safe.

    A mobile equal to the other's landline counts, and a name with its date of birth: then the
    victim is accused too. `others` is everybody else in this case and in those linked to it.

    Source: domain.md 3.1 SC11, 6 Q09 and Q19.
    """
    return frozenset().union(*(_matches(victim, other) for other in others if is_feared(other.roles)))


def _matches(victim: Keyed, other: Keyed) -> frozenset[Match]:
    equal = {
        Match.PHONE: not _phones(victim).isdisjoint(_phones(other)),
        Match.EMAIL: _same(victim.email_key, other.email_key),
        Match.PERSON: _same(victim.name_and_birth, other.name_and_birth),
        Match.ADDRESS: _same(victim.address_key, other.address_key),
    }
    return frozenset(match for match, is_equal in equal.items() if is_equal)


def _phones(person: Keyed) -> set[str]:
    return {person.mobile_key, person.phone_key} - {""}


def _same(first: str, second: str) -> bool:
    return bool(first) and first == second
