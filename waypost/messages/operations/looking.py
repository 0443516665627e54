"""One cheap look at what is due, so that a pass asks for nothing that is not there."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.values import UNSENT, Channel, MessageState

_EXPIRING = "expiring"
_OF_CHANNEL = "channel "


@dataclass(frozen=True)
class Due:
    """The states in which messages are due, the channels of those that are queued, and whether some run out of time."""

    states: frozenset[MessageState]
    channels: frozenset[Channel]
    is_expiring: bool

    def has(self, *states: MessageState) -> bool:
        """Whether a message in one of these states is due."""
        return not self.states.isdisjoint(states)


def what_is_due(force: ForceName, *, now: datetime) -> Due:
    """Return what a pass over the messages of a force would find, in one query of as many looks into an index."""
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(_query(), {"force": force, "now": now})
        found = {name for (name,) in cursor.fetchall()}
    return Due(
        states=frozenset(state for state in MessageState if state.value in found),
        channels=frozenset(channel for channel in Channel if _OF_CHANNEL + channel.value in found),
        is_expiring=_EXPIRING in found,
    )


@cache
def _query() -> str:
    # Each state in so many words, since only so the partial indexes on what is due are of use.
    unsent = ", ".join(f"'{state.value}'" for state in sorted(UNSENT))
    looks = {_EXPIRING: f"state IN ({unsent}) AND expires_at <= %(now)s"}
    for state in MessageState:
        if not state.is_final and state is not MessageState.QUEUED:
            looks[state.value] = f"state = '{state.value}' AND due_at <= %(now)s"
    for channel in Channel:
        queued = f"state = '{MessageState.QUEUED.value}' AND channel = '{channel.value}'"
        looks[_OF_CHANNEL + channel.value] = f"{queued} AND due_at <= %(now)s"
    return " UNION ALL ".join(
        # Names and conditions are our own words.
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM messages_message WHERE force = %(force)s AND {condition})"  # noqa: S608
        for name, condition in looks.items()
    )
