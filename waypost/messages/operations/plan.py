"""From intents to messages written down, in sets; and back, while nothing has left."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from waypost.base.ids import new_id
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, MessageId
from waypost.messages.circumstances import (
    Circumstances,
    Subject,
    Wanted,
    judge,
    read_circumstances,
    template_for,
)
from waypost.messages.gates import GATES
from waypost.messages.models import Message, of_runs
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.reach import channels_for
from waypost.messages.reasons import MEANINGS
from waypost.messages.rows import obey, parts_json, read_parts
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import (
    UNSENT,
    AnswerKind,
    Channel,
    GateAnswer,
    Intent,
    MessageClass,
    MessageState,
    Owner,
    Planned,
    Reason,
    SendMode,
    Verdict,
)

_Key = tuple[int, str, int, int]
_ON_ITS_WAY = (MessageState.LEASED, MessageState.IN_DOUBT, MessageState.HANDED_OVER)


def plan_messages(intents: Sequence[Intent], *, force: ForceName, now: datetime) -> Sequence[Planned]:
    """
    Ask the gates about each intent, by each channel that it goes by, and write the messages down, in the caller's
    transaction.

    An intent that was planned before (same run, step, visit and person) changes nothing and returns the messages that
    are there: a channel that was agreed since does not make old news new. The answer has the order of `intents`, and
    for each the order of its channels.
    """
    if not intents:
        return []
    with in_force(force):
        known = _written(intents, force)
        circumstances = _circumstances(intents, force=force, now=now)
        fresh = [
            _row(intent, channel, circumstances)
            for intent in {_key(intent): intent for intent in intents if _key(intent) not in known}.values()
            for channel in channels_of(intent, circumstances)
        ]
        verdicts = {row.id: _judge_and_obey(row, intent, circumstances) for intent, row in fresh}
        Message.objects.bulk_create([row for _, row in fresh], ignore_conflicts=True)
        if any(row.state == MessageState.QUEUED for _, row in fresh):
            wake("deliver", force=force)
        written = _written(intents, force) if fresh else known
        return [_planned(intent, row, verdicts.get(row.id)) for intent in intents for row in written[_key(intent)]]


def supersede_messages(run_ids: Iterable[int], *, force: ForceName, reason: str, now: datetime) -> int:
    """
    Take back what these runs planned and nobody has leased, in the caller's transaction; return how many.

    A digest is void only when all the runs are that it stands for; else only their parts are gone: its words name
    none. What is on its way may have left and cannot be taken back; but it is over from now on, so that no later try
    of it passes the gates. `reason` is a word of the journeys for why; it is kept with the message.
    """
    ended = frozenset(run_ids)
    if not ended:
        return 0
    with in_force(force):
        # Locked first: one that a worker leases just now would be neither unsent nor on its way in the updates.
        rows = list(
            Message.objects.select_for_update()
            .filter(of_runs(ended), force=force, state__in=[*UNSENT, *_ON_ITS_WAY])
            .order_by("id")
        )
        void = [row.id for row in rows if ended.issuperset(row.part_runs or [row.run_id])]
        _drop_parts([row for row in rows if row.part_runs], ended)
        mine = Message.objects.filter(id__in=void)
        mine.filter(state__in=list(_ON_ITS_WAY)).update(expires_at=now)
        return mine.filter(state__in=list(UNSENT)).update(
            state=MessageState.SUPERSEDED, reason=reason[:40], owner=Owner.NOBODY, state_at=now, due_at=now
        )


def reconsider_held(case_ids: Iterable[CaseId], *, force: ForceName, now: datetime) -> int:
    """
    Let the gates of the held messages of these cases be asked again at once, because their facts have changed.

    Return how many there are. Without it they are asked again in their own time (`pace.ask_again_in`).
    """
    with in_force(force):
        held = Message.objects.filter(force=force, case_id__in=list(case_ids), state=MessageState.HELD)
        count = held.filter(due_at__gt=now).update(due_at=now)
        if count:
            wake("deliver", force=force)
        return count


def channels_of(intent: Intent, circumstances: Circumstances) -> Sequence[Channel]:
    """Return the channels that an intent goes by: one where there is nobody to tell or nothing to say, to say so."""
    template = circumstances.library.templates.get(intent.template)
    facts = circumstances.facts.get(intent.person_id)
    if template is None or facts is None:
        return (next(iter(template.wordings), Channel.SMS) if template else Channel.SMS,)
    return channels_for(template, facts, circumstances.settings)


def subject_of_intent(intent: Intent, *, channel: Channel, expires_at: datetime | None) -> Subject:
    """Return what the gates need of an intent, by one channel."""
    return Subject(
        person_id=intent.person_id,
        template=intent.template,
        channel=channel,
        trigger=intent.trigger,
        item=intent.item or "",
        expires_at=expires_at,
        journey=intent.journey,
        journey_state=intent.state,
        parts=intent.parts,
        replaces=intent.replaces,
    )


def expiry(intent: Intent, template: MessageTemplate | None, *, now: datetime) -> datetime | None:
    """Return until when it is of use: as the intent says, else counted from when it was known and may be told."""
    if intent.expires_at is not None or template is None:
        return intent.expires_at
    begins = [moment for moment in (intent.known_at or now, intent.not_before) if moment is not None]
    return max(begins) + template.valid_for


def _drop_parts(digests: Sequence[Message], ended: Collection[int]) -> None:
    """Take from digests what they no longer stand for; one that is void keeps its parts, as a record."""
    changed = []
    for row in digests:
        left = [part for part in read_parts(row.parts) if part.run_id not in ended]
        if left and len(left) < len(row.parts):
            row.parts, row.part_runs = parts_json(left), [part.run_id for part in left]
            changed.append(row)
    Message.objects.bulk_update(changed, ["parts", "part_runs"])


def _circumstances(intents: Sequence[Intent], *, force: ForceName, now: datetime) -> Circumstances:
    wanted = Wanted(
        person_ids=[intent.person_id for intent in intents],
        # Whether what is replaced has left counts when the words are made, not yet.
        replaced_runs=(),
        channels_set_up=channels_set_up(force),
    )
    return read_circumstances(wanted, force=force, now=now)


def _judge_and_obey(row: Message, intent: Intent, circumstances: Circumstances) -> Verdict:
    subject = subject_of_intent(intent, channel=Channel(row.channel), expires_at=row.expires_at)
    verdict = judge(subject, circumstances, gates=GATES)
    obey(row, verdict, now=circumstances.now)
    return verdict


def _row(intent: Intent, channel: Channel, circumstances: Circumstances) -> tuple[Intent, Message]:
    """Return the row of one intent by one channel, not yet judged."""
    facts, now = circumstances.facts.get(intent.person_id), circumstances.now
    expires_at = expiry(intent, circumstances.library.templates.get(intent.template), now=now)
    template = template_for(subject_of_intent(intent, channel=channel, expires_at=expires_at), circumstances)
    row = Message(
        id=new_id(),
        force=circumstances.settings.name,
        case_id=intent.case_id,
        person_id=intent.person_id,
        person_ref=facts.person.ref if facts else "",
        run_id=intent.run_id,
        step=intent.step,
        visit=intent.visit,
        channel=channel,
        template=intent.template,
        template_version=template.version if template else 0,
        text_key=template.key if template else "",
        journey=intent.journey,
        journey_state=intent.state,
        parts=parts_json(intent.parts),
        part_runs=[part.run_id for part in intent.parts],
        replaces=list(intent.replaces),
        trigger=intent.trigger,
        event_number=intent.event_number,
        item=intent.item or "",
        mode=template.mode if template else SendMode.AUTOMATIC,
        message_class=template.message_class if template else MessageClass.SERVICE,
        duty=(template.duty if template else None) or "",
        known_at=intent.known_at,
        tell_by=intent.tell_by,
        not_before=intent.not_before,
        expires_at=expires_at,
        planned_at=now,
        state_at=now,
    )
    return intent, row


def _key(intent: Intent) -> _Key:
    return (intent.run_id, intent.step, intent.visit, intent.person_id)


def _written(intents: Sequence[Intent], force: ForceName) -> Mapping[_Key, Sequence[Message]]:
    """Return the rows that stand under the keys of these intents, whoever wrote them."""
    runs, people = {intent.run_id for intent in intents}, {intent.person_id for intent in intents}
    found: dict[_Key, list[Message]] = {}
    rows = Message.objects.filter(force=force, run_id__in=runs, person_id__in=people)
    for row in rows.order_by("planned_at", "id"):
        found.setdefault((row.run_id or 0, row.step, row.visit, row.person_id), []).append(row)
    return found


def _planned(intent: Intent, row: Message, verdict: Verdict | None) -> Planned:
    return Planned(
        intent=intent,
        message_id=MessageId(row.id),
        state=MessageState(row.state),
        outcome=verdict.outcome if verdict else _outcome_of(row),
    )


def _outcome_of(row: Message) -> GateAnswer:
    """Return what decided over a message that was there already, as far as it is kept."""
    reason = Reason(row.reason) if row.reason in set(Reason) else None
    if reason is None:
        return GateAnswer("planned_before", AnswerKind.PASS, "This message was planned before.")
    meaning = MEANINGS[reason]
    return GateAnswer("planned_before", meaning.kind, meaning.sentence, reason=reason, owner=meaning.owner)
