"""How far a message of a thread has come, either way. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from waypost.messages.thread_rules import ThreadItem
from waypost.messages.values import MessageState


class OwnState(StrEnum):
    """How far what a victim wrote has come: it only goes on. `sent`: offered to the crime system, not yet taken."""

    KEPT = "kept"
    SENT = "sent"
    TAKEN = "taken"
    SEEN = "seen"
    ANSWERED = "answered"


class GivenState(StrEnum):
    """How far what was written to a victim has come: it stands on their page, and an alert says that it does."""

    NO_ALERT = "no_alert"
    WAITING = "waiting"
    STOPPED = "stopped"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"


_ALERTS: Final = {
    MessageState.DELIVERED: GivenState.DELIVERED,
    MessageState.HANDED_OVER: GivenState.SENT,
    MessageState.FAILED: GivenState.STOPPED,
    MessageState.SUPPRESSED: GivenState.STOPPED,
    MessageState.SUPERSEDED: GivenState.STOPPED,
    MessageState.EXPIRED: GivenState.STOPPED,
}
_BEST_FIRST: Final = (GivenState.DELIVERED, GivenState.SENT, GivenState.WAITING, GivenState.STOPPED)


def with_states(items: Sequence[ThreadItem], *, read: Collection[UUID]) -> Sequence[ThreadItem]:
    """Return a thread, oldest first, in which the writer's own messages say whether they were read and answered."""
    last_answer = max((item.at for item in items if not item.is_own), default=None)
    return [_known(item, read, last_answer) if item.is_own else item for item in items]


def _known(item: ThreadItem, read: Collection[UUID], last_answer: datetime | None) -> ThreadItem:
    is_answered = last_answer is not None and last_answer > item.at
    return replace(item, is_answered=is_answered, is_read=is_answered or item.message_id in read)


def own_state(item: ThreadItem, *, is_taken: bool, is_offered: bool, is_done: bool) -> OwnState:
    """
    Return how far what a victim wrote has come.

    `is_taken` and `is_offered` are what the outbox says; `is_done`: who was asked for an answer has given it elsewhere.
    """
    if item.is_answered or is_done:
        return OwnState.ANSWERED
    if item.is_read:
        return OwnState.SEEN
    if item.has_arrived or is_taken:
        return OwnState.TAKEN
    return OwnState.SENT if is_offered else OwnState.KEPT


def given_state(item: ThreadItem, *, alerts: Collection[MessageState], last_seen: datetime | None) -> GivenState:
    """Return how far what was written to a victim has come: by several alerts as far as the best of them."""
    if last_seen is not None and last_seen >= item.at:
        return GivenState.READ
    states = {_ALERTS.get(alert, GivenState.WAITING) for alert in alerts}
    return next((state for state in _BEST_FIRST if state in states), GivenState.NO_ALERT)
