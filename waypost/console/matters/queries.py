"""Every read of these pages: a fixed number of queries whatever there is."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from waypost.access.permission_map import Scope
from waypost.access.permissions import Permission
from waypost.access.values import Staff
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.cases.whose import cases_of
from waypost.console.case_doors import looker_for
from waypost.console.matters.presentation import Line, Shown, line, shown
from waypost.console.standing import Standing, standing
from waypost.worklist.matters.queries import matter_of_case, matters_of_case, open_matters
from waypost.worklist.matters.values import MatterFacts

SHOWN_AT_ONCE = 50


def open_lines(by: Staff, *, scope: Scope, skip: int, now: datetime, today: date) -> tuple[Sequence[Line], int | None]:
    """
    Return one page of what is open within this person's reach, what is due first first, and where the next begins.

    What they may open only for a reason, or behind glass, is not among it.
    """
    every = open_matters(by.force)
    if scope is not Scope.FORCE:
        theirs = cases_of(by.collar_number, team=by.team, among={one.case_id for one in every}, force=by.force)
        every = [one for one in every if one.case_id in theirs]
    page = every[skip : skip + SHOWN_AT_ONCE]
    ids = frozenset(one.case_id for one in page)
    with in_force(by.force):
        cases = cases_by_id(ids, force=by.force)
        looker = looker_for(by, ids, now=now)
    may_open = {
        case_id
        for case_id, case in cases.items()
        if standing(looker, case, permission=Permission.DECIDE_MATTER) is Standing.OPEN
    }
    lines = [line(one, reference=cases[one.case_id].reference, today=today) for one in page if one.case_id in may_open]
    return lines, skip + SHOWN_AT_ONCE if len(every) > skip + SHOWN_AT_ONCE else None


def one_matter(matter_id: UUID, case: CaseFacts, *, today: date) -> tuple[MatterFacts, Shown] | None:
    """Return one of them and its page, or None where the case has none of that id."""
    found = matter_of_case(matter_id, case.case_id, force=case.force)
    return (found, shown(found, case, today=today)) if found else None


def lines_of_case(case: CaseFacts, *, by: Staff, now: datetime) -> Sequence[Line]:
    """Return what came in about a case, the newest first; one query."""
    today = now.astimezone(LONDON).date()
    found = matters_of_case(case.case_id, force=by.force)
    return [line(one, reference=case.reference, today=today) for one in found]
