"""
One person on the page of a case: who they are, whether they may be told, by which way, and what stops it. Pure.

Contact details: a number that is safe to call stands there in full (`safe_contact`); of everything else the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.base.clock import LONDON
from waypost.base.pages.dates import say_moment
from waypost.base.values import PersonId
from waypost.cases.standing import Standing, stand_ins, standing_of
from waypost.cases.values import CaseFacts, DeliveryFacts, PersonFacts
from waypost.cases.vocabulary import Role
from waypost.console.case_page.words import PageWords
from waypost.console.presentation import who
from waypost.console.safe_contact import Reaching, reaching
from waypost.console.words import Words
from waypost.messages.case_messages import ending
from waypost.messages.contactability.ways import Way, Ways
from waypost.messages.thread_rules import ThreadItem

_ACCUSED = frozenset({Role.SUSPECT, Role.DEFENDANT})
_MESSAGES_IN_VIEW = 6


@dataclass(frozen=True)
class WayView:
    """One way to somebody: open, or why not. `ending` is the end of the number or address on record."""

    name: str
    is_open: bool
    ending: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class ThreadLine:
    """One message of the thread, as the macro takes it."""

    at: datetime
    author: str
    is_own: bool
    text: str
    note: str


@dataclass(frozen=True)
class PersonView:
    """
    All that the page shows of one person.

    `told` says in a sentence whether and as what they are told; `stopped` what stops everything to them. `reach` is
    there for whom anything may ever be sent to. `born` is empty where nobody knows it; it is asked of a caller.
    """

    person_id: PersonId
    name: str
    who: str
    is_victim: bool
    is_accused: bool
    told: str
    born: str
    stopped: tuple[str, ...]
    ways: tuple[WayView, ...]
    reach: Reaching | None
    needs: tuple[str, ...]
    thread: tuple[ThreadLine, ...]
    earlier: tuple[ThreadLine, ...]
    opened: str
    may_be_frozen: bool
    is_frozen: bool


@dataclass(frozen=True)
class Seen:
    """What is known of one person beside the record: the ways to them, the thread, when they last opened the page."""

    facts: DeliveryFacts | None
    ways: Ways | None
    thread: Sequence[ThreadItem]
    opened_at: datetime | None


@dataclass(frozen=True)
class Telling:
    """What the views of people take their words from; `young_people` is the force's choice."""

    words: Words
    page: PageWords
    young_people: bool


def person_view(person: PersonFacts, case: CaseFacts, seen: Seen, *, wording: Telling, now: datetime) -> PersonView:
    """Return one person as the page shows them."""
    is_accused = not _ACCUSED.isdisjoint(person.roles)
    asked = None if is_accused else seen.facts
    ways = seen.ways if asked else None
    lines = tuple(_line(item) for item in seen.thread)
    return PersonView(
        person_id=person.person_id,
        name=person_name(person),
        who=who(person, words=wording.words),
        is_victim=Role.VICTIM in person.roles,
        is_accused=is_accused,
        told=_told(person, case, wording, now=now, is_accused=is_accused),
        born=_born(person) if not is_accused else "",
        stopped=tuple(dict.fromkeys(answer.sentence for answer in ways.against)) if ways else (),
        ways=tuple(_way(way, wording.page) for way in ways.ways) if ways and not ways.against else (),
        reach=reaching(asked, words=wording.words, now=now) if asked else None,
        needs=_needs(person),
        thread=lines[-_MESSAGES_IN_VIEW:],
        earlier=lines[:-_MESSAGES_IN_VIEW],
        opened=f"Last read their page on {say_moment(seen.opened_at)}." if seen.opened_at else "",
        may_be_frozen=asked is not None and bool(_contacts(person)),
        is_frozen=asked is not None and bool(asked.frozen),
    )


def person_name(person: PersonFacts) -> str:
    """Return how somebody is called on the page."""
    names = (person.title, person.given_name, person.family_name)
    return " ".join(name for name in names if name) or person.organisation_name or "Name not recorded"


def in_order(people: Sequence[PersonFacts]) -> Sequence[PersonFacts]:
    """Return victims first, then who is told in their place, then others; the accused last."""
    return sorted(people, key=_rank)


def _rank(person: PersonFacts) -> int:
    if not _ACCUSED.isdisjoint(person.roles):
        return 3
    if Role.VICTIM in person.roles:
        return 0
    return 1 if person.acts_for else 2


def _told(person: PersonFacts, case: CaseFacts, wording: Telling, *, now: datetime, is_accused: bool) -> str:
    if is_accused:
        return wording.page.accused
    if Role.VICTIM not in person.roles and not person.acts_for and Role.REPORTER not in person.roles:
        return wording.page.nobody
    today = now.astimezone(LONDON).date()
    standing = standing_of(person, case, today=today, young_people=wording.young_people)
    said = wording.page.standing[standing.value]
    instead = stand_ins(person, case, today=today) if standing in {Standing.CHILD, Standing.ADULT} else ()
    if Role.VICTIM in person.roles and instead:
        names = " and ".join(person_name(one) for one in instead)
        return f"{said if standing is Standing.CHILD else 'Not told directly.'} In their place: {names}."
    return said


def _way(way: Way, words: PageWords) -> WayView:
    return WayView(
        name=words.channels[way.channel],
        is_open=not way.against,
        ending=ending(way.contact, way.channel),
        why=tuple(dict.fromkeys(answer.sentence for answer in way.against)),
    )


def _born(person: PersonFacts) -> str:
    day = person.date_of_birth
    return f"{day.day} {day:%B %Y}" if day else ""


def _contacts(person: PersonFacts) -> Sequence[str]:
    contact = person.contact
    return [one for one in (contact.mobile, contact.phone, contact.email, contact.address) if one]


def _needs(person: PersonFacts) -> tuple[str, ...]:
    needs = []
    if person.enhanced:
        needs.append("Has enhanced rights under the Victims' Code.")
    if person.language and not person.language.lower().startswith("en"):
        needs.append(f"Reads another language: {person.language}.")
    if person.formats:
        needs.append(f"Needs: {', '.join(name.replace('_', ' ') for name in person.formats)}.")
    return tuple(needs)


def _line(item: ThreadItem) -> ThreadLine:
    # `is_own` is whose side the macro draws: here the reader's side is the police's.
    author = "Them" if item.is_own else f"{item.author or 'The officer'} (police)"
    note = "" if item.has_arrived else "On its way to the crime system"
    return ThreadLine(item.at, author, not item.is_own, item.text, note)
