"""Which cases are whose: reads by officer and by team, by index alone; no document is opened."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.models import Case
from waypost.cases.vocabulary import CaseStatus

_OVER: Final = sorted(status.value for status in CaseStatus if not status.is_open)


@dataclass(frozen=True)
class CaseOfOfficer:
    """That an officer has an open case."""

    case_id: CaseId
    officer: str


def cases_of_officers(collar_numbers: Collection[str], *, force: ForceName, limit: int) -> Sequence[CaseOfOfficer]:
    """Return up to `limit` open cases of these officers, the newest first."""
    with in_force(force):
        rows = Case.objects.filter(force=force, officer__in=sorted(collar_numbers)).exclude(officer="")
        found = rows.exclude(status__in=_OVER).order_by("-id").values_list("id", "officer")[:limit]
        return [CaseOfOfficer(CaseId(case_id), officer) for case_id, officer in found]


def open_cases_by_officer(team: str, *, force: ForceName) -> Mapping[str, int]:
    """Return how many open cases each officer of a team has, by collar number."""
    with in_force(force):
        rows = Case.objects.filter(force=force, officer_team=team).exclude(officer_team="").exclude(status__in=_OVER)
        counted = rows.values_list("officer").annotate(cases=Count("id")).order_by("officer")
        return {officer: cases for officer, cases in counted if officer}


def teams_of_cases(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, str]:
    """Return the team that has each of these cases, empty where nobody is named."""
    with in_force(force):
        rows = Case.objects.filter(force=force, id__in=sorted(case_ids)).values_list("id", "officer_team")
        return {CaseId(case_id): team for case_id, team in rows}


def held_cases_of_team(team: str, *, force: ForceName, after: int, limit: int) -> Mapping[CaseId, int]:
    """
    Return up to `limit` open cases of a team that hold something unknown, and how many things, the oldest first.

    Only those that come after the case of the id `after`; 0 for the beginning.
    """
    with in_force(force):
        rows = Case.objects.filter(force=force, officer_team=team, held__gt=0, id__gt=after).exclude(officer_team="")
        found = rows.exclude(status__in=_OVER).order_by("id").values_list("id", "held")[:limit]
        return {CaseId(case_id): held for case_id, held in found}
