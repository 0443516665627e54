"""From what the rules want told to messages: take back what has ended, ask the gates again, plan what is new."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from waypost.base.values import CaseId
from waypost.journeys.operations.batch import Act, Batch
from waypost.journeys.operations.deadlines import Deadlines, deadline, read_deadlines
from waypost.journeys.runs import DigestPart, RunKey, SendIntent
from waypost.messages.operations import plan_messages, reconsider_held, supersede_messages
from waypost.messages.values import Intent, Part, Planned

Told = Mapping[Act, Sequence[Planned]]
"""What became of each wish, by the act that it was: one message a channel. News in a digest has the digest's."""


def tell(batch: Batch) -> Told:
    """Have written down what the batch wants told, and taken back what it no longer wants."""
    supersede_messages(runs_taken_back(batch), force=batch.force, reason="run_ended", now=batch.now)
    # A changed fact may have lifted what held a message, or may hold one that waits.
    reconsider_held(list(batch.plans), force=batch.force, now=batch.now)
    intents = wanted_messages(batch, deadlines=read_deadlines(batch))
    found: dict[Act, list[Planned]] = {}
    for planned in plan_messages(intents, force=batch.force, now=batch.now, cases=batch.cases):
        found.setdefault((planned.intent.run_id, planned.intent.step, planned.intent.visit), []).append(planned)
    return {**found, **_of_parts(batch, found)}


def runs_taken_back(batch: Batch) -> Sequence[int]:
    """Return the runs whose messages must not leave any more."""
    return [
        batch.run_ids[case_id, run.key]
        for case_id, plan in batch.plans.items()
        for run in plan.runs
        if run.is_taken_back
    ]


def wanted_messages(batch: Batch, *, deadlines: Deadlines) -> Sequence[Intent]:
    """Return what the batch wants told, in its order, each with by when a duty wants it told."""
    return [
        _intent(batch, case_id, wanted, tell_by=deadline(batch, case_id, wanted, deadlines=deadlines))
        for case_id, wanted in _wanted(batch)
    ]


def _wanted(batch: Batch) -> Iterator[tuple[CaseId, SendIntent]]:
    for case_id, plan in batch.plans.items():
        for wanted in plan.intents:
            yield case_id, wanted


def _of_parts(batch: Batch, told: Told) -> Told:
    """Return what became of news that is told in a digest: what became of the digest."""
    return {
        batch.act(case_id, part.run_key, part.step, part.visit): told.get(
            batch.act(case_id, wanted.run_key, wanted.step, wanted.visit), ()
        )
        for case_id, wanted in _wanted(batch)
        for part in wanted.parts
    }


def _intent(batch: Batch, case_id: CaseId, wanted: SendIntent, *, tell_by: datetime | None) -> Intent:
    return Intent(
        run_id=batch.run_ids[case_id, wanted.run_key],
        step=wanted.step,
        visit=wanted.visit,
        case_id=case_id,
        person_id=wanted.person_id,
        template=wanted.template,
        trigger=wanted.trigger,
        event_number=wanted.event_number,
        item=wanted.item,
        not_before=None,
        expires_at=wanted.expires_at,
        tell_by=tell_by,
        journey=_journey(wanted.run_key),
        state=wanted.state,
        known_at=wanted.known_at,
        parts=tuple(_part(batch, case_id, part) for part in wanted.parts),
        replaces=tuple(batch.run_ids[case_id, key] for key in wanted.replaces),
    )


def _part(batch: Batch, case_id: CaseId, part: DigestPart) -> Part:
    return Part(
        run_id=batch.run_ids[case_id, part.run_key], template=part.template, trigger=part.trigger, item=part.item
    )


def _journey(key: RunKey) -> str:
    return key[1]
