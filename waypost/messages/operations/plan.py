"""From intents to messages written down, in sets; and back, while nothing has left."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from waypost.base.ids import new_id
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, MessageId
from waypost.messages.circumstances import Circumstances, Subject, judge, read_circumstances
from waypost.messages.gates import GATES
from waypost.messages.models import Message
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.rows import obey
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import (
    UNSENT,
    Channel,
    Intent,
    MessageClass,
    MessageState,
    Owner,
    Planned,
    SendMode,
    Verdict,
)

_Key = tuple[int, str, int, int, str]
_ON_ITS_WAY = (MessageState.LEASED, MessageState.IN_DOUBT, MessageState.HANDED_OVER)


def plan_messages(intents: Sequence[Intent], *, force: ForceName, now: datetime) -> Sequence[Planned]:
    """
    Ask the gates about each intent and write the messages down, in the caller's transaction.

    An intent that was planned before (same run, step, visit, person and channel) changes nothing and returns the
    message that is there. The answer has the order of `intents`.
    """
    if not intents:
        return []
    with in_force(force):
        people = [intent.person_id for intent in intents]
        circumstances = read_circumstances(people, force=force, channels_set_up=channels_set_up(force), now=now)
        judged = [(intent, _judge(intent, circumstances)) for intent in intents]
        rows = [_row(intent, verdict, circumstances, force=force) for intent, verdict in judged]
        Message.objects.bulk_create(rows, ignore_conflicts=True)
        written = _written([_key(row) for row in rows], force)
        if any(row.state == MessageState.QUEUED for row in rows):
            wake("deliver", force=force)
        return [
            _planned(intent, verdict, written[_key(row)]) for (intent, verdict), row in zip(judged, rows, strict=True)
        ]


def supersede_messages(run_ids: Iterable[int], *, force: ForceName, reason: str, now: datetime) -> int:
    """
    Take back what these runs planned and nobody has leased, in the caller's transaction; return how many.

    What is on its way may have left and cannot be taken back; but it is over from now on, so that no later try
    of it passes the gates. `reason` is a word of the journeys for why; it is kept with the message.
    """
    with in_force(force):
        mine = Message.objects.filter(force=force, run_id__in=list(run_ids))
        open_ones = mine.filter(state__in=[*UNSENT, *_ON_ITS_WAY]).order_by("id")
        # Locked first: one that a worker leases just now would be neither unsent nor on its way in the two updates.
        list(open_ones.select_for_update().values_list("id", flat=True))
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


def _judge(intent: Intent, circumstances: Circumstances) -> Verdict:
    return judge(_subject(intent, circumstances), circumstances, gates=GATES)


def _subject(intent: Intent, circumstances: Circumstances) -> Subject:
    template = circumstances.templates.get(intent.template)
    return Subject(
        person_id=intent.person_id,
        template=intent.template,
        channel=_channel(template),
        trigger=intent.trigger,
        item=intent.item or "",
        expires_at=_expires_at(intent, template, circumstances.now),
    )


def _channel(template: MessageTemplate | None) -> Channel:
    """Return the first channel that the template has a text for; texts are the only ones so far."""
    return next(iter(template.wordings), Channel.SMS) if template else Channel.SMS


def _expires_at(intent: Intent, template: MessageTemplate | None, now: datetime) -> datetime | None:
    if intent.expires_at is not None or template is None:
        return intent.expires_at
    return (intent.not_before or now) + template.valid_for


def _row(intent: Intent, verdict: Verdict, circumstances: Circumstances, *, force: ForceName) -> Message:
    template = circumstances.templates.get(intent.template)
    facts = circumstances.facts.get(intent.person_id)
    subject = _subject(intent, circumstances)
    row = Message(
        id=new_id(),
        force=force,
        case_id=intent.case_id,
        person_id=intent.person_id,
        person_ref=facts.person.ref if facts else "",
        run_id=intent.run_id,
        step=intent.step,
        visit=intent.visit,
        channel=subject.channel,
        template=intent.template,
        template_version=template.version if template else 0,
        trigger=intent.trigger,
        event_number=intent.event_number,
        item=subject.item,
        mode=template.mode if template else SendMode.AUTOMATIC,
        message_class=template.message_class if template else MessageClass.SERVICE,
        duty=(template.duty if template else None) or "",
        tell_by=intent.tell_by,
        not_before=intent.not_before,
        expires_at=subject.expires_at,
        planned_at=circumstances.now,
        state_at=circumstances.now,
    )
    obey(row, verdict, now=circumstances.now)
    return row


def _key(row: Message) -> _Key:
    return (row.run_id or 0, row.step, row.visit, row.person_id, row.channel)


def _written(keys: Sequence[_Key], force: ForceName) -> Mapping[_Key, Message]:
    """Return the rows that stand under these keys: ours, or those that were there before."""
    runs = {key[0] for key in keys}
    rows = Message.objects.filter(force=force, run_id__in=runs, person_id__in={key[3] for key in keys})
    return {_key(row): row for row in rows}


def _planned(intent: Intent, verdict: Verdict, row: Message) -> Planned:
    return Planned(
        intent=intent,
        message_id=MessageId(row.id),
        state=MessageState(row.state),
        outcome=verdict.outcome,
    )
