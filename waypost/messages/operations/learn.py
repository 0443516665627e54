"""What a provider's word about an attempt means for its message, whether it came by receipt or by asking."""

from datetime import datetime, timedelta

from waypost.access.queries import force_settings
from waypost.base.values import ForceName
from waypost.base.working_days import bank_holidays
from waypost.cases.operations import NewEvent
from waypost.messages.models import Attempt, Message
from waypost.messages.operations.ends import fail
from waypost.messages.operations.telling import Telling
from waypost.messages.pace import MOST_ATTEMPTS
from waypost.messages.post import arrives_at
from waypost.messages.rows import is_code, move
from waypost.messages.values import Channel, DeliveryStatus, MessageState, Owner, Reason

_NEXT_ATTEMPT_IN = {
    DeliveryStatus.TECHNICAL_FAILURE: timedelta(minutes=5),
    # Notify has tried for up to three days before it says so.
    DeliveryStatus.TEMPORARY_FAILURE: timedelta(hours=1),
}


def learn_status(row: Message, attempt: Attempt, status: DeliveryStatus, telling: Telling, *, now: datetime) -> bool:
    """
    Take an attempt and its message to what the provider says; return whether that was news.

    `telling` takes up what others must hear of. A status never goes back, and a final one never changes.
    """
    before = DeliveryStatus(attempt.status) if attempt.status else None
    if before is not None and status.rank <= before.rank:
        return False
    attempt.status = status
    telling.said.append((row, attempt, status))
    if status is DeliveryStatus.DELIVERED:
        _delivered(row, now=now)
    elif status is DeliveryStatus.SENT and row.channel == Channel.LETTER:
        _printed(row, now=now)
    elif status.is_failure:
        _failed(row, attempt, status, telling, now=now)
    return True


def infer_delivered(row: Message, *, now: datetime) -> None:
    """
    Take a message for delivered because nothing came back in the time in which it would have.

    The attempt's status stays what the provider said: it can still come back.

    *Source:* design 1.3: "for SMTP accepted and no bounce in 24 hours (marked inferred)".
    """
    row.is_inferred = True
    _delivered(row, now=now)


def _delivered(row: Message, *, now: datetime) -> None:
    if not MessageState(row.state).is_final:
        row.delivered_at = now
        move(row, MessageState.DELIVERED, reason=None, owner=Owner.NOBODY, now=now)


def _printed(row: Message, *, now: datetime) -> None:
    """A letter is on its way: it is looked at again when the post has had its days (`posting.py`)."""
    if not MessageState(row.state).is_final:
        days = force_settings(ForceName(row.force)).post.days
        row.due_at = arrives_at(now, days=days, holidays=bank_holidays())


def _failed(row: Message, attempt: Attempt, status: DeliveryStatus, telling: Telling, *, now: datetime) -> None:
    if MessageState(row.state).is_final:
        if row.is_inferred and status is DeliveryStatus.PERMANENT_FAILURE:
            # It came back after all, later than we waited: whoever must tell the victim learns of it.
            _tell_timeline(row, telling, now=now)
        return
    if status is DeliveryStatus.PERMANENT_FAILURE:
        fail(row, Reason.PERMANENT_FAILURE, now=now)
        _tell_timeline(row, telling, now=now)
    elif row.channel == Channel.LETTER:
        # Its printer may have it all the same: "Do not try to send the letter again" (Notify's letter statuses).
        fail(row, Reason.PROVIDER_REFUSED, now=now)
    elif is_code(row) or attempt.number >= MOST_ATTEMPTS:
        fail(row, Reason.TOO_MANY_FAILURES, now=now)
    else:
        row.due_at = now + _NEXT_ATTEMPT_IN[status]
        move(row, MessageState.QUEUED, reason=None, owner=Owner.NOBODY, now=now)


def _tell_timeline(row: Message, telling: Telling, *, now: datetime) -> None:
    event = NewEvent(kind="delivery.failed_permanent", at=now, person_ref=row.person_ref or None, item=str(row.id))
    telling.add_event(row, event)
