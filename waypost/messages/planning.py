"""From one intent to the rows of its messages, in memory: nothing is read, judged or saved here."""

from collections.abc import Sequence
from datetime import datetime

from waypost.base.ids import new_id
from waypost.messages.circumstances import Circumstances, Subject, template_for
from waypost.messages.models import Message
from waypost.messages.reach import channels_for
from waypost.messages.rows import parts_json
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Channel, Intent, MessageClass, SendMode


def channels_of(intent: Intent, circumstances: Circumstances) -> Sequence[Channel]:
    """Return the channels that an intent goes by: one where there is nobody to tell or nothing to say, to say so."""
    template = circumstances.library.templates.get(intent.template)
    facts = circumstances.facts.get(intent.person_id)
    if template is None or facts is None:
        return (next(iter(template.wordings), Channel.SMS) if template else Channel.SMS,)
    return channels_for(template, facts, circumstances.settings, today=circumstances.today)


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
        tell_by=intent.tell_by,
    )


def expiry(intent: Intent, template: MessageTemplate | None, *, now: datetime) -> datetime | None:
    """Return until when it is of use: as the intent says, else counted from when it was known and may be told."""
    if intent.expires_at is not None or template is None:
        return intent.expires_at
    begins = [moment for moment in (intent.known_at or now, intent.not_before) if moment is not None]
    return max(begins) + template.valid_for


def row_of(intent: Intent, channel: Channel, circumstances: Circumstances) -> Message:
    """Return the row of one intent by one channel, not yet judged and not yet saved."""
    facts, now = circumstances.facts.get(intent.person_id), circumstances.now
    expires_at = expiry(intent, circumstances.library.templates.get(intent.template), now=now)
    template = template_for(subject_of_intent(intent, channel=channel, expires_at=expires_at), circumstances)
    return Message(
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
