"""
Somebody was told something that is wrong: what waits of it is taken back, and the officer is asked to put it right.

No text of the catalogue takes anything back: what is right must be said by somebody who knows it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.clock import LONDON
from waypost.base.ids import new_id
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import update_rows
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.queries import delivery_facts
from waypost.cases.values import DeliveryFacts
from waypost.messages.asking_words import asking_words
from waypost.messages.models import Message
from waypost.messages.operations.in_hand import SAID_WRONG, NotDone, take_in_hand
from waypost.messages.operations.taking_back import end
from waypost.messages.rules import reason_not_to_call
from waypost.messages.values import UNSENT, MessageState
from waypost.worklist.operations import open_items
from waypost.worklist.queries import unsafe_calls
from waypost.worklist.values import Desk, ItemKind, NewItem

_LONGEST = 1000


def ask_to_correct(
    message_id: UUID, *, case_id: CaseId, wrong: str, force: ForceName, by: Actor, now: datetime
) -> None:
    """
    Have the officer in the case put right what a message told; `wrong` says in words for staff what is wrong.

    They are asked to call where that is safe, else to find out what is. What has not left is taken back, by every way;
    until it is put right nobody sends it again or prints it.

    :raises NoSuchMessage: if the case has none of that id.
    :raises NotDone: if nothing says what is wrong, or the person is no longer in the case.
    """
    words = wrong.strip()[:_LONGEST]
    if not words:
        raise NotDone("Say what is wrong, so that the officer knows what to put right.")

    def act() -> None:
        with in_force(force):
            found = take_in_hand(message_id, case_id, force=force)
            row = found.row
            facts = delivery_facts([PersonId(row.person_id)], force=force).get(PersonId(row.person_id))
            if facts is None:
                raise NotDone("This person is no longer in the case. Tell the officer yourself what is wrong.")
            _tell_no_more((row, *found.others), now=now)
            open_items([_item(row, facts, words, now=now)], force=force, now=now)
            record_audit(
                Action.MESSAGE_TO_CORRECT,
                by=by,
                force=force,
                now=now,
                case_id=case_id,
                person_id=facts.person.person_id,
                fields=[str(message_id)],
            )

    again_after_deadlock(act)


def _tell_no_more(rows: Sequence[Message], *, now: datetime) -> None:
    """Take back every way of it that has not left; what has left is followed by no other, whatever becomes of it."""
    for row in rows:
        if MessageState(row.state) in UNSENT:
            end(row, now=now)
    left = [row for row in rows if row.climbed_at is None]
    for row in left:
        row.climbed_at = now
    if left:
        update_rows(left, ["climbed_at"])


def _item(row: Message, facts: DeliveryFacts, words: str, *, now: datetime) -> NewItem:
    may_call = _may_be_called(facts, now=now)
    said = asking_words()["correct"]["call" if may_call else "mend"]
    return NewItem(
        item_id=new_id(),
        case_id=facts.case.case_id,
        person_id=facts.person.person_id,
        person_ref=facts.person.ref,
        kind=ItemKind.CALL if may_call else ItemKind.MEND,
        desk=Desk.OIC,
        matter=f"correct {row.id}",
        reason=SAID_WRONG,
        text=str(said).format(wrong=words),
        subject=str(row.id),
        due_at=row.tell_by if row.tell_by is not None and row.tell_by > now else None,
    )


def _may_be_called(facts: DeliveryFacts, *, now: datetime) -> bool:
    today = now.astimezone(LONDON).date()
    if reason_not_to_call(facts.person, facts.case, today=today) is not None or facts.case.is_flagged:
        return False
    return not unsafe_calls([facts.person.person_id], force=facts.case.force)
