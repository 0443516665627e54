"""
Whether a message may be told again, or taken back, because a person asks for it; and why not, in words. Pure.

What has arrived is sent again only to who says that they did not get it; nothing while any way of it is still open.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from waypost.messages.values import UNSENT, MessageState

_IN_FLIGHT = frozenset({MessageState.LEASED, MessageState.IN_DOUBT, MessageState.HANDED_OVER})
_NOT_RECEIVED = frozenset({MessageState.FAILED, MessageState.DELIVERED})


class WhyNot(StrEnum):
    """Why what somebody asks for about a message is not done; the value is the sentence that they read."""

    A_CODE = "A sign-in code is never sent again. Ask them to get a new one on the sign-in page."
    WAITS = "It has not left yet. It goes by itself, or when somebody has done what it waits for."
    IN_FLIGHT = "It is on its way, or may be. Wait until it is known what became of it; tell them yourself meanwhile."
    NOT_TO_BE_SENT = "It was decided that this is not sent. What must be told is told by the officer."
    OVER = "Its time has passed or newer news took its place. Tell them what is so now instead."
    ARRIVED = "It has arrived. It is sent again only if they say that they did not get it."
    SENT_AGAIN = "It was sent again already. Look at the newer message."
    HAS_LEFT = "It is too late to take it back: it has left, or is leaving at this moment."
    ENDED = "There is nothing to take back: it will not be sent."
    SAID_WRONG = "Somebody said that something in it is wrong. The officer puts that right first."


@dataclass(frozen=True)
class Wish:
    """
    What a message tells, by all its ways: the state of the one that is asked about, and of the others.

    `is_said_missing`: the person says that they did not get it. `is_repeated`: it was sent again before.
    """

    state: MessageState
    others: Collection[MessageState]
    is_code: bool
    is_said_missing: bool
    is_repeated: bool


def why_not_again(wish: Wish) -> WhyNot | None:
    """Return why it is not sent again, or None."""
    if wish.is_code:
        return WhyNot.A_CODE
    if wish.is_repeated:
        return WhyNot.SENT_AGAIN
    if wish.state in UNSENT:
        return WhyNot.WAITS
    if wish.state in _IN_FLIGHT or not _IN_FLIGHT.isdisjoint(wish.others):
        return WhyNot.IN_FLIGHT
    if not UNSENT.isdisjoint(wish.others):
        return WhyNot.WAITS
    if wish.state is MessageState.SUPPRESSED:
        return WhyNot.NOT_TO_BE_SENT
    if wish.state not in _NOT_RECEIVED:
        return WhyNot.OVER
    return None if wish.state is MessageState.FAILED or wish.is_said_missing else WhyNot.ARRIVED


def why_no_letter(state: MessageState) -> WhyNot | None:
    """Return why it is not told by a letter, or None. What another way of it tells may be told by a letter as well."""
    if state in {MessageState.LEASED, MessageState.IN_DOUBT}:
        return WhyNot.IN_FLIGHT
    if state is MessageState.SUPPRESSED:
        return WhyNot.NOT_TO_BE_SENT
    return WhyNot.OVER if state in {MessageState.SUPERSEDED, MessageState.EXPIRED} else None


def why_not_back(state: MessageState) -> WhyNot | None:
    """Return why it cannot be taken back, or None."""
    if state in UNSENT:
        return None
    return WhyNot.HAS_LEFT if state in _IN_FLIGHT or state is MessageState.DELIVERED else WhyNot.ENDED
