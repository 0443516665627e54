"""Two at the same moment about one item, each in a transaction of its own: the second sees what the first has done."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.integration.messages.late import in_text
from tests.integration.messages.people import confirm, items, owed_more, refuse, the_item
from tests.integration.messages.test_at_once import while_uncommitted
from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, an_intent, message, plan
from waypost.messages.gates import GATES
from waypost.messages.operations import plan_messages, reconsider_held, supersede_messages
from waypost.messages.operations.claim import Batch, claim, reconsider
from waypost.messages.pace import Pace
from waypost.messages.values import Channel, MessageState
from waypost.worklist.operations import AlreadyAnswered
from waypost.worklist.values import ItemState


@pytest.fixture
def world(committed_db: None, now: datetime) -> World:
    return a_world(now)


def batch(now: datetime) -> Batch:
    return Batch(FORCE, Channel.SMS, FakeProvider(), GATES, Pace(), now)


def too_late(act: Callable[[], object]) -> Callable[[], None]:
    """Return the act, of which it is shown that it came too late."""

    def run() -> None:
        with pytest.raises(AlreadyAnswered):
            act()

    return run


def test_an_item_answered_twice_at_once_is_answered_once(world: World, now: datetime) -> None:
    planned = plan(owed_more(world))
    item = the_item(world)

    while_uncommitted(lambda: refuse(item, now), too_late(lambda: confirm(item, now)))

    assert (message(planned).state, message(planned).approved_at) == (MessageState.SUPPRESSED, None)


def test_a_draft_that_is_asked_anew_while_somebody_confirms_it_is_not_confirmed(world: World, now: datetime) -> None:
    planned = plan(owed_more(world))
    item = the_item(world)
    in_text("has recorded your report", "has your report")(world)
    reconsider_held([world.case_id], force=FORCE, now=now)

    def look_again() -> None:
        reconsider(batch(now), channels_set_up=frozenset({Channel.SMS}))

    while_uncommitted(look_again, too_late(lambda: confirm(item, now)))

    assert (message(planned).state, message(planned).approved_at) == (MessageState.AWAITING_APPROVAL, None)
    assert [one.state for one in items(world, None)] == [ItemState.WITHDRAWN, ItemState.OPEN]


def test_a_worker_that_looks_again_leaves_alone_what_is_being_answered(world: World, now: datetime) -> None:
    planned = plan(owed_more(world))
    item = the_item(world)
    reconsider_held([world.case_id], force=FORCE, now=now)
    looked_at: list[int] = []

    def look_again() -> None:
        looked_at.append(reconsider(batch(now), channels_set_up=frozenset({Channel.SMS})))

    while_uncommitted(lambda: confirm(item, now), look_again)

    assert looked_at == [0]
    assert message(planned).state == MessageState.QUEUED


def test_what_is_confirmed_is_leased_only_when_that_is_committed(world: World, now: datetime) -> None:
    plan(owed_more(world))
    item = the_item(world)
    leased: list[int] = []

    while_uncommitted(lambda: confirm(item, now), lambda: leased.append(len(claim(batch(now)).leases)))
    leased.append(len(claim(batch(now)).leases))

    assert leased == [0, 1]


def test_a_run_that_ends_while_its_draft_is_confirmed_sends_nothing(world: World, now: datetime) -> None:
    intent = an_intent(owed_more(world))
    (planned,) = plan_messages([intent], force=FORCE, now=now)
    item = the_item(world)

    while_uncommitted(
        lambda: confirm(item, now),
        lambda: supersede_messages([intent.run_id], force=FORCE, reason="run_ended", now=now),
    )

    assert message(planned).state == MessageState.SUPERSEDED


def test_a_confirmation_that_waited_for_the_end_of_its_run_confirms_nothing(world: World, now: datetime) -> None:
    intent = an_intent(owed_more(world))
    (planned,) = plan_messages([intent], force=FORCE, now=now)
    item = the_item(world)

    while_uncommitted(
        lambda: supersede_messages([intent.run_id], force=FORCE, reason="run_ended", now=now),
        too_late(lambda: confirm(item, now)),
    )

    assert message(planned).state == MessageState.SUPERSEDED
    assert [one.state for one in items(world, None)] == [ItemState.WITHDRAWN]


def test_two_messages_that_are_held_at_once_for_the_same_reason_are_one_item(world: World, now: datetime) -> None:
    flagged = world.change(lambda case: case.update(flags=["domestic_abuse"]))

    def hold() -> None:
        plan(flagged, "portal_update_available", trigger="message.outbound")

    while_uncommitted(hold, hold)

    assert [item.matter for item in items(world, None)] == ["safety_flag"]
