"""Every read behind the pages of threads: a fixed number of queries, however many wait or were written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from waypost.access.queries import directory
from waypost.access.values import Directory, Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.queries import UnknownPerson, cases_by_id
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.console.due import is_overdue, say_due
from waypost.console.presentation import staff_name, who
from waypost.console.standing import SEALED_CASE, is_named
from waypost.console.threads.choosing import ThreadChoice, Whose
from waypost.console.threads.words import ThreadWords, thread_words
from waypost.console.words import console_words
from waypost.messages.staff_threads import SignFacts, StaffWrote, VictimWrote, signs_of, staff_thread
from waypost.messages.thread_states import OwnState
from waypost.messages.triage.values import AT_ONCE
from waypost.worklist.queries import Filter, Page, items_for
from waypost.worklist.rules import Viewer, is_asked
from waypost.worklist.values import ItemFacts, ItemKind

PAGE_SIZE: Final = 20
_TITLES: Final = {Whose.MINE: "Mine", Whose.TEAM: "My team's", Whose.ALL: "All that I may see"}


@dataclass(frozen=True)
class Waiting:
    """Who waits for an answer. `holder` and `cover` are names; `labels` are words with whether they are urgent."""

    case_id: CaseId
    person_id: PersonId
    role: str
    reference: str
    since: datetime
    due: str
    due_at: datetime
    is_overdue: bool
    holder: str
    cover: str
    is_escalated: bool
    labels: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class WaitingView:
    """One page of those who wait; `links` are words, query and whether it is this very list."""

    lines: tuple[Waiting, ...]
    links: tuple[tuple[str, str, bool], ...]
    first: str
    next: str


@dataclass(frozen=True)
class SignLine:
    """What a message may be, and why we think so."""

    label: str
    title: str
    is_urgent: bool
    reasons: tuple[tuple[str, str], ...]
    is_not_so: bool


@dataclass(frozen=True)
class ThreadLine:
    """One message as staff see it."""

    at: datetime
    author: str
    is_victims: bool
    text: str
    state: str
    message_id: UUID | None
    signs: tuple[SignLine, ...]
    due: str
    due_at: datetime | None
    is_overdue: bool
    holder: str


@dataclass(frozen=True)
class ThreadView:
    """A thread, the newest first; `unread` are the messages that nobody has said to have read."""

    person_id: PersonId
    role: str
    lines: tuple[ThreadLine, ...]
    unread: tuple[UUID, ...]


def waiting_page(choice: ThreadChoice, *, by: Staff, now: datetime) -> WaitingView:
    """Return one page of those who wait for an answer, what is due first first."""
    is_team = choice.whose is Whose.TEAM and bool(by.team)
    # Who is in no team sees their own in its place: never everybody's.
    is_mine = choice.whose is not Whose.ALL and not is_team
    wanted = Filter(kind=ItemKind.REPLY, is_mine=is_mine, team=by.team if is_team else "")
    with in_force(by.force):
        found = items_for(Viewer(by), force=by.force, wanted=wanted, page=Page(PAGE_SIZE, choice.after), now=now)
        signs = signs_of([key for item in found.items if (key := _message(item))], force=by.force)
        cases = cases_by_id({item.case_id for item in found.items if item.case_id is not None}, force=by.force)
        known = directory(by.force)
    lines = [
        _waiting(item, case, signs.get(_message(item) or item.item_id, ()), known, by=by, now=now)
        for item in found.items
        if item.case_id is not None and (case := cases.get(item.case_id)) is not None
    ]
    return WaitingView(
        lines=tuple(line for line in lines if line is not None),
        links=tuple((_TITLES[whose], ThreadChoice(whose).query, whose is choice.whose) for whose in Whose),
        first=ThreadChoice(choice.whose).query if choice.after else "",
        next=choice.going_on(found.after).query if found.after else "",
    )


def thread_page(person_id: PersonId, case: CaseFacts, *, by: Staff, now: datetime) -> ThreadView | None:
    """Return the thread with one person of a case, or None where the case has no such person."""
    person = _person(person_id, case)
    if person is None:
        return None
    with in_force(by.force):
        try:
            items = staff_thread(person_id, case_id=case.case_id, force=by.force)
        except UnknownPerson:
            return None
        known = directory(by.force)
    words = thread_words()
    lines = [_line(item, words, known, now=now) for item in items]
    return ThreadView(
        person_id=person_id,
        role=who(person, words=console_words()),
        lines=tuple(reversed(lines)),
        unread=tuple(_unread(items)),
    )


def _unread(items: Sequence[VictimWrote | StaffWrote]) -> Sequence[UUID]:
    every = [item for item in items if isinstance(item, VictimWrote) and item.message_id]
    done = {OwnState.SEEN, OwnState.ANSWERED}
    return [item.message_id for item in every if item.message_id and item.state not in done]


def _message(item: ItemFacts) -> UUID | None:
    try:
        return UUID(item.subject)
    except ValueError:
        return None


def _person(person_id: PersonId | None, case: CaseFacts) -> PersonFacts | None:
    return next((one for one in case.people if one.person_id == person_id), None)


def _waiting(
    item: ItemFacts, case: CaseFacts, signs: Sequence[SignFacts], known: Directory, *, by: Staff, now: datetime
) -> Waiting | None:
    if item.person_id is None:
        return None
    words = console_words()
    # Of a sealed case whom it does not name learns that somebody waits, no more.
    is_shown = not item.is_sealed or is_asked(Viewer(by), item) or is_named(case, by)
    return Waiting(
        case_id=case.case_id,
        person_id=item.person_id,
        role=who(_person(item.person_id, case), words=words) if is_shown else "Somebody",
        reference=case.reference if is_shown else SEALED_CASE,
        since=item.opened_at,
        due=say_due(item.due_at, now=now),
        due_at=item.due_at,
        is_overdue=is_overdue(item.due_at, now=now),
        holder=_holder(item, known),
        cover=staff_name(item.cover, directory=known),
        is_escalated=item.level > 0,
        labels=tuple((sign.title, sign.is_urgent) for sign in _signs(signs, thread_words()) if not sign.is_not_so),
    )


def _holder(item: ItemFacts, known: Directory) -> str:
    if item.owner:
        return staff_name(item.owner, directory=known)
    desks = console_words().desks
    return desks.get(item.at_desk.value, item.at_desk.value) if item.at_desk else ""


def _line(item: VictimWrote | StaffWrote, words: ThreadWords, known: Directory, *, now: datetime) -> ThreadLine:
    if isinstance(item, StaffWrote):
        return ThreadLine(
            item.at, item.author or "Staff", is_victims=False, text=item.text, state=words.staff[item.state],
            message_id=None, signs=(), due="", due_at=None, is_overdue=False, holder="",
        )  # fmt: skip
    asked = item.asked
    return ThreadLine(
        at=item.at,
        author="The victim",
        is_victims=True,
        text=item.text,
        state=words.victim[item.state].format(who=staff_name(item.read_by, directory=known) or "staff"),
        message_id=item.message_id,
        signs=_signs(item.signs, words),
        due=say_due(asked.due_at, now=now) if asked else "",
        due_at=asked.due_at if asked else None,
        is_overdue=asked is not None and is_overdue(asked.due_at, now=now),
        holder=_holder(asked, known) if asked else "",
    )


def _signs(signs: Sequence[SignFacts], words: ThreadWords) -> tuple[SignLine, ...]:
    labels = list(dict.fromkeys(sign.label for sign in signs))
    return tuple(
        SignLine(
            label=label.value,
            title=words.labels[label],
            is_urgent=label in AT_ONCE,
            reasons=tuple((sign.why, sign.words) for sign in signs if sign.label is label),
            is_not_so=all(sign.is_not_so for sign in signs if sign.label is label),
        )
        for label in labels
    )
