"""What the operations on one message share that a member of staff asks for: the row, locked, with all its ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.messages.again import WhyNot
from waypost.messages.circumstances import Wanted
from waypost.messages.models import Message
from waypost.messages.operations.record import lock_messages
from waypost.messages.providers.set_up import channels_set_up
from waypost.worklist.queries import open_items_of

SAID_WRONG = "told_wrongly"
"""The reason of the item by which an officer is asked to put right what was told."""


class NoSuchMessage(LookupError):
    """The case has no message of that id."""


class NotDone(ValueError):
    """What was asked for is not done, and nothing is changed; `sentence` says why, to whoever asked."""

    def __init__(self, sentence: str) -> None:
        super().__init__(len(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class InHand:
    """A message that is locked, and the others by which the same is told to the same person."""

    row: Message
    others: Sequence[Message]


def take_in_hand(message_id: UUID, case_id: CaseId, *, force: ForceName) -> InHand:
    """
    Return a message of a case, locked with its case, in the caller's transaction.

    :raises NoSuchMessage: if the case has none of that id.
    """
    mine = Message.objects.filter(force=force, case_id=case_id)
    found = mine.filter(id=message_id).only("id", "run_id", "step", "visit", "person_id").first()
    if found is None:
        raise NoSuchMessage(message_id)
    wish = [message_id]
    if found.run_id is not None:
        same = mine.filter(run_id=found.run_id, step=found.step, visit=found.visit, person_id=found.person_id)
        wish = list(same.values_list("id", flat=True))
    rows = lock_messages(wish)
    return InHand(rows[message_id], [row for row in rows.values() if row.id != message_id])


def wanted_for(row: Message, *, force: ForceName) -> Wanted:
    """Return about whom circumstances are read for one message."""
    return Wanted([PersonId(row.person_id)], row.replaces, channels_set_up(force))


def refuse_what_is_wrong(found: InHand, *, force: ForceName) -> None:
    """
    Go on only where nobody has said that what it tells, by whichever way, is wrong, and waits for it to be put right.

    :raises NotDone: otherwise.
    """
    told = {str(row.id) for row in (found.row, *found.others)}
    asked = open_items_of([CaseId(found.row.case_id)], force=force)
    if any(item.reason == SAID_WRONG and item.subject in told for item in asked):
        raise NotDone(WhyNot.SAID_WRONG.value)


def refuse(why: WhyNot | None) -> None:
    """
    Go on only where nothing speaks against it.

    :raises NotDone: otherwise.
    """
    if why is not None:
        raise NotDone(why.value)
