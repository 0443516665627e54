"""
What a provider tells us of its own accord: late, repeated, out of order, or about nothing of ours.

At the door a receipt is only written down (`write_down`), so that thousands wait nowhere; what it means for its message
is taken in sets, in the order in which they came, within a second or two (`take_waiting`).
"""

import logging
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import orjson
from django.db import DataError, IntegrityError, OperationalError, connection

from waypost.base.crashpoints import crashpoint
from waypost.base.gathering import Gathering
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows
from waypost.base.values import ForceName
from waypost.messages.delivery_models import ProviderNews, WaitingReceipt
from waypost.messages.metrics import RECEIPTS
from waypost.messages.models import Attempt, Receipt, Reference
from waypost.messages.operations.learn import learn_status
from waypost.messages.operations.record import accept, lock_attempts, lock_messages, save
from waypost.messages.operations.telling import Telling
from waypost.messages.providers import Accepted
from waypost.messages.values import DeliveryStatus

MOST_AT_ONCE = 200
"""Receipts that are taken in one transaction."""

# Not what ends by itself, such as a database that is away.
_CANNOT_BE_TAKEN = (IntegrityError, DataError, LookupError, ValueError)
_log = logging.getLogger(__name__)

_WRITE_DOWN = """
WITH told AS (
    SELECT * FROM json_to_recordset(%s::json) AS r (
        number int, reference text, provider_id text, status text, completed_at timestamptz, received_at timestamptz
    )
), kept AS (
    INSERT INTO messages_receipt_waiting (force, reference, provider_id, status, completed_at, received_at)
    SELECT ours.force, reference, provider_id, status, completed_at, received_at
    FROM told JOIN messages_reference AS ours USING (reference) ORDER BY number
    RETURNING reference
)
SELECT reference FROM kept
"""


@dataclass(frozen=True)
class DeliveryReceipt:
    """One receipt as it came in; `completed_at` is the provider's word for when."""

    reference: str
    provider_id: str
    status: DeliveryStatus
    completed_at: datetime | None


class ReceiptEffect(StrEnum):
    """What a receipt did."""

    WRITTEN_DOWN = "written_down"
    NEWS = "news"
    KNOWN = "known"
    UNKNOWN_REFERENCE = "unknown_reference"


def write_down(receipt: DeliveryReceipt, *, now: datetime) -> ReceiptEffect:
    """
    Keep a receipt until it is taken; it is committed when this returns. Of what is not ours nothing is kept.

    Receipts that come at the same moment share one statement. Call it outside of any transaction.
    """
    crashpoint("receipt.before_write_down")
    effect = _GATHERING.put((receipt, now), group=None)
    crashpoint("receipt.after_write_down")
    RECEIPTS.labels(status=receipt.status.value, effect=effect.value).inc()
    return effect


def forces_with_receipts() -> Sequence[ForceName]:
    """Return the forces of which receipts wait; asked outside the wall, since only ids stand there."""
    names = WaitingReceipt.objects.order_by("force").values_list("force", flat=True).distinct()
    return [ForceName(name) for name in names]


def take_waiting(force: ForceName, *, now: datetime) -> int:
    """
    Take the oldest receipts of one force that wait, in one transaction; return how many, 0 if another worker does.

    One worker a force: two could take two receipts of one message in the wrong order. A set with a receipt in it that
    cannot be taken is taken one by one; that one is let go, and its message is asked about in its time.
    """
    try:
        return again_after_deadlock(lambda: _take_waiting(force, most=MOST_AT_ONCE, now=now))
    except _CANNOT_BE_TAKEN:
        pass
    oldest = _oldest(force)
    try:
        return again_after_deadlock(lambda: _take_waiting(force, most=1, now=now))
    except _CANNOT_BE_TAKEN as error:
        return let_go(oldest, type(error).__name__, force=force)


def take_receipt(receipt: DeliveryReceipt, *, now: datetime) -> ReceiptEffect:
    """Take one receipt to where it leads, at once. The same one again changes nothing."""
    owner = Reference.objects.filter(reference=receipt.reference).first()
    if owner is None:
        return ReceiptEffect.UNKNOWN_REFERENCE
    (effect,) = again_after_deadlock(lambda: _take_one(receipt, force=ForceName(owner.force), now=now))
    crashpoint("receipt.after_commit")
    return effect


def _write_down(told: Sequence[tuple[DeliveryReceipt, datetime]]) -> Sequence[ReceiptEffect]:
    rows = [
        {
            "number": number,
            "reference": receipt.reference,
            "provider_id": receipt.provider_id,
            "status": receipt.status.value,
            "completed_at": receipt.completed_at,
            "received_at": received_at,
        }
        for number, (receipt, received_at) in enumerate(told)
    ]
    ours = _insert(orjson.dumps(rows).decode())
    return [
        ReceiptEffect.WRITTEN_DOWN if receipt.reference in ours else ReceiptEffect.UNKNOWN_REFERENCE
        for receipt, _ in told
    ]


