"""The one write behind the staff pages: an answer to an item, audited, by the operation that all answers go through."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Staff
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.console.queries import visible_item
from waypost.messages.operations import answering
from waypost.worklist.operations import AlreadyAnswered, BadAnswer, UnknownItem
from waypost.worklist.values import Answer, ItemFacts, ItemKind, ItemState


class NotThere(LookupError):
    """There is no such item that this person may see and answer in this way."""


class AnsweredMeanwhile(ValueError):
    """The item is closed: somebody else was quicker, or what it asked for is no longer needed."""


class NotTaken(ValueError):
    """The answer cannot be taken; `sentences` say why, for whoever gave it."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(len(sentences))
        self.sentences = sentences


def answer_item(item_id: UUID, answer: Answer, *, kinds: Collection[ItemKind], by: Staff, now: datetime) -> ItemFacts:
    """
    Take what somebody answered to an item of one of `kinds`; its line in the audit log is kept with it.

    Return the item as it is then.

    :raises NotThere: if there is no such item for them.
    :raises AnsweredMeanwhile: if it is closed already: nothing is changed.
    :raises NotTaken: saying what is wrong with the answer: nothing is changed.
    """
    return again_after_deadlock(partial(_answer, item_id, answer, kinds=kinds, by=by, now=now))


def _answer(item_id: UUID, answer: Answer, *, kinds: Collection[ItemKind], by: Staff, now: datetime) -> ItemFacts:
    with in_force(by.force):
        item = visible_item(item_id, by=by, now=now)
        if item is None or item.kind not in kinds:
            raise NotThere(item_id)
        if item.state is not ItemState.OPEN:
            raise AnsweredMeanwhile(item_id)
        try:
            answered = answering.answer(item_id, as_changed(answer, item), force=by.force, by=by.actor, now=now)
        except (AlreadyAnswered, UnknownItem):
            raise AnsweredMeanwhile(item_id) from None
        except answering.EditOutOfBounds as fault:
            raise NotTaken(*fault.sentences) from None
        except BadAnswer as fault:
            raise NotTaken(str(fault)) from None
        _audit(item, by=by, now=now)
        return answered


def as_changed(answer: Answer, item: ItemFacts) -> Answer:
    """Return the answer with a text only where it is other than the draft."""
    is_changed = answer.text is not None and answer.text.split() != (item.draft or "").split()
    return answer if is_changed else replace(answer, text=None)


def _audit(item: ItemFacts, *, by: Staff, now: datetime) -> None:
    record_audit(
        Action.STAFF_ITEM_ANSWERED,
        by=by.actor,
        force=by.force,
        now=now,
        case_id=item.case_id,
        person_id=item.person_id,
        fields=[str(item.item_id)],
    )
