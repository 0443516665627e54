"""Lets the clocks of the Victims' Code look again where a message that serves a duty has come to its end."""

from collections.abc import Iterable

from waypost.base.values import CaseId, ForceName
from waypost.cases.places import Reader, wake_soon
from waypost.messages.models import Message
from waypost.messages.values import MessageState

# Sent is not told; nor does a message that is taken back tell anything that a clock does not see for itself.
_NEWS = {MessageState.DELIVERED, MessageState.FAILED, MessageState.SUPPRESSED, MessageState.EXPIRED}


def wake_clocks(rows: Iterable[Message]) -> None:
    """
    Wake the reader of the duties in the cases of those rows that say whether somebody was told, in the caller's
    transaction. The rows are those that it has just saved, of one force.

    A digest counts: one of its parts may serve a duty.
    """
    ended = [row for row in rows if (row.duty or row.parts) and MessageState(row.state) in _NEWS]
    if ended:
        case_ids = {CaseId(row.case_id) for row in ended}
        now = max(row.state_at for row in ended)
        wake_soon(Reader.DUTIES, case_ids, force=ForceName(ended[0].force), now=now)
