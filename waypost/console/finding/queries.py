"""Every read behind the pages of finding: what this person may learn of what a caller asks about."""

from collections.abc import Mapping
from datetime import datetime

from waypost.access.permissions import Permission
from waypost.access.queries import directory
from waypost.access.values import Staff
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.finding.frozen import is_frozen
from waypost.cases.finding.queries import find
from waypost.cases.finding.values import MOST, Asked
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.console.case_doors import looker_for
from waypost.console.finding.asked import without_values
from waypost.console.finding.presentation import Around, FoundView, found_lines, warnings_of
from waypost.console.standing import Standing, is_sealed, standing
from waypost.console.words import console_words


def search(asked: Asked, *, by: Staff, now: datetime) -> FoundView:
    """
    Return whom and what is meant, masked: of cases that this person may not know of, nothing.

    A fixed number of queries, however much is found.
    """
    with in_force(by.force):
        found = find(asked, force=by.force)
        cases = cases_by_id({entry.case_id for entry in found.entries}, force=by.force)
        stands = standings(cases, by=by, now=now)
        around = Around(console_words(), directory(by.force), now.astimezone(LONDON).date())
        frozen = is_frozen(asked, force=by.force)
    lines = [
        line
        for entry in found.entries
        if stands.get(entry.case_id, Standing.HIDDEN) is not Standing.HIDDEN and not is_sealed(cases[entry.case_id])
        for line in found_lines(entry, cases[entry.case_id], stands=stands[entry.case_id], around=around)
    ]
    shown = lines[:MOST]
    return FoundView(
        asked=without_values(asked),
        lines=tuple(line for line in shown if not line.is_alike),
        alike=tuple(line for line in shown if line.is_alike),
        # Of a number that only a hidden case has not even this is said.
        warnings=warnings_of(shown, asked.by, is_frozen=frozen and bool(shown)),
        is_too_many=found.is_too_many or len(lines) > MOST,
        by=asked.by,
    )


def standings(cases: Mapping[CaseId, CaseFacts], *, by: Staff, now: datetime) -> Mapping[CaseId, Standing]:
    """Return how this person stands to each of these cases."""
    looker = looker_for(by, frozenset(cases), now=now)
    return {case_id: standing(looker, case, permission=Permission.SEE_CASE) for case_id, case in cases.items()}
