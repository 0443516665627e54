"""One pass over the messages of a force. Read this first: every step is a transaction of its own."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from waypost.access.queries import force_settings
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.gates import GATES, Gate
from waypost.messages.models import Message
from waypost.messages.operations.asking import release
from waypost.messages.operations.claim import Batch, claim, reconsider
from waypost.messages.operations.hand_over import hand_over
from waypost.messages.operations.news import wake_clocks
from waypost.messages.operations.reconcile import (
    give_up_doubts,
    miss_receipts,
    presume_delivered,
    reconcile,
    recover_leases,
)
from waypost.messages.operations.record import Recording, record
from waypost.messages.pace import Pace
from waypost.messages.providers import Provider
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import ASKED_AGAIN, UNSENT, Channel, MessageState, Reason

DEFAULT_PACE = Pace()
_MOST_AT_ONCE = 5_000
_CHANGE_IS_NEW = timedelta(minutes=10)


@dataclass(frozen=True)
class DeliverReport:
    """What one pass did, by step; `has_more` is whether the force should have another turn at once."""

    counts: Mapping[str, int]
    has_more: bool


def deliver(
    force: ForceName,
    *,
    now_fn: Callable[[], datetime],
    providers: Mapping[Channel, Provider],
    gates: Sequence[Gate] = GATES,
    pace: Pace = DEFAULT_PACE,
) -> DeliverReport:
    """
    Expire, wake, ask about what is in doubt, then lease and hand over what is due by each channel, until nothing is.

    Messages of a channel that no provider carries are held with that reason. Any number of workers may do so for the
    same force at once.
    """
    started, limit = now_fn(), pace.batch * pace.rounds
    batches = [
        Batch(force=force, channel=one, provider=providers.get(one), gates=gates, pace=pace, now=started)
        for one in Channel
    ]
    counts = Counter(
        expired=expire_messages(force, now=started),
        woken=_wake_planned(force, now=started),
        reconsidered=reconsider(batches[0], channels_set_up=frozenset(providers)),
        recovered=recover_leases(force, providers=providers, limit=limit, now=started),
        given_up=give_up_doubts(force, limit=limit, now=started),
        presumed=presume_delivered(force, limit=limit, now=started),
        missed=miss_receipts(force, limit=limit, now=started),
    )
    for channel, provider in providers.items():
        counts["asked_about"] += reconcile(force, provider=provider, channel=channel, pace=pace, now=now_fn())
    has_more = [_deliver_channel(batch, now_fn=now_fn, counts=counts) for batch in batches]
    return DeliverReport(counts, has_more=any(has_more))


def _deliver_channel(batch: Batch, *, now_fn: Callable[[], datetime], counts: Counter[str]) -> bool:
    """Claim and hand over the due messages of one channel; return whether its turn ended before they did."""
    return all(
        _deliver_batch(replace(batch, now=now_fn()), now_fn=now_fn, counts=counts) for _ in range(batch.pace.rounds)
    )


def expire_messages(force: ForceName, *, now: datetime) -> int:
    """End the unsent messages whose time has passed; return how many."""
    with in_force(force):
        late = Message.objects.filter(force=force, state__in=list(UNSENT), expires_at__lte=now)
        mine = _free(late)
        count = mine.update(
            state=MessageState.EXPIRED,
            reason=Reason.TOO_LATE,
            owner=MEANINGS[Reason.TOO_LATE].owner,
            state_at=now,
            due_at=now,
        )
        if count:
            wake_clocks(mine)
            release([row.id for row in mine], force=force, now=now)
        return count


def hasten_after_change(force: ForceName, *, now: datetime) -> int:
    """
    Let the gates be asked again about what waits or is held, where the force's settings have changed since.

    Return how many there are. Only for a while after a change: later there is nothing left to find.
    """
    changed_at = force_settings(force).changed_at
    if changed_at is None or now - changed_at > _CHANGE_IS_NEW:
        return 0
    with in_force(force):
        asleep = Message.objects.filter(
            Q(not_before=None) | Q(not_before__lte=now),
            force=force,
            state__in=[MessageState.PLANNED, *ASKED_AGAIN],
            state_at__lt=changed_at,
            due_at__gt=now,
        )
        return _free(asleep).update(due_at=now, state_at=now)


def _wake_planned(force: ForceName, *, now: datetime) -> int:
    with in_force(force):
        due = Message.objects.filter(force=force, state=MessageState.PLANNED, due_at__lte=now)
        return _free(due).update(state=MessageState.QUEUED, reason="", owner="", state_at=now)


def _free(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Return those that no other worker has in hand, locked: two sets locked in two orders would stand still."""
    locked = messages.select_for_update(skip_locked=True).values_list("id", flat=True)[:_MOST_AT_ONCE]
    return Message.objects.filter(id__in=list(locked))


def _deliver_batch(batch: Batch, *, now_fn: Callable[[], datetime], counts: Counter[str]) -> int:
    """Claim and hand over one batch; return how many messages were looked at."""
    claimed = claim(batch)
    counts["looked_at"] += claimed.looked_at
    if batch.provider is None:
        return claimed.looked_at
    for answers in hand_over(claimed.leases, provider=batch.provider, threads=batch.pace.threads):
        record(answers, Recording(force=batch.force, provider=batch.provider, now=now_fn()))
        counts.update(type(answer).__name__.lower() for _, answer in answers)
    return claimed.looked_at
