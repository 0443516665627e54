"""
What follows when a person has acted: confirmed or refused a draft, called, mended. Read `answer` first.

One operation for the staff pages and for what comes back from the crime system (`taking_answers.py`).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from waypost.access.values import Actor
from waypost.base.crashpoints import crashpoint
from waypost.base.queue import wake
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.places import Reader, wake_soon
from waypost.messages.asking import richest
from waypost.messages.asking_words import asking_words, forbidden_words
from waypost.messages.circumstances import Circumstances, Wanted, read_circumstances
from waypost.messages.edit_bounds import names_of_others, own_places
from waypost.messages.edits import Bounds, faults, sentences
from waypost.messages.gates import GATES
from waypost.messages.ledger import append
from waypost.messages.ledger.entries import told_by_officer
from waypost.messages.models import Message
from waypost.messages.operations.answered import Asked, as_shown, follow
from waypost.messages.operations.claim import look_again
from waypost.messages.operations.news import wake_clocks
from waypost.messages.operations.plan import reconsider_held
from waypost.messages.operations.record import lock_messages
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.rows import STATE_FIELDS, act_of
from waypost.messages.values import ASKED_AGAIN, MessageState
from waypost.worklist.operations import BadAnswer, answer_item
from waypost.worklist.queries import item_by_id
from waypost.worklist.rules.mending import REASON
from waypost.worklist.values import MATTER, Answer, CallOutcome, ItemFacts, ItemKind, ItemState


class EditOutOfBounds(ValueError):
    """The changed text cannot go as it is; nothing was sent, and the item is still open."""

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__(" ".join(found))
        self.sentences = tuple(found)
        """What is wrong, a sentence each; they may hold words of the text."""


def answer(item_id: UUID, given: Answer, *, force: ForceName, by: Actor, now: datetime) -> ItemFacts:
    """
    Record a person's answer to an item, and let its messages go where it takes them; return the item as it is then.

    Where nothing stands against it any more, they are queued in the same transaction. An item that concerns no message
    is only closed.

    :raises EditOutOfBounds: if the draft was changed more than it may be; nothing is changed.
    :raises UnknownItem: if the force has no such item.
    :raises AlreadyAnswered: if it is closed.
    :raises BadAnswer: saying what does not fit.
    """
    facts = again_after_deadlock(lambda: _answer(item_id, given, force=force, by=by, now=now))
    crashpoint("answer.after_commit")
    return facts


def _answer(item_id: UUID, given: Answer, *, force: ForceName, by: Actor, now: datetime) -> ItemFacts:
    with in_force(force):
        waiting = Message.objects.filter(force=force, work_item=item_id).values_list("id", flat=True)
        locked = lock_messages(list(waiting)).values()
        # One that was taken back, or asked about anew, while we waited for the lock is no longer concerned.
        rows = [row for row in locked if row.work_item == item_id]
        circumstances = _circumstances(rows, force=force, now=now)
        item = item_by_id(item_id, force=force)
        if item.reason == MATTER:
            # What becomes of it is written down on its own page, and closes this.
            raise BadAnswer("This is answered on the page of the complaint or review itself. Open it from the case.")
        if _is_confirmed(item, given):
            _check_bounds(rows, given, circumstances)
        answered = answer_item(item_id, given, force=force, by=by, now=now)
        _follow(rows, answered, given, by=by, circumstances=circumstances)
        _wake(rows, item, given, force=force, now=now)
        crashpoint("answer.before_commit")
        return answered


def _is_confirmed(item: ItemFacts, given: Answer) -> bool:
    return item.kind is ItemKind.CONFIRM and item.state is ItemState.OPEN and given.state is ItemState.DONE


def _circumstances(rows: Sequence[Message], *, force: ForceName, now: datetime) -> Circumstances:
    wanted = Wanted(
        person_ids=[PersonId(row.person_id) for row in rows],
        replaced_runs={run_id for row in rows for run_id in row.replaces},
        channels_set_up=channels_set_up(force),
    )
    return read_circumstances(wanted, force=force, now=now)


def _check_bounds(rows: Sequence[Message], given: Answer, circumstances: Circumstances) -> None:
    drafts = as_shown(rows, circumstances)
    draft = richest(drafts.values())
    if given.text is None or draft is None:
        return
    facts = circumstances.facts[PersonId(rows[0].person_id)]
    own = own_places(circumstances.settings.phone, circumstances.settings.leave_url, settings.BASE_URL)
    bounds = Bounds(draft, own=own, others=names_of_others(facts), forbidden=forbidden_words())
    found = faults(given.text, bounds)
    if found:
        raise EditOutOfBounds(sentences(found, given.text, bounds, words=asking_words()["faults"]))


def _follow(
    rows: Sequence[Message], item: ItemFacts, given: Answer, *, by: Actor, circumstances: Circumstances
) -> None:
    """Move the messages as the answer says, and save them."""
    if not rows:
        return
    # Who says that a record is right has not said that the message must not go.
    is_about_case = item.case_id is not None and item.reason != REASON
    asked = Asked(item.kind, is_about_case, by)
    circumstances = follow(rows, asked, given, circumstances)
    if given.call is not None:
        _prove_call(rows, given, by=by, circumstances=circumstances)
    if given.call is CallOutcome.NO_ANSWER:
        Message.objects.bulk_update(rows, STATE_FIELDS)
        return
    again = [row for row in rows if row.state in ASKED_AGAIN and row.due_at <= circumstances.now]
    look_again(again, circumstances, gates=GATES)
    Message.objects.bulk_update([row for row in rows if row not in again], STATE_FIELDS)


def _prove_call(rows: Sequence[Message], given: Answer, *, by: Actor, circumstances: Circumstances) -> None:
    # A text and an e-mail of the same news were one call.
    called = {act_of(row): row for row in rows}.values()
    entries = [told_by_officer(row, by=given.by or by.id, at=given.at) for row in called]
    append(entries, force=ForceName(rows[0].force), now=circumstances.now)


def _wake(rows: Sequence[Message], item: ItemFacts, given: Answer, *, force: ForceName, now: datetime) -> None:
    wake_clocks(rows)
    if item.case_id is not None and given.call is CallOutcome.SPOKEN_TO:
        wake_soon(Reader.DUTIES, {CaseId(item.case_id)}, force=force, now=now)
    if item.case_id is not None and given.call is CallOutcome.UNSAFE:
        # Whatever else waits for this person is looked at again: it must not go, and nobody else should call.
        reconsider_held([CaseId(item.case_id)], force=force, now=now)
    if any(row.state in {MessageState.QUEUED, MessageState.PLANNED} for row in rows):
        wake("deliver", force=force)
