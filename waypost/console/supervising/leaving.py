"""What somebody has who leaves, before it is given to somebody else. Bounded."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from waypost.access.queries import directory
from waypost.access.values import Directory, Staff
from waypost.base.scope import in_force
from waypost.cases.officers import cases_of_officers
from waypost.console.officer.absence import member_of_team
from waypost.console.presentation import staff_name
from waypost.console.words import console_words
from waypost.worklist.team_queries import work_of_officers
from waypost.worklist.values import ItemKind

_MOST: Final = 1000


@dataclass(frozen=True)
class Colleague:
    """Who may be given the work; the names are those of the macro."""

    value: str
    text: str


@dataclass(frozen=True)
class LeavingView:
    """What somebody has: how much of each kind, how many cases, whom they cover, and who could be given it."""

    leaver: Staff
    work: tuple[tuple[str, int], ...]
    replies: int
    cases: int
    covered: tuple[str, ...]
    colleagues: tuple[Colleague, ...]

    @property
    def items(self) -> int:
        """How many items are open."""
        return sum(count for _, count in self.work)


def leaving_page(staff_id: UUID, *, by: Staff) -> LeavingView | None:
    """Return what somebody of the reader's team has, or None where there is nobody, or it is the reader."""
    leaver = member_of_team(staff_id, by=by)
    if leaver is None or leaver.id == by.id:
        return None
    with in_force(by.force):
        work = work_of_officers([leaver.collar_number], force=by.force, limit=_MOST)
        cases = cases_of_officers([leaver.collar_number], force=by.force, limit=_MOST)
        known = directory(by.force)
    words = console_words()
    counted: Mapping[ItemKind, int] = Counter(one.kind for one in work)
    return LeavingView(
        leaver=leaver,
        work=tuple((words.kinds[kind].filter, counted[kind]) for kind in ItemKind if counted.get(kind)),
        replies=counted.get(ItemKind.REPLY, 0),
        cases=len(cases),
        covered=_covered(leaver, known),
        colleagues=tuple(
            Colleague(one.collar_number, f"{one.name} ({one.collar_number})")
            for one in sorted(known.staff.values(), key=lambda one: one.name)
            if one.is_active and one.team == by.team and one.id != leaver.id
        ),
    )


def _covered(leaver: Staff, known: Directory) -> tuple[str, ...]:
    theirs = [one for one in known.staff.values() if one.is_active and one.deputy == leaver.collar_number]
    return tuple(sorted(staff_name(one.collar_number, directory=known) for one in theirs))
