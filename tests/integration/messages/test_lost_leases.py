"""A worker that comes back with an answer after its lease went to another changes nothing."""

from datetime import datetime, timedelta

import pytest

from tests.integration.messages.world import FORCE, FakeProvider, World, message, plan
from waypost.messages.gates import GATES
from waypost.messages.operations import deliver
from waypost.messages.operations.claim import Batch, Lease, claim
from waypost.messages.operations.reconcile import reconcile, recover_leases
from waypost.messages.operations.record import Recording, record
from waypost.messages.pace import Pace
from waypost.messages.providers import Doubtful, RefusalKind, Refused, SendAnswer
from waypost.messages.values import Channel

pytestmark = pytest.mark.django_db


def lease(provider: FakeProvider, now: datetime) -> Lease:
    batch = Batch(FORCE, Channel.SMS, provider, GATES, Pace(), now)
    (leased,) = claim(batch).leases
    return leased


@pytest.mark.parametrize("answer", [Refused(RefusalKind.MESSAGE, "400"), Doubtful("timeout")])
def test_an_answer_to_a_lease_that_passed_on_changes_nothing(
    answer: SendAnswer, world: World, provider: FakeProvider, now: datetime
) -> None:
    planned, later = plan(world), now + timedelta(minutes=30)
    lost = lease(provider, now)
    recover_leases(FORCE, routes={Channel.SMS: [provider]}, limit=10, now=later)
    later += timedelta(minutes=30)
    reconcile(FORCE, provider=provider, channel=Channel.SMS, pace=Pace(), now=later)
    held = lease(provider, later)

    record([(lost, answer)], Recording(force=FORCE, provider=provider, now=later))

    row = message(planned)
    assert (row.state, row.lease_token) == ("leased", held.token)
    assert held.token == lost.token + 1


def test_who_stood_by_is_not_asked_before_it_can_know_though_the_first_would_have_known(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    knows_at_once = FakeProvider(name="knows-at-once")
    knows_at_once.reconcile_after_s = 0.0
    planned, later = plan(world), now + timedelta(minutes=30)
    lease(provider, now)

    deliver(
        FORCE,
        now_fn=lambda: later,
        providers={Channel.SMS: knows_at_once},
        standby={Channel.SMS: [provider]},
    )

    assert (message(planned).state, provider.asked, provider.sent) == ("in_doubt", [], [])
