"""
What other cases of the force say about somebody: who shares the contact, who is the same human. Pure.

*Source:* domain.md Q10, Q19, Q21, Q26. Nothing is merged by it; who is found is a question to a clerk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from waypost.base.values import CaseId, PersonId
from waypost.cases.contact import is_feared
from waypost.cases.findings.catalogue import Found
from waypost.cases.values import CaseKind, DataFinding
from waypost.cases.vocabulary import Role

_MAY_HAVE_CHANGED = timedelta(days=30)


@dataclass(frozen=True)
class CaseSeen:
    """Of another case what is needed to compare: `day` is when it happened, `is_void` whether it stands no more."""

    case_id: CaseId
    reference: str
    kind: CaseKind
    group: str
    incident_reference: str
    is_open: bool
    is_void: bool
    recorded_at: datetime
    day: date
    linked: Set[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """Somebody in a case, by keys. `human_key` and `name_key` are empty where nothing is known."""

    person_id: PersonId
    case: CaseSeen
    roles: tuple[str, ...]
    human_key: str
    name_key: str
    mobile_key: str = ""
    contacts: Set[str] = field(default_factory=frozenset)
    confirmed_at: datetime | None = None
    is_organisation: bool = False


@dataclass(frozen=True)
class Sharer:
    """
    Somebody, by name and birth else by entry, who as a victim in open cases has a contact.

    `cases` are the first and the last of those cases, which tells whether there is any beside a given one.
    """

    key: str
    person_id: PersonId
    human_key: str
    name_key: str
    cases: tuple[CaseId, CaseId]


def sharing(mine: Entry, sharers: Iterable[Sharer]) -> Mapping[str, int]:
    """
    Return how many other people, victims in other open cases, have each contact of an entry.

    Who has her name, and no other date of birth, is she herself in another case. Of a business nothing is counted:
    a chain has one mailbox for all its shops.
    """
    if mine.is_organisation:
        return {}
    found: dict[str, list[Sharer]] = {}
    for one in sharers:
        is_beside = one.cases != (mine.case.case_id, mine.case.case_id)
        if one.key in mine.contacts and is_beside and not _is_same(mine, one.human_key, one.name_key):
            found.setdefault(one.key, []).append(one)
    return {key: _humans(ones) for key, ones in found.items()}


def _humans(sharers: Sequence[Sharer]) -> int:
    with_birth = {one.name_key for one in sharers if one.human_key}
    known = {one.human_key for one in sharers if one.human_key}
    named = {one.name_key for one in sharers if one.name_key and not one.human_key} - with_birth
    return len(known) + len(named) + sum(not one.human_key and not one.name_key for one in sharers)


def _is_same(mine: Entry, human_key: str, name_key: str) -> bool:
    if mine.human_key and human_key:
        return mine.human_key == human_key
    return bool(name_key) and mine.name_key == name_key


def findings_elsewhere(mine: Entry, entries: Iterable[Entry]) -> tuple[DataFinding, ...]:
    """Return what the entries of other cases say about a victim; those that are not of the same human say nothing."""
    if Role.VICTIM not in mine.roles:
        return ()
    same = [one for one in entries if one.case.case_id != mine.case.case_id and is_same_human(mine, one)]
    found = [finding for one in same for finding in _about(mine, one)]
    return tuple(one.finding for one in dict.fromkeys(found))


def is_same_human(mine: Entry, other: Entry) -> bool:
    """Whether two entries have an equal name and date of birth; where one is missing, an equal name and contact."""
    if mine.human_key and other.human_key:
        return mine.human_key == other.human_key
    return bool(mine.name_key) and mine.name_key == other.name_key and not mine.contacts.isdisjoint(other.contacts)


def _about(mine: Entry, other: Entry) -> Iterator[Found]:
    is_whole = bool(mine.human_key) and mine.human_key == other.human_key
    if is_whole and is_feared(other.roles) and other.case.is_open:
        yield Found.ACCUSED_ELSEWHERE
    if Role.VICTIM not in other.roles:
        return
    if is_whole and _has_newer_number(mine, other):
        yield Found.OLDER_NUMBER
    yield from _about_crime(mine, other)


def _has_newer_number(mine: Entry, other: Entry) -> bool:
    """
    Whether a case recorded much later has another mobile, and nobody has confirmed this one since.

    Who gives two numbers in one month has two. *Source:* domain.md Q21: "new number from old case".
    """
    if not mine.mobile_key or not other.mobile_key or other.mobile_key in mine.contacts:
        return False
    known_at = max(mine.case.recorded_at, mine.confirmed_at or mine.case.recorded_at)
    return other.case.recorded_at > known_at + _MAY_HAVE_CHANGED


def _about_crime(mine: Entry, other: Entry) -> Iterator[Found]:
    """
    Yield that this crime is the second record of one that we know. Two that somebody has linked are two.

    Only where both come from one incident and name one mobile is it taken for the same: who is stolen from twice in a
    day must be told of both, so that a day in common is a question to a clerk and stops nothing.

    *Source:* domain.md Q26. One incident may well be several crimes: of other groups, or against other people.
    """
    first, second = other.case, mine.case
    if {first.kind, second.kind} != {CaseKind.CRIME} or first.is_void or _are_linked(first, second):
        return
    if (first.recorded_at, first.case_id) > (second.recorded_at, second.case_id):
        return
    is_of_one_incident = bool(first.incident_reference) and first.incident_reference == second.incident_reference
    # A shop may be stolen from twice a day.
    is_of_one_day = first.day == second.day and not mine.is_organisation
    if first.group == second.group and is_of_one_incident and mine.mobile_key == other.mobile_key:
        yield Found.SAME_CRIME_TWICE
    elif is_of_one_incident:
        yield Found.TWO_CRIMES_OF_ONE_INCIDENT
    elif first.group == second.group and is_of_one_day:
        yield Found.TWO_CRIMES_OF_ONE_DAY


def _are_linked(first: CaseSeen, second: CaseSeen) -> bool:
    return first.reference in second.linked or second.reference in first.linked
