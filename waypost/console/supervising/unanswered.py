"""Who of a team's victims waits for an answer, since when, and who has it. Bounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from waypost.access.queries import directory
from waypost.access.values import Directory, Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.console.due import is_overdue, say_due
from waypost.console.presentation import staff_name, who
from waypost.console.supervising.whose import may_name
from waypost.console.words import Words, console_words
from waypost.worklist.team_queries import OpenWork, work_of_team
from waypost.worklist.values import ItemKind

PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class UnansweredLine:
    """One message that nobody has answered."""

    case_id: CaseId
    person_id: PersonId | None
    reference: str
    who: str
    has_it: str
    since: datetime
    due: str
    due_at: datetime
    is_overdue: bool


@dataclass(frozen=True)
class UnansweredView:
    """All that the page shows."""

    lines: tuple[UnansweredLine, ...]
    has_more: bool


def unanswered_page(*, by: Staff, now: datetime) -> UnansweredView:
    """Return who waits for an answer of somebody's team, what is due first first."""
    with in_force(by.force):
        work = work_of_team(by.team, force=by.force, kind=ItemKind.REPLY, limit=PAGE_SIZE + 1)
        shown = [one for one in work[:PAGE_SIZE] if one.case_id is not None]
        cases = cases_by_id({one.case_id for one in shown if one.case_id is not None}, force=by.force)
        known = directory(by.force)
    named = {case_id: case for case_id, case in cases.items() if may_name(case, to=by)}
    words = console_words()
    lines = (_line(one, named, known, words, now=now) for one in shown)
    return UnansweredView(tuple(line for line in lines if line is not None), len(work) > PAGE_SIZE)


def _line(
    one: OpenWork, cases: Mapping[CaseId, CaseFacts], known: Directory, words: Words, *, now: datetime
) -> UnansweredLine | None:
    case = cases.get(one.case_id) if one.case_id is not None else None
    if case is None:
        return None
    person = next((each for each in case.people if each.person_id == one.person_id), None)
    has_it = staff_name(one.owner, directory=known) or words.desks[one.at_desk or "oic"]
    cover = staff_name(one.cover, directory=known)
    return UnansweredLine(
        case_id=case.case_id,
        person_id=person.person_id if person else None,
        reference=case.reference,
        who=who(person, words=words),
        has_it=f"{has_it}, covered by {cover}" if cover else has_it,
        since=one.opened_at,
        due=say_due(one.due_at, now=now),
        due_at=one.due_at,
        is_overdue=is_overdue(one.due_at, now=now),
    )
