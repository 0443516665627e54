"""Reads what the rules need of a batch of cases, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from waypost.access.queries import page_views
from waypost.base.sets import read_rows
from waypost.base.values import CaseId, ForceName
from waypost.base.working_days import bank_holidays
from waypost.cases.offences import offence_groups
from waypost.cases.places import Claim
from waypost.cases.queries import cases_by_id, events_after
from waypost.duties.library import live_duties
from waypost.duties.models import ClockRow
from waypost.duties.proofs import told_by
from waypost.duties.rows import clock_of
from waypost.duties.rules import Matter
from waypost.duties.values import Clock
from waypost.messages.queries import Telling, tellings_of
from waypost.worklist.queries import calls_recorded

_MOST_EVENTS = 5_000
"""No case comes near it; one that did would be looked at as far as that."""


@dataclass(frozen=True)
class Standing:
    """
    One case: what the rules decide from, its clocks as they are kept, its tellings, and the event read last.

    Each row comes with the clock that it was when it was read.
    """

    matter: Matter
    rows: Sequence[tuple[ClockRow, Clock]]
    tellings: Sequence[Telling]
    place: int


class _OfCase(Protocol):
    @property
    def case_id(self) -> int: ...


_Found = TypeVar("_Found", bound=_OfCase)


def read_standings(claims: Sequence[Claim], *, force: ForceName, now: datetime) -> Mapping[CaseId, Standing]:
    """
    Return each claimed case; the caller is in the force's transaction and holds their places.

    :raises KeyError: if the document of one of them cannot be read.
    """
    case_ids = [claim.case_id for claim in claims]
    # Events before facts: facts that are newer than the events read are what the clocks want; older ones are not.
    events = events_after(dict.fromkeys(case_ids, 0), force=force, limit=_MOST_EVENTS)
    cases = cases_by_id(case_ids, force=force)
    where = "WHERE t.force = %s AND t.case_id = ANY(%s::bigint[]) ORDER BY t.id"
    rows = _by_case(read_rows(ClockRow, where, [force, case_ids]))
    tellings = _by_case(tellings_of(case_ids, force=force))
    views = _by_case(page_views(case_ids, force=force))
    calls = _by_case(calls_recorded(case_ids, force=force))
    duties, groups, holidays = live_duties(), offence_groups(), bank_holidays()
    return {
        case_id: Standing(
            matter=Matter(
                case=cases[case_id],
                events=events[case_id],
                told=tuple(told_by(tellings.get(case_id, ()), views.get(case_id, ()), calls.get(case_id, ()))),
                duties=duties,
                groups=groups,
                holidays=holidays,
                now=now,
            ),
            rows=[(row, clock_of(row)) for row in rows.get(case_id, ())],
            tellings=tellings.get(case_id, ()),
            place=max((event.number for event in events[case_id]), default=0),
        )
        for case_id in case_ids
    }


def _by_case(found: Iterable[_Found]) -> Mapping[int, Sequence[_Found]]:
    by_case: dict[int, list[_Found]] = {}
    for one in found:
        by_case.setdefault(one.case_id, []).append(one)
    return by_case
