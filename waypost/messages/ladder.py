"""
The next channel where one has not told: SMS, e-mail, letter, and then a person. Pure.

*Source:* design 1.3: "a failure climbs the ladder, timed by the intent's `tell_by`, and nothing ends with nobody
owning it".
"""

from collections.abc import Collection, Set
from datetime import datetime, timedelta

from waypost.messages.values import AnswerKind, Channel, MessageClass, MessageState, Reason

_LAST_FIFTH = 5
_FAILED_FOR = frozenset(
    {Reason.PERMANENT_FAILURE, Reason.TOO_MANY_FAILURES, Reason.NO_RECEIPT, Reason.PROVIDER_REFUSED}
)
# What speaks against one way to the recipient, and not against telling her. A contact that may be somebody else's is
# not among them: then nothing goes by itself before a person knows whose is whose.
_HELD_FOR = frozenset(
    {
        Reason.CONTACT_UNUSABLE,
        Reason.CHANNEL_REFUSED,
        Reason.CHANNEL_NOT_AGREED,
        Reason.CHANNEL_OPTED_OUT,
        Reason.NO_DISCREET_TEXT,
    }
)
STAY = frozenset({MessageClass.SURVEY, MessageClass.IMMEDIATE})
"""Classes that never climb."""
_ALIVE = frozenset(MessageState) - {
    MessageState.FAILED,
    MessageState.HELD,
    MessageState.SUPPRESSED,
    MessageState.SUPERSEDED,
    MessageState.EXPIRED,
}
TAKES = frozenset({AnswerKind.PASS, AnswerKind.WAIT, AnswerKind.ASK})
"""What the gates must say of the next channel: one that would only be held as well is not taken."""


def is_stuck(state: MessageState, reason: str, *, message_class: MessageClass) -> bool:
    """Whether another channel is to be tried. A question or a code is not worth a second one."""
    if message_class in STAY:
        return False
    return reason in (_FAILED_FOR if state is MessageState.FAILED else _HELD_FOR if state is MessageState.HELD else ())


def is_carried(siblings: Collection[MessageState]) -> bool:
    """Whether another message of the same wish has told, or is on its way."""
    return not _ALIVE.isdisjoint(siblings)


def channels_left(rungs: Collection[Channel], *, tried: Set[Channel]) -> tuple[Channel, ...]:
    """Return the rungs that are left, in the order of the ladder."""
    return tuple(channel for channel in rungs if channel not in tried)


def climbs_at(tell_by: datetime, *, handed_over_at: datetime) -> datetime:
    """
    Return from when on a message without a receipt is told by another channel as well: the last fifth of its time.

    *Source:* domain.md 1.4: escalate at 80 % of the allowance.
    """
    return tell_by - max(tell_by - handed_over_at, timedelta(0)) / _LAST_FIFTH
