"""
The worker's side of deciding: claim due cases, decide them, write runs, messages and the trace in one transaction.

A crash leaves all of a batch or none of it. Read `_decide` first.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.operations import ask_for_mending
from waypost.cases.places import Claim, Reader, claim_places, move_places, postpone_place
from waypost.journeys.operations.batch import Batch
from waypost.journeys.operations.situations import read_situations
from waypost.journeys.operations.tasks import hand_out_tasks
from waypost.journeys.operations.telling import tell
from waypost.journeys.operations.trace import write_trace
from waypost.journeys.operations.writing import write_runs
from waypost.journeys.rules import decide

logger = logging.getLogger(__name__)

BATCH = 100
# The database broke it off or does not answer: no case's fault.
_DATABASE_IS_AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class DrainReport:
    """Counts of one batch."""

    cases: int = 0
    events: int = 0
    intents: int = 0
    tasks: int = 0
    failed: int = 0


def drain(force: ForceName, *, now: datetime) -> DrainReport:
    """
    Decide one batch of due cases of one force.

    A case that cannot be read, decided or written is set aside and tried again later; the others go on.
    """
    report = again_after_deadlock(lambda: _drain(force, now=now))
    crashpoint("drain.after_commit")
    return report


def _drain(force: ForceName, *, now: datetime) -> DrainReport:
    with in_force(force):
        claims = claim_places(Reader.JOURNEYS, force=force, limit=BATCH, now=now)
        if not claims:
            return DrainReport()
        crashpoint("drain.claimed")
        try:
            report = _decide(claims, force=force, now=now)
        except _DATABASE_IS_AWAY:
            raise
        except Exception:
            logger.exception("a batch of force %s failed: its cases are decided one by one", force)
            report = _sum(_decide_alone(claim, force=force, now=now) for claim in claims)
        crashpoint("drain.before_commit")
        return report


def _decide_alone(claim: Claim, *, force: ForceName, now: datetime) -> DrainReport:
    try:
        return _decide([claim], force=force, now=now)
    except _DATABASE_IS_AWAY:
        raise
    except Exception:
        logger.exception("deciding case %s of force %s failed", claim.case_id, force)
        if postpone_place(Reader.JOURNEYS, claim.case_id, force=force, now=now):
            ask_for_mending(claim.case_id, force=force, now=now)
        return DrainReport(cases=1, failed=1)


@transaction.atomic
def _decide(claims: Sequence[Claim], *, force: ForceName, now: datetime) -> DrainReport:
    """Decide claimed cases and write all of it, or nothing."""
    read = read_situations(claims, force=force, now=now)
    situations = read.situations
    plans = {case_id: decide(found, now=now) for case_id, found in situations.items()}
    batch = Batch(force, now, situations, plans, write_runs(situations, plans, force=force, now=now), read.cases)
    crashpoint("drain.runs_written")
    told = tell(batch)
    handed_out = hand_out_tasks(batch)
    write_trace(batch, told=told, handed_out=handed_out)
    crashpoint("drain.trace_written")
    _move(batch)
    return DrainReport(
        cases=len(plans),
        events=sum(len(situations[case_id].events) for case_id in plans),
        intents=sum(len(plan.intents) for plan in plans.values()),
        tasks=sum(len(plan.tasks) for plan in plans.values()),
    )


def _move(batch: Batch) -> None:
    places = {
        case_id: (plan.place, batch.now if batch.situations[case_id].has_more else plan.wake_at)
        for case_id, plan in batch.plans.items()
    }
    move_places(Reader.JOURNEYS, force=batch.force, places=places)


def _sum(reports: Iterable[DrainReport]) -> DrainReport:
    kept = list(reports)
    return DrainReport(*(sum(getattr(report, field.name) for report in kept) for field in fields(DrainReport)))
