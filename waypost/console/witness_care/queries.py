"""Every read behind the pages of hearings: rows, their cases, what was told of them, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from waypost.access.permissions import Permission
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.hearings.queries import courts_between, hearings_between, hearings_changed, results_since
from waypost.cases.hearings.values import Page, Place
from waypost.cases.queries import cases_by_id
from waypost.console.case_doors import looker_for
from waypost.console.case_page.words import page_words
from waypost.console.standing import Standing, standing
from waypost.console.witness_care.choosing import Choice
from waypost.console.witness_care.presentation import LISTINGS, RESULTS, HearingLine, Wording, hearing_line
from waypost.console.witness_care.words import hearing_words
from waypost.console.words import console_words
from waypost.messages.queries import Telling, tellings_of

PAGE_SIZE = 50
MOST_IN_A_FILE = 1000
CHANGED_WITHIN = timedelta(days=7)
RESULTS_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Lines:
    """One page of lines; `after` is where the next one begins."""

    lines: tuple[HearingLine, ...]
    after: Place | None


def week(choice: Choice, *, by: Staff, limit: int, now: datetime) -> Lines:
    """Return hearings of a week that this person may see, in their order."""
    found = hearings_between(
        choice.since, choice.until, force=by.force, court=choice.court, after=choice.after, limit=limit
    )
    return _lines(found, LISTINGS, by=by, now=now)


def courts(choice: Choice, *, by: Staff) -> Sequence[str]:
    """Return the courts of a week."""
    return courts_between(choice.since, choice.until, force=by.force)


def changed(*, after: Place | None, by: Staff, now: datetime) -> Lines:
    """Return hearings ahead that are new, moved or off since a week, the last first."""
    found = hearings_changed(now - CHANGED_WITHIN, force=by.force, not_before=now, after=after, limit=PAGE_SIZE)
    return _lines(found, LISTINGS, by=by, now=now)


def results(*, after: Place | None, by: Staff, now: datetime) -> Lines:
    """Return what courts have decided in the last fortnight, the last first."""
    return _lines(
        results_since(now - RESULTS_WITHIN, force=by.force, after=after, limit=PAGE_SIZE), RESULTS, by=by, now=now
    )


def _lines(page: Page, triggers: frozenset[str], *, by: Staff, now: datetime) -> Lines:
    case_ids = frozenset(one.case_id for one in page.hearings)
    with in_force(by.force):
        looker = looker_for(by, case_ids, now=now)
        cases = cases_by_id(case_ids, force=by.force)
        told: dict[CaseId, list[Telling]] = {}
        for one in tellings_of(case_ids, force=by.force) if case_ids else ():
            told.setdefault(one.case_id, []).append(one)
    wording = Wording(words=console_words(), hearings=hearing_words(), states=page_words().states)
    may_open = {
        case_id
        for case_id, case in cases.items()
        if standing(looker, case, permission=Permission.SEE_HEARINGS) is Standing.OPEN
    }
    lines = [
        hearing_line(one, cases[one.case_id], told.get(one.case_id, ()), triggers=triggers, wording=wording)
        for one in page.hearings
        if one.case_id in may_open
    ]
    return Lines(tuple(lines), page.after)
