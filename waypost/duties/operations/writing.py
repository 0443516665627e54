"""Writes clocks, new and changed, and their history, in a fixed number of statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from waypost.base.sets import give_keys, insert_rows, update_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.values import CaseFacts
from waypost.duties.history import FOUR_FIFTHS, Line, lines
from waypost.duties.models import ClockChange, ClockRow
from waypost.duties.operations.reading import Standing
from waypost.duties.rows import CHANGING, fill_row, new_row
from waypost.duties.rules import share_gone
from waypost.duties.values import Clock


@dataclass(frozen=True)
class Kept:
    """A clock as it stands now, and its row; `lines` are new in its history, `before` the columns as they were."""

    clock: Clock
    row: ClockRow
    lines: Sequence[Line]
    before: Sequence[object]
    is_new: bool


def write_clocks(
    standings: Mapping[CaseId, Standing],
    decided: Mapping[CaseId, Sequence[Clock]],
    *,
    force: ForceName,
    now: datetime,
) -> Mapping[CaseId, Sequence[Kept]]:
    """Write what the rules decided over these cases, and return every clock that they decided on, with its row."""
    kept = {
        case_id: list(_kept(standings[case_id], clocks, force=force, now=now)) for case_id, clocks in decided.items()
    }
    rows = [one for of_case in kept.values() for one in of_case]
    new = [one.row for one in rows if one.is_new]
    give_keys(new)
    insert_rows(new)
    update_rows([one.row for one in rows if not one.is_new and _is_changed(one)], CHANGING)
    insert_rows([change for one in rows for change in _history(one, force=force, now=now)])
    return kept


def _kept(standing: Standing, clocks: Sequence[Clock], *, force: ForceName, now: datetime) -> Iterator[Kept]:
    known = {before.key: (row, before) for row, before in standing.rows}
    for clock in clocks:
        row, before = known.get(clock.key) or (new_row(clock, force=force), None)
        yield _next(row, before, clock, case=standing.matter.case, now=now)


def _next(row: ClockRow, before: Clock | None, clock: Clock, *, case: CaseFacts, now: datetime) -> Kept:
    clock = clock if clock.why_late == row.why_late else replace(clock, why_late=row.why_late)
    gone = share_gone(clock, now=now) if clock.state.is_open else 0
    # Who gets a new end is warned anew.
    warned = row.warned if before is not None and before.due_at == clock.due_at else 0
    new = tuple(lines(before, clock, warned=warned, gone=gone))
    kept = Kept(clock, row, new, before=_columns(row), is_new=before is None)
    fill_row(row, clock, case)
    row.warned = max(warned, min(gone, FOUR_FIFTHS))
    return kept


def _is_changed(one: Kept) -> bool:
    return _columns(one.row) != one.before


_columns = attrgetter(*CHANGING)


def _history(one: Kept, *, force: ForceName, now: datetime) -> Iterator[ClockChange]:
    for line in one.lines:
        yield ClockChange(
            force=force,
            clock=one.row,
            at=now,
            what=line.what,
            reason=line.reason,
            reference=line.reference[:64],
        )
