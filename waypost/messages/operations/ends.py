"""Where a message goes when nobody can, or may, hand it over any more."""

from datetime import datetime, timedelta

from django.db.models import Q

from waypost.messages.gates.freshness import GATE
from waypost.messages.models import Message
from waypost.messages.reasons import MEANINGS
from waypost.messages.rows import move
from waypost.messages.values import MessageState, Owner, Reason

WAITED_FOR_SOURCE = Q(state=MessageState.HELD, reason=Reason.SOURCE_STALE) | Q(
    state__in=[MessageState.PLANNED, MessageState.QUEUED], gates__contains=[{"name": GATE, "answer": "wait"}]
)
"""Messages that waited for a source that was not heard of."""


def fail(row: Message, reason: Reason, *, now: datetime) -> None:
    """Take a message to failed, with who must tell the victim now."""
    move(row, MessageState.FAILED, reason=reason, owner=MEANINGS[reason].owner, now=now)


def doubt(row: Message, *, ask_in_s: float, now: datetime) -> None:
    """Take a message to in doubt: the provider is asked before anything else happens."""
    row.due_at = now + timedelta(seconds=ask_in_s)
    move(row, MessageState.IN_DOUBT, reason=None, owner=Owner.NOBODY, now=now)
