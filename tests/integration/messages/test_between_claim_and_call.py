"""
What is stopped, or a contact frozen, after a message was leased and before its provider is called.

The gates are asked where it is leased: what changes after that lets it leave for as long as its lease lets a call begin
(`Lease.call_before`), and never after it. Stops and frozen contacts are asked once more before its call.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from tests.integration.messages.late import not_me
from tests.integration.messages.world import FORCE, FakeProvider, World, carried, plan, state
from waypost.access.values import OPERATOR
from waypost.messages.gates import GATES
from waypost.messages.operations import deliver
from waypost.messages.operations.claim import Batch, Lease, claim
from waypost.messages.operations.hand_over import hand_over
from waypost.messages.operations.record import Recording, record
from waypost.messages.operations.stopping import Target, stop
from waypost.messages.pace import Pace, lease_s
from waypost.messages.queries import stopped_now
from waypost.messages.stops import StopKind
from waypost.messages.values import Channel

pytestmark = pytest.mark.django_db


def stopped(world: World) -> None:
    stop(Target(StopKind.FORCE), reason="A mistake in the text", force=FORCE, by=OPERATOR, now=world.now)


def carry(lease: Lease, world: World, provider: FakeProvider) -> None:
    """Do as the worker does that holds the lease, then as whoever comes after it."""
    stops = partial(stopped_now, FORCE, contacts={lease.stoppable.contact})
    for answers in hand_over([lease], provider=provider, threads=1, stops=stops):
        record(answers, Recording(force=FORCE, provider=provider, now=world.now))
    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))


@pytest.mark.parametrize(("change", "reason"), [(stopped, "force_stopped"), (not_me, "contact_frozen")])
@pytest.mark.parametrize("is_in_time", [True, False])
def test_what_is_leased_does_not_leave_after_a_stop_or_where_nothing_may_go_any_more(
    change: Callable[[World], object], reason: str, is_in_time: bool, world: World, provider: FakeProvider
) -> None:
    leased = plan(world)
    (lease,) = claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), world.now)).leases
    change(world)
    late = plan(world)

    carry(lease if is_in_time else replace(lease, call_before=time.monotonic()), world, provider)

    assert provider.sent == []
    assert state(leased) == f"held: {reason}"
    assert state(late) == f"held: {reason}"


def test_no_call_begins_later_than_seven_time_outs_after_the_lease_however_large_the_batch(
    world: World, provider: FakeProvider
) -> None:
    pace = Pace()
    plan(world)
    (lease,) = claim(Batch(FORCE, Channel.SMS, provider, GATES, pace, world.now)).leases

    assert lease.call_before <= time.monotonic() + provider.timeout_s
    longest_s = lease_s(provider.timeout_s, calls=pace.calls_under_a_lease, threads=pace.threads)
    assert longest_s - provider.timeout_s == 7 * provider.timeout_s
