"""
The worker's side of deciding: claim due cases, decide them, write runs, messages and the trace in one transaction.

A crash leaves all of a batch or none of it.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from waypost.access.queries import force_settings
from waypost.base.content import content_version, live_content
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.operations import ask_for_mending
from waypost.cases.places import Claim, Reader, claim_places, move_places, postpone_place
from waypost.cases.queries import cases_by_id, events_after
from waypost.journeys.language import parse_journey
from waypost.journeys.models import Decision, Run
from waypost.journeys.rules import Situation, decide
from waypost.journeys.values import Decided, Journey, Plan, RunFacts, RunKey, What
from waypost.messages.operations import plan_messages, reconsider_held, supersede_messages
from waypost.messages.values import Intent, MessageState, Planned

logger = logging.getLogger(__name__)

BATCH = 100
_EVENTS_A_CASE = 200
# The database broke it off or does not answer: no case's fault.
_DATABASE_IS_AWAY = (OperationalError, InterfaceError)
# What a wish to send turned into at the gates, in the words of the published contract.
_OF_STATE = {
    MessageState.HELD: "hold",
    MessageState.AWAITING_APPROVAL: "task",
    MessageState.SUPPRESSED: "suppress",
    MessageState.EXPIRED: "suppress",
}


@dataclass(frozen=True)
class DrainReport:
    """Counts of one batch."""

    cases: int = 0
    events: int = 0
    intents: int = 0
    failed: int = 0


@dataclass(frozen=True)
class _Batch:
    """What one batch decided."""

    force: ForceName
    now: datetime
    plans: Mapping[CaseId, Plan]
    run_ids: Mapping[tuple[CaseId, RunKey], int]


def drain(force: ForceName, *, now: datetime) -> DrainReport:
    """
    Decide one batch of due cases of one force.

    A case that cannot be read, decided or written is set aside and tried again later; the others go on.
    """
    return again_after_deadlock(lambda: _drain(force, now=now))


def _drain(force: ForceName, *, now: datetime) -> DrainReport:
    with in_force(force):
        claims = claim_places(Reader.JOURNEYS, force=force, limit=BATCH, now=now)
        if not claims:
            return DrainReport()
        try:
            return _decide(claims, force=force, now=now)
        except _DATABASE_IS_AWAY:
            raise
        except Exception:
            logger.exception("a batch of force %s failed: its cases are decided one by one", force)
            return _sum(_decide_alone(claim, force=force, now=now) for claim in claims)


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
    situations = _situations(claims, force)
    plans = {case_id: decide(situation, now=now) for case_id, situation in situations.items()}
    _write(_Batch(force, now, plans, _write_runs(plans, force=force, now=now)))
    _move(situations, plans, force=force, now=now)
    return DrainReport(
        cases=len(claims),
        events=sum(len(situation.events) for situation in situations.values()),
        intents=sum(len(plan.intents) for plan in plans.values()),
    )


def _sum(reports: Iterable[DrainReport]) -> DrainReport:
    kept = list(reports)
    return DrainReport(*(sum(getattr(report, field.name) for report in kept) for field in fields(DrainReport)))


def _situations(claims: Sequence[Claim], force: ForceName) -> Mapping[CaseId, Situation]:
    places = {claim.case_id: claim.place for claim in claims}
    # Events before facts: facts that are newer than the events read are what a step wants; older ones are not.
    events = events_after(places, force=force, limit=_EVENTS_A_CASE)
    cases = cases_by_id(places, force=force)
    runs = _runs(places)
    journeys = [parse_journey(found.key, found.version, found.text) for found in live_content("journeys")]
    followed = _followed(journeys, runs)
    phases = force_settings(force).phases
    return {
        case_id: Situation(
            case=cases[case_id],
            journeys=journeys,
            followed=followed,
            phases=phases,
            runs=runs.get(case_id, ()),
            place=places[case_id],
            events=events[case_id],
            has_more=len(events[case_id]) == _EVENTS_A_CASE,
        )
        for case_id in places
    }


def _runs(case_ids: Mapping[CaseId, int]) -> Mapping[CaseId, Sequence[RunFacts]]:
    found: dict[CaseId, list[RunFacts]] = {}
    for row in Run.objects.filter(case_id__in=list(case_ids)).order_by("id"):
        found.setdefault(CaseId(row.case_id), []).append(
            RunFacts(
                id=row.id,
                journey=row.journey,
                version=row.version,
                person_id=PersonId(row.person_id),
                entry=row.entry,
                is_live=row.state == "live",
                step=row.step,
                visit=row.visit,
                wait_until=row.wait_until,
                item=row.item,
                trigger=row.trigger,
                trigger_number=row.trigger_number,
                end_reason=row.end_reason,
            )
        )
    return found


def _followed(
    journeys: Sequence[Journey], runs: Mapping[CaseId, Sequence[RunFacts]]
) -> Mapping[tuple[str, int], Journey]:
    followed = {(journey.name, journey.version): journey for journey in journeys}
    for key in {(run.journey, run.version) for found in runs.values() for run in found} - followed.keys():
        older = content_version("journeys", key[0], version=key[1])
        followed[key] = parse_journey(older.key, older.version, older.text)
    return followed


def _write_runs(
    plans: Mapping[CaseId, Plan], *, force: ForceName, now: datetime
) -> Mapping[tuple[CaseId, RunKey], int]:
    """Write new and changed runs; return the id of each by case and key."""
    rows = {
        (case_id, run.key): _row(run, case_id, force=force, now=now)
        for case_id, plan in plans.items()
        for run in plan.runs
    }
    Run.objects.bulk_create([row for row, run in _with_runs(rows, plans) if run.id is None])
    # An upsert of rows that exist: one statement, where a bulk update builds a case for each row and field.
    Run.objects.bulk_create(
        [row for row, run in _with_runs(rows, plans) if run.id is not None],
        update_conflicts=True,
        unique_fields=["case_id", "person_id", "journey", "entry"],
        update_fields=["state", "step", "visit", "wait_until", "ended_at", "end_reason"],
    )
    return {key: row.id for key, row in rows.items()}


def _with_runs(
    rows: Mapping[tuple[CaseId, RunKey], Run], plans: Mapping[CaseId, Plan]
) -> Sequence[tuple[Run, RunFacts]]:
    return [(rows[case_id, run.key], run) for case_id, plan in plans.items() for run in plan.runs]


def _row(run: RunFacts, case_id: CaseId, *, force: ForceName, now: datetime) -> Run:
    return Run(
        id=run.id,
        force=force,
        case_id=case_id,
        person_id=run.person_id,
        journey=run.journey,
        version=run.version,
        entry=run.entry,
        state="live" if run.is_live else "ended",
        step=run.step,
        visit=run.visit,
        wait_until=run.wait_until,
        item=run.item,
        trigger=run.trigger,
        trigger_number=run.trigger_number,
        started_at=now,
        ended_at=None if run.is_live else now,
        end_reason=run.end_reason,
    )


def _write(batch: _Batch) -> None:
    left = [
        batch.run_ids[case_id, run.key]
        for case_id, plan in batch.plans.items()
        for run in plan.runs
        if run.is_taken_back
    ]
    supersede_messages(left, force=batch.force, reason="run_ended", now=batch.now)
    # A changed fact may have lifted what held a message, or may hold one that waits.
    reconsider_held(list(batch.plans), force=batch.force, now=batch.now)
    intents = [
        _intent(batch, case_id, position)
        for case_id, plan in batch.plans.items()
        for position in range(len(plan.intents))
    ]
    planned = plan_messages(intents, force=batch.force, now=batch.now)
    _write_trace(batch, {(one.intent.run_id, one.intent.step): one for one in planned})


def _intent(batch: _Batch, case_id: CaseId, position: int) -> Intent:
    wanted = batch.plans[case_id].intents[position]
    return Intent(
        run_id=batch.run_ids[case_id, wanted.run_key],
        step=str(wanted.step),
        visit=wanted.visit,
        case_id=case_id,
        person_id=wanted.person_id,
        template=wanted.template,
        trigger=wanted.trigger,
        event_number=wanted.event_number,
        item=wanted.item,
        not_before=None,
        expires_at=wanted.expires_at,
        tell_by=None,
    )


def _write_trace(batch: _Batch, planned: Mapping[tuple[int, str], Planned]) -> None:
    rows = []
    for case_id, plan in batch.plans.items():
        for line in plan.trace:
            message = None
            if line.what is What.SEND and line.run_key is not None:
                message = planned[batch.run_ids[case_id, line.run_key], line.step]
            rows.append(
                Decision(
                    force=batch.force,
                    case_id=case_id,
                    person_id=line.person_id,
                    at=batch.now,
                    journey=line.journey,
                    version=line.version,
                    step=line.step,
                    trigger=line.trigger,
                    event_number=line.event_number,
                    template=line.template,
                    state=message.state if message else "",
                    decision=_decision(line, message),
                    reason=_reason(line, message),
                    message_id=message.message_id if message else None,
                )
            )
    Decision.objects.bulk_create(rows)


def _decision(line: Decided, message: Planned | None) -> str:
    return _OF_STATE.get(message.state, line.what) if message else line.what


def _reason(line: Decided, message: Planned | None) -> str:
    return message.outcome.reason or line.reason if message else line.reason


def _move(
    situations: Mapping[CaseId, Situation], plans: Mapping[CaseId, Plan], *, force: ForceName, now: datetime
) -> None:
    places = {
        case_id: (plan.place, now if situations[case_id].has_more else plan.wake_at) for case_id, plan in plans.items()
    }
    move_places(Reader.JOURNEYS, force=force, places=places)
