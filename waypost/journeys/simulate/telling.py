"""From what the engine decided and what became of its messages to lines and fates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from waypost.base.values import CaseId
from waypost.cases.rehearsal import RehearsedRecord
from waypost.journeys.lines import Line, sentence_of
from waypost.journeys.operations.batch import Act, Batch
from waypost.journeys.runs import Decided, RunFacts, What
from waypost.journeys.simulate.engine import Engine
from waypost.journeys.simulate.outcomes import HELD, NOT_SENT, SENT, WAITING, Fate, Handed, Rehearsed
from waypost.messages.reasons import MEANINGS
from waypost.messages.rehearsal import Moved, RehearsedMailbox, RehearsedMessage
from waypost.messages.rules import reason_not_to_act
from waypost.messages.values import Channel, Intent, MessageState, Owner, Reason

_MESSAGES: Final = UUID("0d1b1a52-9d41-5d4e-8a53-2e9d8c1f7b60")
_PASSED: Final = "Nothing stands against sending this message."
# A message's state in the words of the published contract. One that is queued is told when it leaves.
_DECISIONS: Final[Mapping[MessageState, str]] = {
    MessageState.PLANNED: "wait",
    MessageState.HELD: "hold",
    MessageState.AWAITING_APPROVAL: "task",
    MessageState.SUPPRESSED: "suppress",
    MessageState.SUPERSEDED: "suppress",
    MessageState.EXPIRED: "suppress",
    MessageState.DELIVERED: "send",
}
_ENDS: Final[Mapping[MessageState, str]] = {
    MessageState.DELIVERED: SENT,
    MessageState.HELD: HELD,
    MessageState.AWAITING_APPROVAL: HELD,
    MessageState.PLANNED: WAITING,
    MessageState.QUEUED: WAITING,
}


class Teller:
    """Writes down what happens to one cluster, in the source's own names of records and people."""

    def __init__(self, engine: Engine, record: RehearsedRecord, rehearsed: Rehearsed) -> None:
        """Begin with no run known."""
        self._engine = engine
        self._record = record
        self._rehearsed = rehearsed
        self._runs: dict[int, tuple[CaseId, RunFacts]] = {}
        self._lines: dict[UUID, Decided] = {}

    def follow(self, case_id: CaseId, run_id: int, run: RunFacts) -> None:
        """Remember a run as it is now."""
        self._runs[run_id] = (case_id, run)

    def name(self, intent: Intent, channel: Channel) -> UUID:
        """Return the id of a message: the same record and content give the same one, whoever simulates."""
        case_id, run = self._runs[intent.run_id]
        case = self._record.case(case_id)
        parts = (
            case.force, case.kind, case.reference, self._record.person_ref(run.person_id), run.journey, run.entry,
            run.trigger_number, intent.step, intent.visit, channel,
        )  # fmt: skip
        return uuid5(_MESSAGES, "\x1f".join(map(str, parts)))

    def tell_plans(
        self, batch: Batch, planned: Mapping[Act, Sequence[RehearsedMessage]], mailbox: RehearsedMailbox
    ) -> None:
        """Write down the lines of the passes of a batch, in their order, and the tasks that they hand out."""
        moves = {moved.message.row.id: moved for moved in mailbox.take_moves()}
        for case_id, plan in batch.plans.items():
            for line in plan.trace:
                if line.what is not What.SEND or line.run_key is None:
                    self._tell(case_id, line, batch)
                    continue
                for message in planned.get(batch.act(case_id, line.run_key, line.step, line.visit), ()):
                    self._lines.setdefault(message.row.id, line)
                    self._tell_move(moves[message.row.id], now=batch.now)

    def tell_moves(self, mailbox: RehearsedMailbox, *, now: datetime) -> None:
        """Write down what became of messages since it was last asked."""
        for moved in mailbox.take_moves():
            self._tell_move(moved, now=now)

    def close(self, mailbox: RehearsedMailbox) -> None:
        """Write down the fate of every message."""
        self._rehearsed.fates.extend(self._fate(message) for message in mailbox.messages)

    def _tell(self, case_id: CaseId, line: Decided, batch: Batch) -> None:
        decision, reason, sentence = line.what.value, line.reason, sentence_of(line.reason)
        if line.what is What.TASK and line.run_key is not None:
            refused = self._hand_over(case_id, line, batch)
            if refused is not None:
                decision, reason, sentence = "suppress", refused.value, MEANINGS[refused].sentence
        self._rehearsed.lines.append(
            Line(
                at=batch.now,
                case=self._record.case(case_id).reference,
                person=self._record.person_ref(line.person_id) if line.person_id is not None else None,
                journey=line.journey,
                version=line.version,
                step=line.step,
                trigger=line.trigger,
                template=line.template,
                channel="",
                decision=decision,
                reason=reason,
                sentence=sentence,
                gates=(),
                message=None,
                state="",
                duty=None,
            )
        )

    def _hand_over(self, case_id: CaseId, line: Decided, batch: Batch) -> Reason | None:
        """Count a task for the officer in the case; return why nobody is asked, or None."""
        wanted = next(
            task
            for task in batch.plans[case_id].tasks
            if (task.run_key, task.step, task.visit) == (line.run_key, line.step, line.visit)
        )
        case = self._record.case(case_id)
        if all(person.person_id != wanted.person_id for person in case.people):
            return Reason.NOT_IN_CASE
        engine = self._engine
        refused = reason_not_to_act(
            case,
            engine.settings,
            journey=line.journey,
            item=wanted.run_key[2],
            state=wanted.state,
            stops=engine.stops,
        )
        if refused is None:
            self._rehearsed.handed.append(Handed(wanted.kind.value, wanted.script, line.journey, Owner.OIC.value))
        return refused

    def _tell_move(self, moved: Moved, *, now: datetime) -> None:
        decision = _DECISIONS.get(moved.state)
        if decision is None:
            return
        row, intent = moved.message.row, moved.message.intent
        case_id, run = self._runs[intent.run_id]
        line = self._lines.get(row.id)
        self._rehearsed.lines.append(
            Line(
                at=now,
                case=self._record.case(case_id).reference,
                person=self._record.person_ref(intent.person_id),
                journey=intent.journey,
                version=line.version if line else run.version,
                step=intent.step,
                trigger=intent.trigger,
                template=intent.template,
                channel=row.channel,
                decision=decision,
                reason=_reason(moved),
                sentence=_sentence(moved),
                gates=moved.gates,
                message=str(row.id),
                state=moved.state.value,
                duty=row.duty or None,
            )
        )

    def _fate(self, message: RehearsedMessage) -> Fate:
        row, intent = message.row, message.intent
        end, reason, owner = _ENDS.get(message.state, NOT_SENT), row.reason, row.owner
        if message.state is MessageState.EXPIRED and message.was_held_for is not None:
            # It ran out of time because it was held: that is what somebody must know.
            end, (reason, owner) = HELD, message.was_held_for
        return Fate(
            case=self._record.case(CaseId(row.case_id)).reference,
            person=self._record.person_ref(intent.person_id),
            journey=intent.journey,
            template=intent.template,
            channel=Channel(row.channel),
            message_class=row.message_class,
            end=end,
            reason=reason,
            owner=owner or Owner.NOBODY.value,
            at=row.state_at,
            known_at=intent.known_at or row.planned_at,
            sms_parts=message.rendered.sms_parts if message.rendered else 0,
            digest=message.rendered.digest if message.rendered else "",
        )


def _reason(moved: Moved) -> str:
    if moved.state is MessageState.DELIVERED:
        return moved.message.intent.trigger
    if moved.state is MessageState.PLANNED:
        return "outside_hours"
    return moved.reason


def _sentence(moved: Moved) -> str:
    if moved.state is MessageState.DELIVERED:
        return _PASSED
    try:
        return MEANINGS[Reason(moved.reason)].sentence
    except (KeyError, ValueError):
        return sentence_of(_reason(moved))
