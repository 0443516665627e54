"""One pass over the messages of a force. Read this first: every step is a transaction of its own."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

from django.db.models import Q, QuerySet

from waypost.access.queries import force_settings
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.gates import GATES, Gate
from waypost.messages.models import Message
from waypost.messages.operations.asking import release
from waypost.messages.operations.claim import Batch, claim, reconsider
from waypost.messages.operations.ends import WAITED_FOR_SOURCE, fail
from waypost.messages.operations.hand_over import hand_over
from waypost.messages.operations.looking import Due, what_is_due
from waypost.messages.operations.news import wake_clocks
from waypost.messages.operations.pausing import shares
from waypost.messages.operations.posting import take_for_delivered
from waypost.messages.operations.rates import give_back, take_allowance
from waypost.messages.operations.reconcile import (
    give_up_doubts,
    miss_receipts,
    presume_delivered,
    reconcile,
    recover_leases,
)
from waypost.messages.operations.record import Recording, record, save
from waypost.messages.operations.telling import Telling, tell_of_ends
from waypost.messages.pace import Pace
from waypost.messages.providers import Provider
from waypost.messages.queries import stopped_now
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import ASKED_AGAIN, UNSENT, Channel, MessageState, Reason

DEFAULT_PACE = Pace()
_MOST_AT_ONCE = 5_000
_CHANGE_IS_NEW = timedelta(minutes=10)
_NOBODY: Mapping[Channel, Sequence[Provider]] = MappingProxyType({})


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
    standby: Mapping[Channel, Sequence[Provider]] = _NOBODY,
    gates: Sequence[Gate] = GATES,
    pace: Pace = DEFAULT_PACE,
) -> DeliverReport:
    """
    Expire, wake, ask about what is in doubt, then lease and hand over what is due by each channel, until nothing is.

    Messages of a channel that no provider carries are held with that reason; `standby` are those who take what was
    never attempted while a channel's own provider is down. Any number of workers may do so for the same force at once.
    """
    turn = _Turn(now_fn, providers, standby)
    batches = [
        Batch(force=force, channel=one, provider=providers.get(one), gates=gates, pace=pace, now=now_fn())
        for one in Channel
    ]
    due = what_is_due(force, now=batches[0].now)
    _take_steps(due, batches[0], turn)
    # Where all that there is to do is to hand over, the channels of which nothing is due are not asked.
    has_more = [_deliver_channel(one, turn) for one in batches if one.channel in due.channels or not turn.is_plain]
    return DeliverReport(turn.counts, has_more=any(has_more))


@dataclass(frozen=True)
class _Turn:
    """One pass: what it works with, and what it has done so far."""

    now_fn: Callable[[], datetime]
    providers: Mapping[Channel, Provider]
    standby: Mapping[Channel, Sequence[Provider]]
    counts: Counter[str] = field(default_factory=Counter)

    def route(self, channel: Channel) -> Sequence[Provider]:
        """Return who carries a channel, whoever comes first before those who stand by."""
        first = [self.providers[channel]] if channel in self.providers else []
        return [*first, *self.standby.get(channel, ())]

    def routes(self) -> Mapping[Channel, Sequence[Provider]]:
        """Return who carries what."""
        return {channel: self.route(channel) for channel in Channel}

    @property
    def is_plain(self) -> bool:
        """Whether nothing has happened but that what was looked at was accepted: nothing else can be due by that."""
        others = any(count for step, count in self.counts.items() if step not in {"looked_at", "accepted"})
        return not others and self.counts["looked_at"] == self.counts["accepted"]


def _take_steps(due: Due, batch: Batch, turn: _Turn) -> None:
    """Take every step but handing over for which something is due, each in a transaction of its own."""
    force, now, limit = batch.force, batch.now, batch.pace.batch * batch.pace.rounds
    # A lease that has run out is a doubt from then on.
    in_doubt = due.has(MessageState.LEASED, MessageState.IN_DOUBT)
    steps: Sequence[tuple[str, bool, Callable[[], int]]] = [
        ("expired", due.is_expiring, lambda: expire_messages(force, now=now)),
        ("woken", due.has(MessageState.PLANNED), lambda: _wake_planned(force, now=now)),
        ("reconsidered", due.has(*ASKED_AGAIN), lambda: reconsider(batch, channels_set_up=frozenset(turn.providers))),
        (
            "recovered",
            due.has(MessageState.LEASED),
            lambda: recover_leases(force, routes=turn.routes(), limit=limit, now=now),
        ),
        ("given_up", in_doubt, lambda: give_up_doubts(force, limit=limit, now=now)),
        ("presumed", due.has(MessageState.HANDED_OVER), lambda: presume_delivered(force, limit=limit, now=now)),
        ("arrived", due.has(MessageState.HANDED_OVER), lambda: take_for_delivered(force, limit=limit, now=now)),
        ("missed", due.has(MessageState.HANDED_OVER), lambda: miss_receipts(force, limit=limit, now=now)),
        ("asked_about", in_doubt or due.has(MessageState.HANDED_OVER), lambda: _ask_about(batch, turn)),
    ]
    for name, is_due, step in steps:
        if is_due:
            turn.counts[name] += step()


def _ask_about(batch: Batch, turn: _Turn) -> int:
    """Ask every provider about its messages in doubt and those that it says nothing about; return how many."""
    return sum(
        reconcile(batch.force, provider=provider, channel=channel, pace=batch.pace, now=turn.now_fn())
        for channel in Channel
        for provider in turn.route(channel)
    )


def _deliver_channel(batch: Batch, turn: _Turn) -> bool:
    """Claim and hand over the due messages of one channel; return whether its turn ended before they did."""
    now = turn.now_fn()
    parts = [
        replace(batch, provider=one, which=which)
        for one, which in shares(turn.route(batch.channel), force=batch.force, now=now)
    ]
    has_more = [_deliver_part(part, turn) for part in parts or [batch]]
    return any(has_more)


def _deliver_part(batch: Batch, turn: _Turn) -> bool:
    return all(_deliver_batch(replace(batch, now=turn.now_fn()), turn) for _ in range(batch.pace.rounds))


def expire_messages(force: ForceName, *, now: datetime) -> int:
    """
    End the unsent messages whose time has passed; return how many.

    Of what waited for a source that was not heard of nobody knows if it was so: a person tells the victim.
    """
    with in_force(force):
        late = Message.objects.filter(force=force, state__in=list(UNSENT), expires_at__lte=now)
        unheard = list(_free(late.filter(WAITED_FOR_SOURCE)))
        for row in unheard:
            fail(row, Reason.SOURCE_STALE, now=now)
        save(unheard, (), Telling(), now=now)
        mine = _free(late)
        count = mine.update(
            state=MessageState.EXPIRED,
            reason=Reason.TOO_LATE,
            owner=MEANINGS[Reason.TOO_LATE].owner,
            state_at=now,
            due_at=now,
        )
        if count:
            tell_of_ends(mine, force=force, now=now)
            wake_clocks(mine)
            release([row.id for row in mine], force=force, now=now)
        return count + len(unheard)


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


def _deliver_batch(batch: Batch, turn: _Turn) -> bool:
    """Claim and hand over one batch, as many as the provider takes now; return whether there may be another one."""
    allowed = take_allowance(batch.provider, wanted=batch.pace.batch, now=batch.now)
    if not allowed:
        return False
    claimed = claim(replace(batch, pace=replace(batch.pace, batch=allowed)))
    give_back(batch.provider, unused=allowed - len(claimed.leases))
    turn.counts["looked_at"] += claimed.looked_at
    if batch.provider is None:
        return claimed.looked_at > 0
    contacts = {lease.stoppable.contact for lease in claimed.leases} - {""}
    stops = partial(stopped_now, batch.force, contacts=contacts)
    for answers in hand_over(claimed.leases, provider=batch.provider, threads=batch.pace.threads, stops=stops):
        record(answers, Recording(force=batch.force, provider=batch.provider, now=turn.now_fn()))
        turn.counts.update(type(answer).__name__.lower() for _, answer in answers)
    return claimed.looked_at > 0 and not (claimed.is_last and turn.is_plain)
