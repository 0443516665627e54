"""What a provider tells us of its own accord: late, repeated, out of order, or about nothing of ours."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.metrics import RECEIPTS
from waypost.messages.models import Attempt, Receipt, Reference
from waypost.messages.operations.learn import learn_status
from waypost.messages.operations.record import accept, lock_messages, save
from waypost.messages.operations.telling import Telling
from waypost.messages.providers import Accepted
from waypost.messages.values import DeliveryStatus


@dataclass(frozen=True)
class DeliveryReceipt:
    """One receipt as it came in; `completed_at` is the provider's word for when."""

    reference: str
    provider_id: str
    status: DeliveryStatus
    completed_at: datetime | None


class ReceiptEffect(StrEnum):
    """What a receipt did."""

    NEWS = "news"
    KNOWN = "known"
    UNKNOWN_REFERENCE = "unknown_reference"


def take_receipt(receipt: DeliveryReceipt, *, now: datetime) -> ReceiptEffect:
    """Write a receipt down and take its message to where it leads. The same one again changes nothing."""
    effect = again_after_deadlock(lambda: _take(receipt, now=now))
    crashpoint("receipt.after_commit")
    RECEIPTS.labels(status=receipt.status.value, effect=effect.value).inc()
    return effect


def _take(receipt: DeliveryReceipt, *, now: datetime) -> ReceiptEffect:
    owner = Reference.objects.filter(reference=receipt.reference).first()
    if owner is None:
        return ReceiptEffect.UNKNOWN_REFERENCE
    with in_force(ForceName(owner.force)):
        message_id = Attempt.objects.values_list("message_id", flat=True).get(reference=receipt.reference)
        row = lock_messages([message_id])[message_id]
        attempt = Attempt.objects.select_for_update().get(reference=receipt.reference)
        telling = Telling()
        accept(row, attempt, Accepted(receipt.provider_id, receipt.status), telling, now=now)
        was_news = learn_status(row, attempt, receipt.status, telling, now=now)
        save([row], [attempt], telling, now=now)
        _keep(receipt, attempt, was_news=was_news, now=now)
        crashpoint("receipt.before_commit")
    return ReceiptEffect.NEWS if was_news else ReceiptEffect.KNOWN


def _keep(receipt: DeliveryReceipt, attempt: Attempt, *, was_news: bool, now: datetime) -> None:
    row = Receipt(
        force=attempt.force,
        attempt=attempt,
        status=receipt.status,
        completed_at=receipt.completed_at,
        received_at=now,
        was_news=was_news,
    )
    Receipt.objects.bulk_create([row], ignore_conflicts=True)