def _insert(rows: str) -> Set[str]:
    """Insert rows of references that are ours; return those."""
    # Whether the connection still lives is not asked first, as a page would: to say the same twice does no harm.
    connection.health_check_done = True  # type: ignore[attr-defined]  # Django has it, its stubs do not
    try:
        return _inserted(rows)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _inserted(rows)


def _inserted(rows: str) -> Set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_DOWN, [rows])
        return {reference for (reference,) in cursor.fetchall()}


_GATHERING = Gathering(_write_down, most=MOST_AT_ONCE)


def _oldest(force: ForceName) -> int | None:
    with in_force(force):
        return WaitingReceipt.objects.filter(force=force).order_by("id").values_list("id", flat=True).first()


def let_go(receipt_id: int | None, fault: str, *, force: ForceName) -> int:
    """Let go the receipt that was the oldest before it failed: another worker may have, and the next is a good one."""
    with in_force(force):
        oldest = WaitingReceipt.objects.filter(force=force).order_by("id").first() if _is_alone(force) else None
        if oldest is None or oldest.pk != receipt_id:
            return 0
        _log.error("force %s: a receipt of %s could not be taken (%s)", force, oldest.reference, fault)
        return oldest.delete()[0]


def _take_waiting(force: ForceName, *, most: int, now: datetime) -> int:
    with in_force(force):
        if not _is_alone(force):
            return 0
        waiting = list(WaitingReceipt.objects.filter(force=force).order_by("id")[:most])
        if waiting:
            _take([_as_told(row) for row in waiting], [row.received_at for row in waiting], force=force, now=now)
            WaitingReceipt.objects.filter(id__in=[row.id for row in waiting]).delete()
            crashpoint("receipt.before_commit")
    crashpoint("receipt.after_commit")
    return len(waiting)


def _take_one(receipt: DeliveryReceipt, *, force: ForceName, now: datetime) -> Sequence[ReceiptEffect]:
    with in_force(force):
        effects = _take([receipt], [now], force=force, now=now)
        crashpoint("receipt.before_commit")
        return effects


def _take(
    receipts: Sequence[DeliveryReceipt], received: Sequence[datetime], *, force: ForceName, now: datetime
) -> Sequence[ReceiptEffect]:
    """Take receipts of attempts of one force, in this order, inside its transaction; return what each did."""
    references = {receipt.reference for receipt in receipts}
    of_messages = Attempt.objects.filter(reference__in=references).values_list("message_id", flat=True)
    rows = lock_messages(of_messages)
    attempts, telling = lock_attempts(sorted(references)), Telling()
    kept, effects = [], []
    for receipt, received_at in zip(receipts, received, strict=True):
        attempt = attempts[receipt.reference]
        row = rows[attempt.message_id]
        accept(row, attempt, Accepted(receipt.provider_id, receipt.status), telling, now=now)
        was_news = learn_status(row, attempt, receipt.status, telling, now=now)
        kept.append(_kept(receipt, attempt, received_at=received_at, was_news=was_news))
        effects.append(ReceiptEffect.NEWS if was_news else ReceiptEffect.KNOWN)
        RECEIPTS.labels(status=receipt.status.value, effect=effects[-1].value).inc()
    save(rows.values(), attempts.values(), telling, now=now)
    insert_rows(kept, ignore_conflicts=True)
    _hear({attempt.provider for attempt in attempts.values()}, force=force, at=max(received))
    return effects


def _kept(receipt: DeliveryReceipt, attempt: Attempt, *, received_at: datetime, was_news: bool) -> Receipt:
    return Receipt(
        force=attempt.force,
        attempt=attempt,
        status=receipt.status,
        completed_at=receipt.completed_at,
        received_at=received_at,
        was_news=was_news,
    )


def _hear(providers: set[str], *, force: ForceName, at: datetime) -> None:
    """Remember when each provider was last heard, for whoever watches that they are."""
    rows = [ProviderNews(force=force, provider=name, receipt_at=at) for name in sorted(providers)]
    insert_rows(rows, unique=("force", "provider"), update=("receipt_at",))


def _as_told(row: WaitingReceipt) -> DeliveryReceipt:
    return DeliveryReceipt(row.reference, row.provider_id, DeliveryStatus(row.status), row.completed_at)


def _is_alone(force: ForceName) -> bool:
    # Let go at the end of the transaction, however it ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('waypost receipts ' || %s, 0))", [force])
        return bool(cursor.fetchone()[0])
