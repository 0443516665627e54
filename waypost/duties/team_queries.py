"""Reads of open clocks by case and by team, for officers and supervisors. Bounded by what is open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.duties.models import ClockRow
from waypost.duties.values import ClockState

_OPEN = Q(state__in=sorted(state.value for state in ClockState if state.is_open))


@dataclass(frozen=True)
class OpenClock:
    """One clock that runs or is late, as a list needs it."""

    id: int
    case_id: CaseId
    person_id: PersonId
    person_ref: str
    duty: str
    team: str
    is_enhanced: bool
    starts_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class DutyCount:
    """How many open clocks of a duty are late, and how many will be by the end of tomorrow."""

    team: str
    duty: str
    late: int
    soon: int


def open_clocks_of_cases(case_ids: Collection[CaseId], *, force: ForceName) -> Sequence[OpenClock]:
    """Return the open clocks of these cases that have an end, what is due first first."""
    with in_force(force):
        rows = ClockRow.objects.filter(_OPEN, force=force, case_id__in=sorted(case_ids), due_at__isnull=False)
        return _clocks(rows.order_by("due_at", "id"))


def clocks_due(
    team: str,
    *,
    force: ForceName,
    since: datetime | None,
    until: datetime,
    limit: int,
    after: tuple[datetime, int] | None = None,
) -> Sequence[OpenClock]:
    """
    Return up to `limit` open clocks of a team that are due from `since` (None: however long ago) until before `until`.

    Of all teams where `team` is empty; `after` is the moment and the id of the last one that was seen.
    """
    with in_force(force):
        rows = _due(team, force=force, until=until)
        if since is not None:
            rows = rows.filter(due_at__gte=since)
        if after is not None:
            due_at, clock_id = after
            rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=clock_id), due_at__gte=due_at)
        return _clocks(rows.order_by("due_at", "id")[:limit])


def count_due(team: str, *, force: ForceName, now: datetime, until: datetime) -> Sequence[DutyCount]:
    """Return how many open clocks of a team are late or due by `until`, by team and duty; all teams where empty."""
    with in_force(force):
        counted = _due(team, force=force, until=until).values("team", "duty")
        rows = counted.annotate(
            late=Count("id", filter=Q(due_at__lte=now)), soon=Count("id", filter=Q(due_at__gt=now))
        ).order_by("team", "duty")
        return [DutyCount(row["team"], row["duty"], row["late"], row["soon"]) for row in rows]


def _due(team: str, *, force: ForceName, until: datetime) -> "QuerySet[ClockRow]":
    rows = ClockRow.objects.filter(_OPEN, force=force, due_at__lt=until)
    return rows.filter(team=team) if team else rows


def _clocks(rows: "QuerySet[ClockRow]") -> Sequence[OpenClock]:
    return [
        OpenClock(
            id=row.id,
            case_id=CaseId(row.case_id),
            person_id=PersonId(row.person_id),
            person_ref=row.person_ref,
            duty=row.duty,
            team=row.team,
            is_enhanced=row.enhanced,
            starts_at=row.starts_at,
            due_at=row.due_at,
        )
        for row in rows
        if row.due_at is not None
    ]
