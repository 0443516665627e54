"""
What officers answered in the crime system: read off the timeline, and given to the one operation that answers items.

The same reader gives the open items of a case to whoever has it now. Read `_take` first.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from waypost.access.values import Actor, ActorKind
from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.outbox import lock_cases_if_free
from waypost.cases.places import Ahead, Claim, Reader, claim_places, look_ahead, move_places, postpone_place
from waypost.cases.queries import task_answers
from waypost.cases.task_answers import TaskAnswer
from waypost.cases.vocabulary import TaskStatus
from waypost.messages.asking_words import asking_words
from waypost.messages.edits import tidy
from waypost.messages.models import Message
from waypost.messages.operations.answering import EditOutOfBounds, answer
from waypost.worklist.operations import AlreadyAnswered, BadAnswer, answer_item, look_later, reassign, reopen_item
from waypost.worklist.queries import cases_with_open_items, open_items_of
from waypost.worklist.values import Answer, CallOutcome, ItemFacts, ItemKind, ItemState

logger = logging.getLogger(__name__)

BATCH = 100
_EVENTS_A_CASE = 200
_ANSWERED = "task.answered"
_STATES = {TaskStatus.DONE: ItemState.DONE, TaskStatus.REFUSED: ItemState.REFUSED}
# The database broke it off or does not answer: no case's fault.
_DATABASE_IS_AWAY = (OperationalError, InterfaceError)
CRIME_SYSTEM = Actor(ActorKind.SOURCE, "tasks")
"""Who answers in the crime system, beside the officer whose collar number the answer holds."""


def take_answers(force: ForceName, *, now: datetime) -> int:
    """Take what was answered in one batch of cases of one force; return how many cases were looked at."""
    count = again_after_deadlock(lambda: _take(force, now=now))
    crashpoint("take_answers.after_commit")
    return count


def _take(force: ForceName, *, now: datetime) -> int:
    with in_force(force):
        claims = claim_places(Reader.WORKLIST, force=force, limit=BATCH, now=now)
        if not claims:
            return 0
        ahead = look_ahead(claims, kind=_ANSWERED, force=force, limit=_EVENTS_A_CASE)
        answered = {case_id for case_id, found in ahead.items() if found.has_kind}
        with_items = answered | cases_with_open_items(ahead, force=force)
        # Of a case that intake has in hand the place stays due: the next batch reads it with what intake brought.
        free = lock_cases_if_free(with_items, force=force) if with_items else frozenset()
        # What is wrong in a record is asked about when the record has come to rest.
        look_later(_changed(claims, ahead), force=force, now=now)
        _move({case_id: found for case_id, found in ahead.items() if case_id not in with_items}, force=force, now=now)
        said = task_answers(answered & free, force=force)
        for case_id in sorted(free):
            _take_case(case_id, ahead[case_id], said.get(case_id, ()), force=force, now=now)
        # A new supervisor is no event, and a seal takes items from those who may not see it: so each time, in one go.
        reassign(free, force=force, now=now)
        crashpoint("take_answers.before_commit")
        return len(claims) - len(with_items - free)


def _changed(claims: Sequence[Claim], ahead: Mapping[CaseId, Ahead]) -> list[CaseId]:
    return [one.case_id for one in claims if ahead[one.case_id].place > one.place]


def _take_case(case_id: CaseId, ahead: Ahead, said: Sequence[TaskAnswer], *, force: ForceName, now: datetime) -> None:
    """Take what one case holds and move its place, or set it aside: one that cannot be read stops no other."""
    try:
        with transaction.atomic():
            _take_answers_of(case_id, said, force=force, now=now)
            _move({case_id: ahead}, force=force, now=now)
    except _DATABASE_IS_AWAY:
        raise
    except Exception:
        logger.exception("the answers in case %s of force %s cannot be taken", case_id, force)
        postpone_place(Reader.WORKLIST, case_id, force=force, now=now)


def _move(ahead: Mapping[CaseId, Ahead], *, force: ForceName, now: datetime) -> None:
    places = {case_id: (found.place, now if found.has_more else None) for case_id, found in ahead.items()}
    move_places(Reader.WORKLIST, force=force, places=places)


def _take_answers_of(case_id: CaseId, said: Sequence[TaskAnswer], *, force: ForceName, now: datetime) -> None:
    """Answer the items of a case that are open; an answer to a closed one has been taken before, or comes too late."""
    items = _open_items(case_id, force) if said else {}
    for one in said:
        item = items.get(one.waypost_id)
        if item is not None and one.status in _STATES:
            _take_one(item, _answer(item, one, now=now), force=force, now=now)


def _open_items(case_id: CaseId, force: ForceName) -> Mapping[UUID, ItemFacts]:
    return {item.item_id: item for item in open_items_of([case_id], force=force)}


def _take_one(item: ItemFacts, given: Answer, *, force: ForceName, now: datetime) -> None:
    try:
        answer(item.item_id, given, force=force, by=CRIME_SYSTEM, now=now)
    except EditOutOfBounds as beyond:
        _ask_again(item, given, beyond.sentences, force=force, now=now)
    except AlreadyAnswered:
        # By what was done in another case of the same batch, or on our own page while we waited.
        return
    except BadAnswer:
        logger.warning("the answer to item %s does not fit it and is not taken", item.item_id)


def _ask_again(item: ItemFacts, given: Answer, faults: Sequence[str], *, force: ForceName, now: datetime) -> None:
    """
    Close what was answered with a text that cannot go, and ask anew, with the reason in words: nothing is sent.

    The crime system has closed its task, so the same one cannot be answered again.
    """
    answer_item(item.item_id, given, force=force, by=CRIME_SYSTEM, now=now)
    text = " ".join((asking_words()["faults"]["intro"], *faults, item.text))
    again = reopen_item(item.item_id, text=text, force=force, by=CRIME_SYSTEM, now=now)
    Message.objects.filter(force=force, work_item=item.item_id).update(work_item=again)


def _answer(item: ItemFacts, said: TaskAnswer, *, now: datetime) -> Answer:
    state = _STATES[said.status]
    # The task asks to be marked as done when she was spoken to: that is all that a crime system can say of a call.
    is_made = item.kind is ItemKind.CALL and state is ItemState.DONE
    return Answer(
        state=state,
        at=said.at or now,
        by=said.by,
        note=said.note,
        text=_changed_draft(item, said.text),
        call=CallOutcome.SPOKEN_TO if is_made else None,
    )


def _changed_draft(item: ItemFacts, text: str | None) -> str | None:
    """
    Return the text that an officer gave to a draft, or None.

    What the task itself asks of the officer is no such text: a crime system that sends its task back whole must not
    have it sent to a victim.
    """
    if text is None or item.kind is not ItemKind.CONFIRM:
        return None
    return None if tidy(text).split() == tidy(item.text).split() else text
