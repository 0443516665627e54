"""
The worker's side of the clocks: claim due cases, decide their clocks, write clocks, history, items and events.

All of it in one transaction: a crash leaves all of a batch or none. Read `_decide` first.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.places import Claim, Reader, claim_places, move_places, postpone_place
from waypost.duties.metrics import count_changes
from waypost.duties.operations.asking import append_events, busy_cases, wanted_events
from waypost.duties.operations.items import keep_items
from waypost.duties.operations.reading import Standing, read_standings
from waypost.duties.operations.reasons import take_reasons
from waypost.duties.operations.writing import write_clocks
from waypost.duties.rules import next_clocks, next_look
from waypost.duties.values import Clock
from waypost.duties.wishes import reading_until, update_by

logger = logging.getLogger(__name__)

BATCH = 100
# The database broke it off or does not answer: no case's fault.
_DATABASE_IS_AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class RunReport:
    """Counts of one batch."""

    cases: int = 0
    clocks: int = 0
    changes: int = 0
    events: int = 0
    failed: int = 0


def run_clocks(force: ForceName, *, now: datetime) -> RunReport:
    """
    Decide the clocks of one batch of due cases of one force.

    They are made anew from the whole timeline, so it does not matter how often a case is looked at. A case that cannot
    be read, decided or written is set aside and tried again later; the others go on.
    """
    report = again_after_deadlock(lambda: _run(force, now=now))
    crashpoint("clocks.after_commit")
    return report


def _run(force: ForceName, *, now: datetime) -> RunReport:
    with in_force(force):
        claims = claim_places(Reader.DUTIES, force=force, limit=BATCH, now=now)
        if not claims:
            return RunReport()
        crashpoint("clocks.claimed")
        try:
            report = _decide(claims, force=force, now=now)
        except _DATABASE_IS_AWAY:
            raise
        except Exception:
            logger.exception("a batch of clocks of force %s failed: its cases are decided one by one", force)
            report = _sum(_decide_alone(claim, force=force, now=now) for claim in claims)
        crashpoint("clocks.before_commit")
        return report


def _decide_alone(claim: Claim, *, force: ForceName, now: datetime) -> RunReport:
    try:
        return _decide([claim], force=force, now=now)
    except _DATABASE_IS_AWAY:
        raise
    except Exception:
        logger.exception("deciding the clocks of case %s of force %s failed", claim.case_id, force)
        # `doctor` names a case that is stuck; the reader of the journeys asks an officer to mend it.
        postpone_place(Reader.DUTIES, claim.case_id, force=force, now=now)
        return RunReport(cases=1, failed=1)


@transaction.atomic
def _decide(claims: Sequence[Claim], *, force: ForceName, now: datetime) -> RunReport:
    """Decide the clocks of claimed cases and write all of it, or nothing."""
    standings = read_standings(claims, force=force, now=now)
    decided = {
        case_id: next_clocks([clock for _, clock in standing.rows], standing.matter)
        for case_id, standing in standings.items()
    }
    wanted = wanted_events(standings, decided)
    # The place of a case that intake has in hand stays due: the next batch decides it with what intake brought.
    busy = busy_cases(wanted, force=force)
    decided = {case_id: found for case_id, found in decided.items() if case_id not in busy}
    events = {case_id: dues for case_id, dues in wanted.items() if case_id not in busy}
    kept = write_clocks(standings, decided, force=force, now=now)
    crashpoint("clocks.written")
    take_reasons([one.row for of_case in kept.values() for one in of_case], force=force, now=now)
    # Places are locked before items, as everywhere: an event wakes readers that may be at work on these.
    append_events(events, force=force, now=now)
    keep_items(standings, kept, force=force, now=now)
    _move(standings, decided, again=events, force=force, now=now)
    lines = [line for of_case in kept.values() for one in of_case for line in one.lines]
    count_changes(lines)
    return RunReport(
        cases=len(decided),
        clocks=sum(map(len, decided.values())),
        changes=len(lines),
        events=sum(map(len, events.values())),
    )


def _move(
    standings: Mapping[CaseId, Standing],
    decided: Mapping[CaseId, Sequence[Clock]],
    *,
    again: Iterable[CaseId],
    force: ForceName,
    now: datetime,
) -> None:
    """Set the places; a case that has got an event is looked at again at once."""
    at_once = set(again)
    places = {
        case_id: (
            standings[case_id].place,
            now if case_id in at_once else _next_look(standings[case_id], found, now=now),
        )
        for case_id, found in decided.items()
    }
    move_places(Reader.DUTIES, force=force, places=places)


def _next_look(standing: Standing, clocks: Sequence[Clock], *, now: datetime) -> datetime | None:
    """Return when a clock has something to say next, or a message has been there long enough to have been read."""
    matter = standing.matter
    reading = (reading_until(clock, standing.tellings, matter.case, now=now) for clock in clocks if clock.state.is_open)
    updates = (update_by(clock, matter.duties, now=now) for clock in clocks if clock.state.is_open)
    moments = (next_look(clocks, duties=matter.duties, now=now), *reading, *updates)
    return min((moment for moment in moments if moment is not None), default=None)


def _sum(reports: Iterable[RunReport]) -> RunReport:
    kept = list(reports)
    return RunReport(*(sum(getattr(report, field.name) for report in kept) for field in fields(RunReport)))
