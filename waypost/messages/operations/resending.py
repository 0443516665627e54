"""What did not arrive is told again, by the same way, because a member of staff asks for it: every gate is asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.ids import new_id
from waypost.base.queue import wake
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import CaseId, ForceName, MessageId, PersonId
from waypost.messages.again import Wish, why_not_again
from waypost.messages.circumstances import Circumstances, judge, read_circumstances, template_for
from waypost.messages.gates import GATES
from waypost.messages.models import Message
from waypost.messages.operations.asking import settle
from waypost.messages.operations.climbing import COPIED
from waypost.messages.operations.in_hand import (
    InHand,
    NotDone,
    refuse,
    refuse_what_is_wrong,
    take_in_hand,
    wanted_for,
)
from waypost.messages.rows import STATE_FIELDS, is_code, obey, subject_of
from waypost.messages.values import AnswerKind, MessageState

_CONFIRMED = ("approved_at", "approved_by", "approved_text", "draft_digest")
"""What somebody has confirmed stays confirmed for the same words; where they are others now, it is asked again."""


@dataclass(frozen=True)
class Resent:
    """What became of it: the new message, where it stands, and from when on it goes."""

    message_id: MessageId
    state: MessageState
    due_at: datetime


def resend(
    message_id: UUID, *, case_id: CaseId, is_said_missing: bool, force: ForceName, by: Actor, now: datetime
) -> Resent:
    """
    Tell again what a message told, in a message of its own that goes by the same rules and the same run.

    `is_said_missing`: the person says that they did not get it, whatever the provider said.

    :raises NoSuchMessage: if the case has none of that id.
    :raises NotDone: saying why it is not sent again: nothing is changed.
    """

    def act() -> Resent:
        with in_force(force):
            found = take_in_hand(message_id, case_id, force=force)
            refuse(why_not_again(_wish(found, is_said_missing=is_said_missing)))
            refuse_what_is_wrong(found, force=force)
            new = _told_again(found.row, force=force, now=now)
            record_audit(
                Action.MESSAGE_RESENT,
                by=by,
                force=force,
                now=now,
                case_id=case_id,
                person_id=PersonId(new.person_id),
                fields=[str(message_id), str(new.id)],
            )
        return Resent(MessageId(new.id), MessageState(new.state), new.due_at)

    return again_after_deadlock(act)


def copy_of(row: Message, *, channel: str, now: datetime) -> Message:
    """Return a new row, not judged and not saved, that tells by a channel what another row told."""
    new = Message(id=new_id(), channel=channel, template_version=0, planned_at=now, state_at=now, resend_of=row.id)
    for name in (*COPIED, *_CONFIRMED):
        setattr(new, name, getattr(row, name))
    return new


def with_text(new: Message, circumstances: Circumstances) -> Message:
    """Return a new row with the version of its text that its reader gets now."""
    template = template_for(subject_of(new), circumstances)
    new.template_version, new.text_key = (template.version, template.key) if template else (0, "")
    return new


def _wish(found: InHand, *, is_said_missing: bool) -> Wish:
    row = found.row
    return Wish(
        state=MessageState(row.state),
        others=frozenset(MessageState(one.state) for one in found.others),
        is_code=is_code(row) or row.run_id is None,
        is_said_missing=is_said_missing,
        is_repeated=any(one.resend_of == row.id for one in found.others),
    )


def _told_again(row: Message, *, force: ForceName, now: datetime) -> Message:
    circumstances = read_circumstances(wanted_for(row, force=force), force=force, now=now)
    new = with_text(copy_of(row, channel=row.channel, now=now), circumstances)
    verdict = judge(subject_of(new), circumstances, gates=GATES)
    if verdict.outcome.kind in {AnswerKind.HOLD, AnswerKind.SUPPRESS}:
        raise NotDone(verdict.outcome.sentence)
    obey(new, verdict, now=now)
    insert_rows([new])
    settle([new], circumstances)
    update_rows([new], STATE_FIELDS)
    wake("deliver", force=force)
    return new
