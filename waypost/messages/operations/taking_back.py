"""One message is taken back before it leaves, because a member of staff says so."""

from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import update_rows
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.messages.again import why_not_back
from waypost.messages.models import Message
from waypost.messages.operations.asking import release
from waypost.messages.operations.in_hand import refuse, take_in_hand
from waypost.messages.operations.news import wake_clocks
from waypost.messages.operations.telling import tell_of_ends
from waypost.messages.rows import MOVED_FIELDS, move
from waypost.messages.values import MessageState, Owner, Reason


def take_back(message_id: UUID, *, case_id: CaseId, force: ForceName, by: Actor, now: datetime) -> None:
    """
    End a message that has not left; the clock of its duty runs on, and other ways of it stay as they are.

    :raises NoSuchMessage: if the case has none of that id.
    :raises NotDone: saying why it cannot be taken back.
    """
    again_after_deadlock(lambda: _take_back(message_id, case_id=case_id, force=force, by=by, now=now))


def _take_back(message_id: UUID, *, case_id: CaseId, force: ForceName, by: Actor, now: datetime) -> None:
    with in_force(force):
        row = take_in_hand(message_id, case_id, force=force).row
        refuse(why_not_back(MessageState(row.state)))
        end(row, now=now)
        person_id = PersonId(row.person_id)
        record_audit(
            Action.MESSAGE_RECALLED,
            by=by,
            force=force,
            now=now,
            case_id=case_id,
            person_id=person_id,
            fields=[str(message_id)],
        )


def end(row: Message, *, now: datetime) -> None:
    """Take a locked row that has not left to its end, with what hangs on it."""
    force = ForceName(row.force)
    row.due_at = now
    move(row, MessageState.SUPPRESSED, reason=Reason.REFUSED_BY_OFFICER, owner=Owner.NOBODY, now=now)
    update_rows([row], MOVED_FIELDS)
    release([row.id], force=force, now=now)
    tell_of_ends([row], force=force, now=now)
    wake_clocks([row])
