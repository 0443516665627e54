"""
Which two entries of two cases seem to be one human, and why. Pure; nothing is merged by it.

Read `alike` first. A name and a date of birth are never enough: twins of one name, parent and child with one telephone
and namesakes in one hostel are two. *Source:* design 1.6; issue 7, section 4; domain.md Q10, Q18.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from waypost.base.clock import LONDON
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.birthdays import is_known_birthday
from waypost.cases.contact import (
    Finding,
    ForceContacts,
    address_key,
    check_address,
    check_email,
    check_phone,
    contact_keys,
    is_feared,
    may_be_same_home,
    normalise_email,
    normalise_phone,
    normalise_postcode,
    normalise_words,
)
from waypost.cases.findings.catalogue import Found
from waypost.cases.findings.names import findings_of_name
from waypost.cases.findings.words import WordLists, words_of
from waypost.cases.humans import human_key
from waypost.cases.offences import OffenceGroup
from waypost.cases.same_person.values import Doubt, Evidence, Ids
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.cases.vocabulary import Flag, Role

MANY: Final = 2
"""A contact that so many other people of the force have is a hostel's or a solicitor's, and says nothing (Q10)."""
HIDDEN: Final = frozenset({Flag.SEALED.value, Flag.UNDERCOVER_OR_PROTECTED.value})
"""Flags of cases of which nobody else in the force may hear that they exist."""
_NOT_WHOLE: Final = frozenset(
    {
        Found.PLACEHOLDER_NAME,
        Found.BODY_AS_PERSON,
        Found.NAME_MISSING,
        Found.NAME_IN_ONE_FIELD,
        Found.ONLY_INITIALS,
        Found.NUMBER_IN_NAME,
        Found.DIGITS_IN_NAME,
        Found.PART_IN_NAME,
    }
)
_STILL_A_NUMBER: Final = frozenset({Finding.NOT_A_MOBILE, Finding.FOREIGN, Finding.FOREIGN_ALLOWED})


@dataclass(frozen=True)
class Seen:
    """
    One entry as it is compared. `human_key` is empty where it must not be compared with anybody.

    `contacts` are those that could tell one human from another, with what they are; `of_others` those that somebody
    else in the case has as well.
    """

    person_id: PersonId
    case_id: CaseId
    human_key: str
    contacts: Mapping[str, Evidence]
    of_others: Set[str] = frozenset()
    mobile: str = ""
    home: str = ""
    title: str = ""
    born_on: date | None = None


@dataclass(frozen=True)
class Alike:
    """Why two entries seem to be one human, what speaks against it, and by which marks the evidence is known again."""

    evidence: tuple[Evidence, ...]
    doubts: tuple[Doubt, ...]
    marks: tuple[str, ...]


def seen_in(case: CaseFacts, *, contacts: ForceContacts, lists: WordLists) -> Mapping[PersonId, Seen]:
    """Return every entry of a case as it is compared with those of others."""
    keys = [human_key(one.given_name, one.family_name, one.date_of_birth) for one in case.people]
    return {
        one.person_id: _seen(case, one, "" if keys.count(key) > 1 else key, contacts, lists)
        for one, key in zip(case.people, keys, strict=True)
    }


def in_common(first: Seen, second: Seen) -> Set[str]:
    """Return the contacts that two entries share which may be one human; nothing where they may not be."""
    if first.case_id == second.case_id or not first.human_key or first.human_key != second.human_key:
        return frozenset()
    return first.contacts.keys() & second.contacts.keys()


def alike(first: Seen, second: Seen, *, shared: Mapping[str, int], frozen: Set[str], force: ForceName) -> Alike | None:
    """
    Return why two entries of two cases seem to be one human, or None where they do not.

    Their whole name and real date of birth are equal, and one contact at least, which is not many people's and of
    which nobody has said that it is not theirs. `shared` says how many other victims of the force have a contact.
    """
    every = in_common(first, second)
    keys = {key for key in every if key not in frozen and shared.get(key, 0) < MANY}
    if not keys:
        return None
    evidence = {first.contacts[key] for key in keys}
    return Alike(
        tuple(sorted(evidence)),
        tuple(sorted(set(_doubts(first, second, keys, shared)))),
        tuple(sorted(digest(force, first.human_key, key) for key in keys)),
    )


def digest(force: ForceName, *parts: str) -> str:
    """Return a mark of what was compared: of one force alone, so that those of two forces are never equal."""
    return hashlib.blake2b("\n".join((force, *parts)).encode(), digest_size=16).hexdigest()


def print_of(first: Seen, second: Seen, *, force: ForceName) -> str:
    """Return the mark of all by which two entries are compared: it changes where either record does."""
    each = ("\t".join((one.human_key, *sorted(one.contacts))) for one in (first, second))
    return digest(force, "print", *each)


def is_safe_in_record(cases: Iterable[CaseFacts], groups: Mapping[str, OffenceGroup]) -> bool:
    """
    Whether the record of one of these cases may name the other: whoever may open the one then reads of the other.

    Both are ordinary: of a group with low risk, without flag, without a value that nobody knows or words of danger,
    and of one and the same source.
    """
    every = tuple(cases)
    return len({one.source.id for one in every}) == 1 and all(_is_ordinary(one, groups) for one in every)


def is_hidden(flags: Iterable[str]) -> bool:
    """Whether nobody outside a case with these flags may hear that it exists, so that nobody is asked about it."""
    return not HIDDEN.isdisjoint(flags)


def connected(pairs: Collection[Ids], person_id: PersonId) -> Set[PersonId]:
    """Return who is the same human as somebody by these pairs, directly or through others, themselves among them."""
    return next((group for group in _groups(pairs) if person_id in group), frozenset({person_id}))


def same_as(person_id: PersonId, *, confirmed: Collection[Ids], denied: Collection[Ids]) -> Set[PersonId]:
    """
    Return the other entries of one human, by what staff have confirmed.

    Where somebody has said of two of them that they are not one, only those count that were confirmed with this entry
    itself: of three statements one is wrong, and nobody knows which.
    """
    group = connected(confirmed, person_id)
    if any(set(pair) <= group for pair in denied):
        group = frozenset(one for pair in confirmed if person_id in pair for one in pair)
    return group - {person_id}


def to_propose(possible: Iterable[Ids], known: Collection[Ids]) -> list[Ids]:
    """
    Return which of the possible pairs to ask about, so that each human needs as few answers as can be.

    Who is connected by pairs that are confirmed or asked about already needs no other; of the possible ones the
    lowest come first, in whatever order they are given.
    """
    chosen: list[Ids] = []
    groups = [set(group) for group in _groups(known)]
    for pair in sorted(set(possible)):
        first, second = (next((group for group in groups if one in group), {one}) for one in pair)
        if pair[1] not in first:
            groups = [group for group in groups if group not in (first, second)] + [first | second]
            chosen.append(pair)
    return chosen


def _groups(pairs: Iterable[Ids]) -> list[Set[PersonId]]:
    groups: list[Set[PersonId]] = []
    for pair in pairs:
        joined = frozenset(pair).union(*(group for group in groups if not group.isdisjoint(pair)))
        groups = [group for group in groups if group.isdisjoint(pair)] + [joined]
    return groups


def _seen(case: CaseFacts, person: PersonFacts, key: str, force: ForceContacts, lists: WordLists) -> Seen:
    others = [contact_keys(one) for one in case.people if one.person_id != person.person_id]
    of_others = {key for one in others for key in (one.mobile_key, one.phone_key, one.email_key, one.address_key)}
    feared = {
        key
        for one in others
        if is_feared(one.roles)
        for key in (one.mobile_key, one.phone_key, one.email_key, one.address_key)
    }
    not_theirs = feared | {normalise_email(one.email) for one in (case.officer, case.supervisor) if one is not None}
    return Seen(
        person_id=person.person_id,
        case_id=case.case_id,
        human_key=key if _is_comparable(case, person, lists) else "",
        contacts={key: what for key, what in _contacts(person, force, lists) if key and key not in not_theirs},
        of_others=frozenset(of_others - {""}),
        mobile=normalise_phone(person.contact.mobile),
        home=address_key(person.contact.address, person.contact.postcode),
        title=normalise_words(person.title),
        born_on=person.date_of_birth,
    )


def _is_comparable(case: CaseFacts, person: PersonFacts, lists: WordLists) -> bool:
    """Whether this is a victim with a whole name and a real date of birth, in a case that others may hear of."""
    if person.is_organisation or Role.VICTIM not in person.roles or is_feared(person.roles):
        return False
    if is_hidden(case.flags) or not _NOT_WHOLE.isdisjoint(findings_of_name(person, lists)):
        return False
    return _is_born(case, person.date_of_birth)


def _is_born(case: CaseFacts, born_on: date | None) -> bool:
    moments = (case.recorded_at, case.occurred_from, case.occurred_to)
    days = {moment.astimezone(LONDON).date() for moment in moments if moment is not None}
    # A form that was filled in too fast has the day of the crime.
    return is_known_birthday(born_on, today=case.updated_at.astimezone(LONDON).date()) and born_on not in days


def _contacts(person: PersonFacts, force: ForceContacts, lists: WordLists) -> Iterator[tuple[str, Evidence]]:
    contact = person.contact
    for number in (contact.mobile, contact.phone):
        if number and _STILL_A_NUMBER.issuperset(check_phone(number, force=force).findings):
            yield normalise_phone(number), Evidence.PHONE
    if contact.email and check_email(contact.email, force=force).is_usable:
        yield normalise_email(contact.email), Evidence.EMAIL
    if contact.address and _is_home(contact.address, contact.postcode, lists):
        yield address_key(contact.address, contact.postcode), Evidence.ADDRESS


def _is_home(address: str, postcode: str | None, lists: WordLists) -> bool:
    is_whole = bool(normalise_postcode(postcode)) and check_address(address, postcode or "").is_usable
    words = words_of(address)
    return is_whole and not lists.institutions.is_in(words) and not lists.shared_homes.is_in(words)


def _doubts(first: Seen, second: Seen, keys: Set[str], shared: Mapping[str, int]) -> Iterator[Doubt]:
    if all(shared.get(key) or key in first.of_others or key in second.of_others for key in keys):
        yield Doubt.SHARED_CONTACT
    if {first.contacts[key] for key in keys} == {Evidence.ADDRESS}:
        yield Doubt.ONLY_ADDRESS
    if first.mobile and second.mobile and first.mobile != second.mobile:
        yield Doubt.OTHER_MOBILE
    if first.home and second.home and not may_be_same_home(first.home, second.home):
        yield Doubt.OTHER_ADDRESS
    if first.title and second.title and first.title != second.title:
        yield Doubt.OTHER_TITLE
    if first.born_on is not None and (first.born_on.month, first.born_on.day) == (1, 1):
        yield Doubt.FIRST_OF_JANUARY


def _is_ordinary(case: CaseFacts, groups: Mapping[str, OffenceGroup]) -> bool:
    group = groups.get(case.group)
    is_quiet = not case.is_flagged and not case.held_items and not any(one.stops for one in case.findings)
    return is_quiet and group is not None and group.is_low_risk
