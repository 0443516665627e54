"""What was sent to one number or address, in its exact words: for whoever asks whether a message was ours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, MessageId, PersonId
from waypost.messages.models import Attempt
from waypost.messages.rows import is_code
from waypost.messages.values import Channel, DeliveryStatus, MessageState, Reason

MOST: Final = 50
_MAY_HAVE_LEFT: Final = frozenset({MessageState.LEASED.value, MessageState.IN_DOUBT.value})


class Sent(StrEnum):
    """What is known of one hand-over."""

    SENT = "sent"
    DELIVERED = "delivered"
    DID_NOT_ARRIVE = "did_not_arrive"
    PERHAPS = "perhaps"
    """It may have left: nobody knows yet."""


@dataclass(frozen=True)
class SentThere:
    """One text or e-mail that was handed over, with its exact words; of a sign-in code none are kept."""

    message_id: MessageId
    case_id: CaseId
    person_id: PersonId
    channel: Channel
    at: datetime
    sent: Sent
    is_code: bool
    is_discreet: bool
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)


def sent_to(recipient: str, *, since: datetime, until: datetime, force: ForceName) -> Sequence[SentThere]:
    """
    Return what was handed over for a normalised number or address, from one moment until before another, oldest first.

    At most 50; one look by the index of recipients.
    """
    if not recipient:
        return []
    with in_force(force):
        rows = Attempt.objects.exclude(recipient="").filter(
            force=force, recipient=recipient, leased_at__gte=since, leased_at__lt=until
        )
        found = (
            rows.select_related("message").defer("message__gates", "gates").order_by("leased_at", "reference")[:MOST]
        )
        return list(_sent(found))


def _sent(rows: Iterable[Attempt]) -> Iterator[SentThere]:
    for row in rows:
        message = row.message
        known = _known(row)
        if known is not None:
            yield SentThere(
                message_id=MessageId(message.id),
                case_id=CaseId(message.case_id),
                person_id=PersonId(message.person_id),
                channel=Channel(message.channel),
                at=row.accepted_at or row.leased_at,
                sent=known,
                is_code=is_code(message),
                is_discreet=row.is_discreet,
                subject=row.subject,
                text=row.body,
            )


def _known(row: Attempt) -> Sent | None:
    """Return what is known, or None where it certainly did not leave."""
    if row.accepted_at is None:
        is_open = row.message.state in _MAY_HAVE_LEFT or row.message.reason == Reason.CANNOT_ASK_PROVIDER
        return Sent.PERHAPS if is_open else None
    if row.status == DeliveryStatus.DELIVERED:
        return Sent.DELIVERED
    return Sent.DID_NOT_ARRIVE if row.status and DeliveryStatus(row.status).is_failure else Sent.SENT
