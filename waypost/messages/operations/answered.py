"""
What a person's answer does to the messages that waited for it: confirmed, refused, called, mended.

Rows in hand go in and are changed; nothing is read or saved here. Read `follow` first. The running system and whoever
rehearses messages in memory use the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from waypost.access.values import Actor
from waypost.base.values import PersonId
from waypost.messages.asking import Draft, richest
from waypost.messages.circumstances import Circumstances, question_about
from waypost.messages.edits import is_changed, tidy
from waypost.messages.gates.channel import mode_for
from waypost.messages.models import Message
from waypost.messages.operations.words import draft_of
from waypost.messages.pace import MEND_SHOWS_IN
from waypost.messages.render import CannotRender
from waypost.messages.rows import move, subject_of
from waypost.messages.values import ASKED_AGAIN, MessageState, Owner, Reason, SendMode
from waypost.worklist.values import Answer, CallOutcome, ItemKind, ItemState


@dataclass(frozen=True)
class Asked:
    """What was asked and who answers. `is_about_case`: of one case, not of the whole force."""

    kind: ItemKind
    is_about_case: bool
    by: Actor


def follow(rows: Sequence[Message], asked: Asked, given: Answer, circumstances: Circumstances) -> Circumstances:
    """
    Move the messages as the answer says, and return the circumstances in which it is known.

    Those that stand still and are due by then are to be looked at again at once.
    """
    if given.call is not None:
        circumstances = _keep_call(rows, given, circumstances)
    if given.call is CallOutcome.NO_ANSWER:
        return circumstances
    if asked.kind is ItemKind.CONFIRM and given.state is ItemState.DONE:
        _keep_approval(rows, given, by=asked.by, circumstances=circumstances)
    effect = _effect(asked, given)
    for row in rows:
        row.work_item = None
        # What has failed does not go again: it is not asked about a second time.
        row.asked_for = row.asked_for if row.state == MessageState.FAILED else ""
        if row.state in ASKED_AGAIN:
            effect(row, circumstances)
    return circumstances


def as_shown(rows: Sequence[Message], circumstances: Circumstances) -> Mapping[UUID, Draft]:
    """Return the drafts that are still what was shown; one that has changed since cannot be confirmed."""
    found = {}
    for row in rows:
        try:
            draft, digest = draft_of(row, circumstances)
        except CannotRender:
            continue
        if row.state in ASKED_AGAIN and digest == row.draft_digest:
            found[row.id] = draft
    return found


def _keep_call(rows: Sequence[Message], given: Answer, circumstances: Circumstances) -> Circumstances:
    """Write down how a call ended, and return the circumstances in which that is known."""
    for row in rows:
        row.called_at, row.call_outcome = given.at, given.call or ""
    if given.call is not CallOutcome.UNSAFE:
        return circumstances
    found = {PersonId(row.person_id): given.at for row in rows}
    return replace(circumstances, unsafe_calls={**circumstances.unsafe_calls, **found})


_Effect = Callable[[Message, Circumstances], None]


def _effect(asked: Asked, given: Answer) -> _Effect:
    if given.state is ItemState.REFUSED:
        return _refuse if asked.is_about_case else _wait_for_mending
    match asked.kind:
        case ItemKind.CONFIRM:
            return _look_at_once
        case ItemKind.CALL:
            return _called if given.call is CallOutcome.SPOKEN_TO else _look_at_once
        case _:
            return _wait_for_mending


def _refuse(row: Message, circumstances: Circumstances) -> None:
    """An officer's no ends the message; a duty behind it runs on."""
    _end(row, Reason.REFUSED_BY_OFFICER, circumstances)


def _called(row: Message, circumstances: Circumstances) -> None:
    """She has been told: a message that was to follow the call follows now, one that the call stood in for is over."""
    asked = question_about(subject_of(row), circumstances)
    if asked is not None and mode_for(asked) is SendMode.HUMAN_FIRST:
        row.due_at = circumstances.now
    else:
        _end(row, Reason.TOLD_BY_OFFICER, circumstances)


def _look_at_once(row: Message, circumstances: Circumstances) -> None:
    row.due_at = circumstances.now


def _wait_for_mending(row: Message, circumstances: Circumstances) -> None:
    """What was put right in the crime system may take a while to show; then the gates are asked again."""
    row.due_at = circumstances.now + MEND_SHOWS_IN


def _end(row: Message, reason: Reason, circumstances: Circumstances) -> None:
    row.due_at = circumstances.now
    move(row, MessageState.SUPPRESSED, reason=reason, owner=Owner.NOBODY, now=circumstances.now)


def _keep_approval(rows: Sequence[Message], given: Answer, *, by: Actor, circumstances: Circumstances) -> None:
    """
    Write down who confirmed which words; a changed text stands for the one draft that was shown.

    A row whose draft has changed since it was shown stays as it is, and is asked about anew.
    """
    confirmed = as_shown(rows, circumstances)
    shown = richest(confirmed.values())
    for row in rows:
        draft = confirmed.get(row.id)
        if draft is None:
            continue
        row.approved_at, row.approved_by = given.at, given.by or by.id
        is_edited = draft is shown and given.text is not None and is_changed(given.text, draft)
        row.approved_text = tidy(given.text or "") if is_edited else ""
