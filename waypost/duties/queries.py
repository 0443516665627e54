"""Every read of this room: scoped by force, returning frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.queries import cases_by_id
from waypost.duties.library import live_duties
from waypost.duties.models import ClockChange, ClockRow
from waypost.duties.rows import clock_of
from waypost.duties.rules.lengths import midnight_after
from waypost.duties.values import Change, Clock, ClockState


class By(StrEnum):
    """What figures are told apart by, beside the length that the clocks run in."""

    DUTY = "duty"
    TEAM = "team"
    DUTY_AND_TEAM = "duty-and-team"


_COLUMNS: Mapping[By, tuple[str, ...]] = {
    By.DUTY: ("duty",),
    By.TEAM: ("team",),
    By.DUTY_AND_TEAM: ("duty", "team"),
}


@dataclass(frozen=True)
class ClockFacts:
    """One clock as staff may see it. `reference` and `person_ref` are the source's; no name, no words."""

    id: int
    reference: str
    person_ref: str
    team: str
    clock: Clock


@dataclass(frozen=True)
class ClockEvent:
    """One line of a clock's history; `words` are an officer's own, of a recorded reason only."""

    at: datetime
    what: Change
    by: str
    reason: str
    reference: str
    words: str


@dataclass(frozen=True)
class Figures:
    """
    How many clocks stand where. `duty` and `team` are None where the figures are not told apart by them.

    `open` run within their time, `breached` are past it and open, `late` were met after it, `stopped` came to nothing.
    """

    duty: str | None
    team: str | None
    enhanced: bool
    met: int
    late: int
    open: int
    breached: int
    stopped: int


@dataclass(frozen=True)
class Behind:
    """Which clocks stand behind a figure: those of a month in a state, where it is said of a duty, a team, a length."""

    month: date
    state: ClockState
    duty: str | None = None
    team: str | None = None
    enhanced: bool | None = None


def clocks_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[ClockFacts]:
    """Return every clock of one case, the oldest first."""
    with in_force(force):
        return _facts(ClockRow.objects.filter(force=force, case_id=case_id).order_by("starts_at", "id"), force)


def history_of(clock_id: int, *, force: ForceName) -> Sequence[ClockEvent]:
    """Return what has happened to one clock, in order."""
    with in_force(force):
        rows = ClockChange.objects.filter(force=force, clock_id=clock_id).order_by("id")
        return [ClockEvent(row.at, Change(row.what), row.by, row.reason, row.reference, row.words) for row in rows]


def open_clocks(force: ForceName, *, limit: int) -> Sequence[ClockFacts]:
    """Return the clocks that run or are breached, what is due first first; those without an end are not among them."""
    with in_force(force):
        rows = ClockRow.objects.filter(_is_open(), force=force, due_at__isnull=False)
        return _facts(rows.order_by("due_at", "id")[:limit], force)


def forecast(force: ForceName, *, now: datetime) -> Sequence[ClockFacts]:
    """
    Return the clocks of ours that are late by the end of tomorrow if nobody is told, what is due first first.

    Those that are late already are not among them. Days are London's.
    """
    until = midnight_after(now.astimezone(LONDON).date() + timedelta(days=1))
    ours = [duty for duty, versions in live_duties().versions.items() if versions[-1].is_ours]
    with in_force(force):
        rows = ClockRow.objects.filter(
            force=force, state=ClockState.RUNNING, due_at__gt=now, due_at__lte=until, duty__in=ours
        )
        return _facts(rows.order_by("due_at", "id"), force)


def compliance(force: ForceName, *, month: date, by: By) -> Sequence[Figures]:
    """
    Return how the clocks stand that were due in a month, or started in it where they have no end.

    `month` is any day of it. One look over the month's part of an index, not for a hot path.
    """
    columns = _COLUMNS[by]
    with in_force(force):
        rows = ClockRow.objects.filter(force=force, month=month.replace(day=1)).values(*columns, "enhanced")
        return [_figures(row) for row in rows.annotate(**_COUNTS).order_by(*columns, "enhanced")]


def standing(force: ForceName, *, by: By) -> Sequence[Figures]:
    """Return how all clocks of a force stand, whenever they are due. One look over the whole table."""
    columns = _COLUMNS[by]
    with in_force(force):
        rows = ClockRow.objects.filter(force=force).values(*columns, "enhanced")
        return [_figures(row) for row in rows.annotate(**_COUNTS).order_by(*columns, "enhanced")]


def cases_behind(force: ForceName, *, wanted: Behind, after: int, limit: int) -> Sequence[ClockFacts]:
    """Return up to `limit` of the clocks behind a figure, from the one after the clock of number `after` (0: all)."""
    rows = ClockRow.objects.filter(force=force, month=wanted.month.replace(day=1), state=wanted.state, id__gt=after)
    for name in ("duty", "team", "enhanced"):
        if getattr(wanted, name) is not None:
            rows = rows.filter(**{name: getattr(wanted, name)})
    with in_force(force):
        return _facts(rows.order_by("id")[:limit], force)


_STATES = {
    "met": ClockState.MET,
    "late": ClockState.MET_LATE,
    "open": ClockState.RUNNING,
    "breached": ClockState.BREACHED,
    "stopped": ClockState.STOPPED,
}
_COUNTS = {name: Count("id", filter=Q(state=state)) for name, state in _STATES.items()}


def _figures(row: Mapping[str, object]) -> Figures:
    counted = {name: int(str(row[name])) for name in _STATES}
    duty, team = row.get("duty"), row.get("team")
    return Figures(
        duty=None if duty is None else str(duty),
        team=None if team is None else str(team),
        enhanced=bool(row["enhanced"]),
        **counted,
    )


def _is_open() -> Q:
    return Q(state__in=[state.value for state in ClockState if state.is_open])


def _facts(rows: "QuerySet[ClockRow]", force: ForceName) -> Sequence[ClockFacts]:
    found = list(rows)
    cases = cases_by_id({CaseId(row.case_id) for row in found}, force=force) if found else {}
    return [
        ClockFacts(
            id=row.id,
            reference=cases[CaseId(row.case_id)].reference if CaseId(row.case_id) in cases else "",
            person_ref=row.person_ref,
            team=row.team,
            clock=clock_of(row),
        )
        for row in found
    ]
