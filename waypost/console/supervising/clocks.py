"""Clocks of a team: what is late, what is due by the end of tomorrow, by duty. Bounded by what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from waypost.access.values import Staff
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.console.due import say_due
from waypost.console.presentation import who
from waypost.console.supervising.places import Place, number_place, said
from waypost.console.supervising.whose import may_name, officer_of
from waypost.console.words import Words, console_words
from waypost.duties.library import duty_titles
from waypost.duties.rules.lengths import midnight_after
from waypost.duties.team_queries import DutyCount, OpenClock, clocks_due, count_due
from waypost.journeys.simulate.drawing import Plot
from waypost.reports.plots import Bar, bar_plot

PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class ClockLine:
    """One clock of the list."""

    case_id: CaseId
    reference: str
    who: str
    officer: str
    duty: str
    due: str
    due_at: datetime


@dataclass(frozen=True)
class DutyLine:
    """One duty in the table: how many clocks are late, how many will be by the end of tomorrow."""

    title: str
    late: int
    soon: int


@dataclass(frozen=True)
class ClocksView:
    """All that the page shows; `first_` and `next_` are queries of an address, or empty."""

    late: tuple[ClockLine, ...]
    soon: tuple[ClockLine, ...]
    duties: tuple[DutyLine, ...]
    plot: Plot | None
    first_late: str
    next_late: str
    first_soon: str
    next_soon: str


@dataclass(frozen=True)
class _Around:
    words: Words
    titles: Mapping[str, str]
    now: datetime


def clocks_page(given: Mapping[str, str], *, by: Staff, now: datetime) -> ClocksView:
    """Return the clocks of somebody's team; `given` is what the address says of how far each list has been read."""
    after_late, after_soon = number_place(given.get("late", "")), number_place(given.get("soon", ""))
    until = end_of_tomorrow(now)
    with in_force(by.force):
        late = clocks_due(by.team, force=by.force, since=None, until=now, limit=PAGE_SIZE + 1, after=_key(after_late))
        soon = clocks_due(by.team, force=by.force, since=now, until=until, limit=PAGE_SIZE + 1, after=_key(after_soon))
        counts = count_due(by.team, force=by.force, now=now, until=until)
        cases = cases_by_id({one.case_id for one in (*late[:PAGE_SIZE], *soon[:PAGE_SIZE])}, force=by.force)
    named = {case_id: case for case_id, case in cases.items() if may_name(case, to=by)}
    around = _Around(console_words(), duty_titles(), now)
    duties = by_duty(counts, around.titles)
    return ClocksView(
        late=_lines(late, named, around),
        soon=_lines(soon, named, around),
        duties=duties,
        plot=duty_plot(duties),
        first_late=said(soon=after_soon) if after_late else "",
        next_late=said(late=_last(late), soon=after_soon) if len(late) > PAGE_SIZE else "",
        first_soon=said(late=after_late) if after_soon else "",
        next_soon=said(late=after_late, soon=_last(soon)) if len(soon) > PAGE_SIZE else "",
    )


def _key(place: Place[int] | None) -> tuple[datetime, int] | None:
    return (place.at, place.id) if place else None


def _last(clocks: Sequence[OpenClock]) -> Place[int]:
    last = clocks[PAGE_SIZE - 1]
    return Place(last.due_at, last.id)


def by_duty(counts: Sequence[DutyCount], titles: Mapping[str, str]) -> tuple[DutyLine, ...]:
    """Return one line for each duty, the one with most that is late first; by its id where its file is gone."""
    lines = [DutyLine(titles.get(one.duty, one.duty), one.late, one.soon) for one in counts]
    return tuple(sorted(lines, key=lambda line: (-line.late, -line.soon, line.title)))


def duty_plot(duties: Sequence[DutyLine]) -> Plot | None:
    """Return the bars of the table, or None where there is nothing to draw."""
    bars = tuple(Bar(line.title, line.late + line.soon, line.late) for line in duties)
    if not bars:
        return None
    return bar_plot("clocks", "Clocks late or due by the end of tomorrow", bars, unit="clocks", late="late")


def end_of_tomorrow(now: datetime) -> datetime:
    """Return the midnight after tomorrow in London."""
    return midnight_after(now.astimezone(LONDON).date() + timedelta(days=1))


def _lines(clocks: Sequence[OpenClock], cases: Mapping[CaseId, CaseFacts], around: _Around) -> tuple[ClockLine, ...]:
    return tuple(_line(one, cases[one.case_id], around) for one in clocks[:PAGE_SIZE] if one.case_id in cases)


def _line(one: OpenClock, case: CaseFacts, around: _Around) -> ClockLine:
    return ClockLine(
        case_id=one.case_id,
        reference=case.reference,
        who=who(case.person_by_ref(one.person_ref), words=around.words),
        officer=officer_of(case),
        duty=around.titles.get(one.duty, one.duty),
        due=say_due(one.due_at, now=around.now),
        due_at=one.due_at,
    )
