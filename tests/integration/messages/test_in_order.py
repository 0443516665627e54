"""What one person is told leaves one after the other, the oldest news first."""

from datetime import datetime

import pytest

from tests.integration.messages.world import FORCE, FakeProvider, World, plan, state
from waypost.messages.gates import GATES
from waypost.messages.operations.claim import Batch, claim
from waypost.messages.pace import Pace
from waypost.messages.values import Channel

pytestmark = pytest.mark.django_db


def test_the_next_message_of_a_person_waits_until_the_first_has_left(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    second, first = plan(world, event_number=2), plan(world, event_number=1)

    claimed = claim(Batch(FORCE, Channel.SMS, provider, GATES, Pace(), now))

    assert [lease.message_id for lease in claimed.leases] == [first.message_id]
    assert state(second) == "queued"
