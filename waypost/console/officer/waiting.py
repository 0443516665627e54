"""Which victims an officer is shown, in which order: whose next thing is due first comes first. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from waypost.base.values import CaseId, PersonId
from waypost.cases.officers import CaseOfOfficer
from waypost.duties.team_queries import OpenClock
from waypost.worklist.team_queries import OpenWork
from waypost.worklist.values import ItemKind


class Show(StrEnum):
    """Which victims are wanted."""

    ALL = "all"
    TO_DO = "to_do"
    REPLY = "reply"
    SOON = "soon"


@dataclass(frozen=True)
class VictimChoice:
    """One view of the list; `after` is the place where the page before ended, empty for the first."""

    show: Show = Show.ALL
    after: str = ""

    @property
    def query(self) -> str:
        """The choice as it stands in an address."""
        said = {"show": "" if self.show is Show.ALL else self.show.value, "after": self.after}
        return urlencode({name: value for name, value in said.items() if value})

    def going_on(self, after: str) -> "VictimChoice":
        """Return the page after a place."""
        return replace(self, after=after)


@dataclass(frozen=True)
class Waits:
    """
    One person of a case, or the case itself where nothing waits: what they wait for, and which clock ends first.

    `officer` is who has the case, empty where only the work is theirs.
    """

    case_id: CaseId
    person_id: PersonId | None
    officer: str
    work: tuple[OpenWork, ...] = ()
    clock: OpenClock | None = None

    @property
    def due_at(self) -> datetime | None:
        """When the first of it is due."""
        moments = [*(one.due_at for one in self.work), *([self.clock.due_at] if self.clock else [])]
        return min(moments, default=None)

    @property
    def place(self) -> str:
        """The place in the list, as it stands in an address; it sorts as the list does."""
        due = self.due_at
        return f"{due.isoformat() if due else '~'} {self.case_id:020d} {self.person_id or 0:020d}"


def read_victim_choice(said: Mapping[str, str]) -> VictimChoice:
    """Return what an address asks for; what it says wrong is not chosen."""
    show = said.get("show", "")
    return VictimChoice(Show(show) if show in set(Show) else Show.ALL, said.get("after", "")[:100])


def gather(cases: Iterable[CaseOfOfficer], work: Iterable[OpenWork], clocks: Iterable[OpenClock]) -> Sequence[Waits]:
    """Return one line for each person who waits, and one for each case in which nobody does, the most urgent first."""
    officers = {one.case_id: one.officer for one in cases}
    found: dict[tuple[CaseId, PersonId | None], Waits] = {}
    for item in work:
        if item.case_id is not None:
            line = _line(found, item.case_id, item.person_id, officers)
            found[line.case_id, line.person_id] = replace(line, work=(*line.work, item))
    # What is due first comes first, so the first clock of a person is the one that ends first.
    for clock in clocks:
        line = _line(found, clock.case_id, clock.person_id, officers)
        if line.clock is None:
            found[line.case_id, line.person_id] = replace(line, clock=clock)
    waited_in = {case_id for case_id, _ in found}
    quiet = [Waits(case_id, None, officer) for case_id, officer in officers.items() if case_id not in waited_in]
    return sorted((*found.values(), *quiet), key=lambda line: line.place)


def wanted(lines: Iterable[Waits], choice: VictimChoice, *, until: datetime) -> Sequence[Waits]:
    """Return the lines that somebody chose to see, from their place on; `until` is what "soon" means."""
    return [line for line in lines if _is_shown(line, choice.show, until=until) and line.place > choice.after]


def _is_shown(line: Waits, show: Show, *, until: datetime) -> bool:
    match show:
        case Show.TO_DO:
            return bool(line.work)
        case Show.REPLY:
            return any(one.kind is ItemKind.REPLY for one in line.work)
        case Show.SOON:
            return line.due_at is not None and line.due_at < until
        case Show.ALL:
            return True


def _line(
    found: Mapping[tuple[CaseId, PersonId | None], Waits],
    case_id: CaseId,
    person_id: PersonId | None,
    officers: Mapping[CaseId, str],
) -> Waits:
    known = found.get((case_id, person_id))
    return known or Waits(case_id, person_id, officers.get(case_id, ""))
