"""Every read behind "my victims": a fixed number of queries, whatever the number of cases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from waypost.access.queries import directory
from waypost.access.values import Directory, Staff
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.officers import cases_of_officers
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.console.due import is_overdue, say_due
from waypost.console.officer.waiting import Show, VictimChoice, Waits, gather, wanted
from waypost.console.presentation import staff_name, who
from waypost.console.standing import covered_by
from waypost.console.supervising.whose import may_name
from waypost.console.words import Words, console_words
from waypost.duties.library import duty_titles
from waypost.duties.rules.lengths import midnight_after
from waypost.duties.team_queries import open_clocks_of_cases
from waypost.worklist.team_queries import OpenWork, work_of_officers
from waypost.worklist.values import ItemKind

PAGE_SIZE: Final = 20
_MOST: Final = 1000
"""More cases or items than one officer has; of somebody who has more the newest, and what is due first, are shown."""
_SHOWN: Final = {
    Show.ALL: "All of them",
    Show.TO_DO: "Those who wait for something from me",
    Show.REPLY: "Those who wait for an answer",
    Show.SOON: "Due by the end of tomorrow, or late",
}


@dataclass(frozen=True)
class WorkLine:
    """One thing that a person waits for. `is_reply`: it is answered on the page where one writes."""

    item_id: UUID
    title: str
    since: datetime
    due: str
    due_at: datetime
    is_overdue: bool
    is_reply: bool


@dataclass(frozen=True)
class VictimLine:
    """One line of the list; `officer` is empty where the case is the reader's own."""

    case_id: CaseId
    person_id: PersonId | None
    name: str
    role: str
    reference: str
    stage: str
    officer: str
    work: tuple[WorkLine, ...]
    clock: str
    clock_due: str
    clock_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class Option:
    """One of several that may be chosen; its names are those of the macro."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True)
class VictimsView:
    """All that the page shows; `next` and `first` are queries of an address, or empty."""

    lines: tuple[VictimLine, ...]
    counts: tuple[tuple[str, str, int], ...]
    covers: tuple[str, ...]
    shows: tuple[Option, ...]
    nothing: str
    first: str
    next: str


def victims_page(choice: VictimChoice, *, by: Staff, now: datetime) -> VictimsView:
    """Return one page of the victims of somebody's cases, and of those that they cover."""
    with in_force(by.force):
        known = directory(by.force)
        covers = covered_by(by.collar_number, known.staff.values(), now=now)
        mine = {by.collar_number, *covers}
        cases = cases_of_officers(mine, force=by.force, limit=_MOST)
        work = work_of_officers(mine, force=by.force, limit=_MOST)
        clocks = open_clocks_of_cases({one.case_id for one in cases}, force=by.force)
        found = wanted(gather(cases, work, clocks), choice, until=_end_of_tomorrow(now))
        shown = found[:PAGE_SIZE]
        facts = cases_by_id({line.case_id for line in shown}, force=by.force)
    # Nobody covers a sealed case.
    may = {case_id for case_id, case in facts.items() if may_name(case, to=by)}
    words = console_words()
    around = _Around(by, known, words, duty_titles(), now)
    lines = tuple(_line(line, facts[line.case_id], around) for line in shown if line.case_id in may)
    return VictimsView(
        lines=lines,
        counts=_counts(work, words),
        covers=tuple(staff_name(number, directory=known) for number in sorted(covers)),
        shows=tuple(Option(show.value, text, choice.show is show) for show, text in _SHOWN.items()),
        nothing=_nothing(choice),
        first=VictimChoice(choice.show).query or "show=all" if choice.after else "",
        next=choice.going_on(shown[-1].place).query if len(found) > PAGE_SIZE else "",
    )


@dataclass(frozen=True)
class _Around:
    by: Staff
    directory: Directory
    words: Words
    titles: Mapping[str, str]
    now: datetime


def _line(line: Waits, case: CaseFacts, around: _Around) -> VictimLine:
    person = _person(line, case)
    clock = line.clock
    words = around.words
    return VictimLine(
        case_id=line.case_id,
        person_id=person.person_id if person else None,
        name=_name(person),
        role=who(person, words=words),
        reference=case.reference,
        stage=words.statuses.get(case.status or "", case.status or "Not known"),
        officer=_whose(line, case, around),
        work=tuple(_work(one, around) for one in line.work),
        clock=around.titles.get(clock.duty, clock.duty) if clock else "",
        clock_due=say_due(clock.due_at, now=around.now) if clock else "",
        clock_at=clock.due_at if clock else None,
        is_late=clock is not None and is_overdue(clock.due_at, now=around.now),
    )


def _person(line: Waits, case: CaseFacts) -> PersonFacts | None:
    """Return whom a line is about: of a case in which nothing waits the victim, where there is one."""
    if line.person_id is not None:
        return next((one for one in case.people if one.person_id == line.person_id), None)
    victims = [one for one in case.people if "victim" in one.roles]
    return victims[0] if len(victims) == 1 else None


def _whose(line: Waits, case: CaseFacts, around: _Around) -> str:
    number = line.officer or (case.officer.collar_number if case.officer else "")
    return "" if number == around.by.collar_number else staff_name(number, directory=around.directory)


def _work(one: OpenWork, around: _Around) -> WorkLine:
    return WorkLine(
        item_id=one.item_id,
        title=around.words.kinds[one.kind].title,
        since=one.opened_at,
        due=say_due(one.due_at, now=around.now),
        due_at=one.due_at,
        is_overdue=is_overdue(one.due_at, now=around.now),
        is_reply=one.kind is ItemKind.REPLY,
    )


def _counts(work: Sequence[OpenWork], words: Words) -> tuple[tuple[str, str, int], ...]:
    """Return how much there is to do, by kind: the kind, its words, how many."""
    counted: Mapping[ItemKind, int] = Counter(one.kind for one in work)
    return tuple((kind.value, words.kinds[kind].filter, counted[kind]) for kind in ItemKind if counted.get(kind))


def _name(person: PersonFacts | None) -> str:
    if person is None:
        return ""
    return " ".join(filter(None, (person.given_name, person.family_name))) or person.organisation_name or ""


def _end_of_tomorrow(now: datetime) -> datetime:
    return midnight_after(now.astimezone(LONDON).date() + timedelta(days=1))


def _nothing(choice: VictimChoice) -> str:
    if choice.after or choice.show is not Show.ALL:
        return "There is nobody on this page now. Choose “All of them” to see the rest."
    return "You have no open case here, and cover nobody's."
