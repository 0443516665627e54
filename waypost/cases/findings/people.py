"""What a clerk should see about one entry of a case, by this case and those that belong to it alone. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from waypost.base.clock import LONDON
from waypost.cases.birthdays import age_on, is_known_birthday
from waypost.cases.contact import (
    Match,
    address_key,
    collision,
    contact_keys,
    is_feared,
    normalise_email,
    normalise_words,
)
from waypost.cases.findings.catalogue import Found
from waypost.cases.findings.names import findings_of_name, has_contact
from waypost.cases.findings.words import WordLists, words_of
from waypost.cases.sign_in_fact import sign_in_fact
from waypost.cases.values import CaseFacts, DataFinding, Officer, OtherParty, PersonFacts
from waypost.cases.vocabulary import Role

_ADULT: Final = 18
_GUARDIANS: Final = frozenset({Role.PARENT_GUARDIAN})


def findings_of_person(
    case: CaseFacts, person: PersonFacts, others: Sequence[OtherParty], *, lists: WordLists
) -> tuple[DataFinding, ...]:
    """
    Return what a clerk should see about one entry of a case; `others` is everybody else near it.

    All is judged as of the record's newest revision, so that the same record says the same on any day.
    """
    found = [*findings_of_name(person, lists), *_about_death(person), *_about_address(person, others, lists)]
    if Role.VICTIM in person.roles:
        found += _about_officers(case, person)
        found += _about_birth(case, person)
        found += _about_guardians(case, person, others)
        found += _about_needs(case, person)
        found += _about_double(case, person)
    return tuple(one.finding for one in dict.fromkeys(found))


def _as_of(case: CaseFacts) -> date:
    return case.updated_at.astimezone(LONDON).date()


def _about_death(person: PersonFacts) -> Iterator[Found]:
    if person.deceased:
        yield Found.DECEASED


def _about_officers(case: CaseFacts, person: PersonFacts) -> Iterator[Found]:
    officers = tuple(officer for officer in (case.officer, case.supervisor) if officer is not None)
    mine = normalise_email(person.contact.email)
    if mine and mine in {normalise_email(officer.email) for officer in officers}:
        yield Found.OFFICERS_OWN_CONTACT
    if case.officer is not None and _is_called(person, case.officer):
        yield Found.POLICE_OFFICER


def _is_called(person: PersonFacts, officer: Officer) -> bool:
    """
    Whether a victim has the whole name of who investigates: an officer who was assaulted, or entered by mistake.

    *Source:* domain.md Q20.
    """
    given, family = words_of(person.given_name), words_of(person.family_name)
    called = words_of(officer.name)
    return bool(given and family) and sorted(given + family) == sorted(called)


def _about_birth(case: CaseFacts, person: PersonFacts) -> Iterator[Found]:
    """*Source:* Q14; an unknown age is a gate's matter, which knows the group of the offence."""
    if person.is_organisation:
        return
    born_on = person.date_of_birth
    if born_on is None:
        yield Found.BIRTH_UNKNOWN
    elif not is_known_birthday(born_on, today=_as_of(case)):
        yield Found.BIRTH_NOT_REAL
    elif born_on in _days_of_crime(case):
        yield Found.BORN_ON_DAY_OF_CRIME


def _days_of_crime(case: CaseFacts) -> set[date]:
    moments = (case.recorded_at, case.occurred_from, case.occurred_to)
    return {moment.astimezone(LONDON).date() for moment in moments if moment is not None}


def _about_guardians(case: CaseFacts, person: PersonFacts, others: Sequence[OtherParty]) -> Iterator[Found]:
    guardians = [one for one in case.people if person.ref in one.acts_for and not _GUARDIANS.isdisjoint(one.roles)]
    unsafe = [one for one in guardians if is_unsafe_guardian(one, others)]
    if unsafe:
        yield Found.UNSAFE_GUARDIAN
    is_minor = person.date_of_birth is not None and age_on(person.date_of_birth, _as_of(case)) < _ADULT
    if is_minor and not person.is_organisation and len(unsafe) == len(guardians):
        yield Found.MINOR_WITHOUT_GUARDIAN


def is_unsafe_guardian(guardian: PersonFacts, others: Iterable[OtherParty]) -> bool:
    """
    Whether somebody who acts for a victim is accused, a witness or dead, or is one of the accused under another entry.

    *Source:* domain.md Q16.
    """
    is_party = is_feared(guardian.roles) or Role.WITNESS in guardian.roles or guardian.deceased
    besides = (other for other in others if other.person_id != guardian.person_id)
    return is_party or bool(collision(contact_keys(guardian), besides) - {Match.ADDRESS})


def _about_needs(case: CaseFacts, person: PersonFacts) -> Iterator[Found]:
    if person.is_organisation:
        return
    if not (person.language or "").strip():
        yield Found.LANGUAGE_UNKNOWN
    if person.enhanced and person.plan is None and not person.formats:
        yield Found.NEEDS_NOT_ASKED
    if sign_in_fact(case, person, today=_as_of(case)) is None:
        yield Found.NOTHING_TO_PROVE


def _about_address(person: PersonFacts, others: Sequence[OtherParty], lists: WordLists) -> Iterator[Found]:
    address = person.contact.address
    if has_contact(address):
        is_settled = "address" in person.confirmed_from
        yield Found.CONFIRMED_ELSEWHERE if is_settled else Found.NUMBER_IN_ADDRESS
    if is_feared(person.roles):
        return
    if lists.institutions.is_in(words_of(address)):
        yield Found.ADDRESS_IS_INSTITUTION
    key = address_key(address, person.contact.postcode)
    if key and any(other.address_key == key and is_feared(other.roles) for other in others):
        yield Found.ADDRESS_OF_ACCUSED


def _about_double(case: CaseFacts, person: PersonFacts) -> Iterator[Found]:
    if any(_is_double(person, other) for other in case.people if other.person_id != person.person_id):
        yield Found.ENTERED_TWICE


def _is_double(first: PersonFacts, second: PersonFacts) -> bool:
    """
    Whether two entries of one case seem to be one human: born on the same day, one surname, one contact or address.

    *Source:* domain.md Q18. A question to a clerk: twins share all three.
    """
    if first.date_of_birth is None or first.date_of_birth != second.date_of_birth:
        return False
    surname = normalise_words(first.family_name)
    return bool(surname) and surname == normalise_words(second.family_name) and _share(first, second)


def _share(first: PersonFacts, second: PersonFacts) -> bool:
    mine, other = contact_keys(first), contact_keys(second)
    phones = {mine.mobile_key, mine.phone_key} & {other.mobile_key, other.phone_key}
    emails, addresses = {mine.email_key} & {other.email_key}, {mine.address_key} & {other.address_key}
    return bool((phones | emails | addresses) - {""})
