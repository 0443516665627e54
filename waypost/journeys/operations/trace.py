"""Writes the trace: one pass for each case in which something was decided, and a line for each decision."""

from collections.abc import Iterator

from waypost.base.sets import give_keys, insert_rows
from waypost.base.values import CaseId
from waypost.journeys.models import Decision, Pass
from waypost.journeys.operations.batch import Batch, Became
from waypost.journeys.operations.tasks import HandedOut
from waypost.journeys.operations.telling import Told
from waypost.journeys.passes import (
    events_to_json,
    journeys_that_count,
    runs_to_json,
    settings_that_count,
    settings_to_json,
)
from waypost.journeys.runs import Decided, What
from waypost.messages.values import MessageState, Planned

# What a wish to send turned into at the gates, in the words of the published contract.
_OF_STATE = {
    MessageState.HELD: "hold",
    MessageState.AWAITING_APPROVAL: "task",
    MessageState.SUPPRESSED: "suppress",
    MessageState.EXPIRED: "suppress",
}


def write_trace(batch: Batch, *, told: Told, handed_out: HandedOut) -> None:
    """Write the passes and the decisions of a batch, in one statement each."""
    passes = {case_id: _pass(batch, case_id) for case_id, plan in batch.plans.items() if plan.trace or plan.runs}
    new = list(passes.values())
    give_keys(new)
    insert_rows(new)
    decisions = [
        row
        for case_id, kept in passes.items()
        for line in batch.plans[case_id].trace
        for row in _decisions(batch, kept, line, told=told, handed_out=handed_out)
    ]
    insert_rows(decisions)


def _pass(batch: Batch, case_id: CaseId) -> Pass:
    situation = batch.situations[case_id]
    return Pass(
        force=batch.force,
        case_id=case_id,
        at=batch.now,
        place=situation.place,
        has_more=situation.has_more,
        facts=situation.facts.to_json(),
        runs=runs_to_json(situation.runs),
        events=events_to_json(situation.events),
        versions=[[journey.name, journey.version] for journey in journeys_that_count(situation)],
        settings=settings_to_json(settings_that_count(situation)),
    )


def _decisions(batch: Batch, kept: Pass, line: Decided, *, told: Told, handed_out: HandedOut) -> Iterator[Decision]:
    """Return the rows of one line: a wish to send has one for each channel that it became a message in."""
    case_id = CaseId(kept.case_id)
    if line.run_key is None or (case_id, line.run_key) not in batch.run_ids:
        # It is about nobody, or about a run that was not started.
        yield _decision(kept, line)
        return
    act = batch.act(case_id, line.run_key, line.step, line.visit)
    match line.what:
        case What.SEND:
            became = [_sent(line, planned) for planned in told.get(act, ())]
        case What.MERGE:
            became = [_merged(line, planned) for planned in told.get(act, ())[:1]]
        case What.TASK:
            became = [handed_out[act]] if act in handed_out else []
        case _:
            became = []
    for one in became or [Became(line.what, line.reason)]:
        yield _decision(kept, line, run_id=act[0], became=one)


def _sent(line: Decided, planned: Planned) -> Became:
    """Return what the gates made of a wish to send."""
    decision = _OF_STATE.get(planned.state, line.what)
    return Became(decision, planned.outcome.reason or line.reason, planned.state, planned.message_id)


def _merged(line: Decided, planned: Planned) -> Became:
    return Became(line.what, line.reason, planned.state, planned.message_id)


def _decision(kept: Pass, line: Decided, *, run_id: int | None = None, became: Became | None = None) -> Decision:
    became = became or Became(line.what, line.reason)
    return Decision(
        force=kept.force,
        of_pass=kept,
        case_id=kept.case_id,
        run_id=run_id,
        person_id=line.person_id,
        at=kept.at,
        journey=line.journey,
        version=line.version,
        step=line.step,
        visit=line.visit,
        trigger=line.trigger,
        event_number=line.event_number,
        template=line.template,
        state=became.state,
        decision=became.decision,
        reason=became.reason,
        message_id=became.message_id,
    )
