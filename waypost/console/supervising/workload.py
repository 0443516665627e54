"""How much each person of a team has: open cases and work, what of it is late. Two counts, whatever their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.queries import directory
from waypost.access.values import Directory, Staff
from waypost.base.scope import in_force
from waypost.cases.officers import open_cases_by_officer
from waypost.console.presentation import staff_name
from waypost.journeys.simulate.drawing import Plot
from waypost.reports.plots import Bar, bar_plot
from waypost.worklist.team_queries import Load, load_of_team
from waypost.worklist.values import ItemKind


@dataclass(frozen=True)
class LoadLine:
    """What one person has; `staff_id` is empty for the desk of the team and for who is not in the directory."""

    staff_id: str
    name: str
    state: str
    cases: int
    confirm: int
    call: int
    reply: int
    mend: int
    late: int

    @property
    def items(self) -> int:
        """How much work there is in all."""
        return self.confirm + self.call + self.reply + self.mend


@dataclass(frozen=True)
class WorkloadView:
    """All that the page shows."""

    lines: tuple[LoadLine, ...]
    work: Plot | None
    cases: Plot | None


def workload_page(*, by: Staff, now: datetime) -> WorkloadView:
    """Return how much the people of somebody's team have."""
    with in_force(by.force):
        loads = load_of_team(by.team, force=by.force, now=now)
        cases = open_cases_by_officer(by.team, force=by.force)
        known = directory(by.force)
    team = {one.collar_number for one in known.staff.values() if one.is_active and one.team == by.team}
    numbers = sorted({*team, *cases, *(load.owner for load in loads)})
    lines = sorted(
        (_line(number, loads, cases, known, now=now) for number in numbers), key=lambda line: (-line.items, line.name)
    )
    return WorkloadView(tuple(lines), _work_plot(lines), _case_plot(lines))


def _line(number: str, loads: Sequence[Load], cases: Mapping[str, int], known: Directory, *, now: datetime) -> LoadLine:
    mine = {load.kind: load for load in loads if load.owner == number}
    counts = {kind: mine[kind].items if kind in mine else 0 for kind in ItemKind}
    one = known.by_collar(number)
    return LoadLine(
        staff_id=one.id if one and one.is_active else "",
        name=staff_name(number, directory=known) or "At the desk of the team",
        state=_state(one, now=now),
        cases=cases.get(number, 0),
        confirm=counts[ItemKind.CONFIRM],
        call=counts[ItemKind.CALL],
        reply=counts[ItemKind.REPLY],
        mend=counts[ItemKind.MEND],
        late=sum(load.overdue for load in mine.values()),
    )


def _state(one: Staff | None, *, now: datetime) -> str:
    if one is None:
        return ""
    if not one.is_active:
        return "Has left"
    return "Away" if one.is_away(now) else ""


def _work_plot(lines: Sequence[LoadLine]) -> Plot | None:
    bars = tuple(Bar(line.name, line.items, line.late) for line in lines if line.items)
    return bar_plot("work", "Open work by person", bars, unit="things to do", late="late") if bars else None


def _case_plot(lines: Sequence[LoadLine]) -> Plot | None:
    bars = tuple(Bar(line.name, line.cases) for line in lines if line.cases)
    return bar_plot("cases", "Open cases by officer", bars, unit="open cases") if bars else None
