"""A mistake reaches few: the first of what is new are looked at, and in an hour only so many leave."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from tests.integration.messages.world import FORCE, FakeProvider, World, carried, plan, state
from waypost.access.forces import change_force, switch_journey
from waypost.access.values import OPERATOR, JourneyState
from waypost.base.scope import in_force
from waypost.messages.gates import GATES
from waypost.messages.models import CanaryCount, Message
from waypost.messages.operations import deliver
from waypost.messages.values import Planned

pytestmark = pytest.mark.django_db
JOURNEY = "crime-recorded"
HELD = "held: first_ones_out"


def guarded(world: World, **figures: int) -> None:
    none = {"canary": 0, "per_text_an_hour": 0, "per_force_an_hour": 0, "second_person_over": 0}
    change_force(FORCE, changes={"guards": json.dumps(none | figures)}, by=OPERATOR, now=world.now)


def several(
    world: World, count: int, *, template: str = "crime_recorded_adult", journey: str = JOURNEY
) -> list[Planned]:
    return [plan(world, template, journey=journey) for _ in range(count)]


def run(provider: FakeProvider, now: datetime, *, without: str = "") -> None:
    gates = tuple(gate for gate in GATES if gate.name != without)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider), gates=gates)


def states(messages: list[Planned]) -> Counter[str]:
    return Counter(state(one) for one in messages)


def test_of_a_new_text_the_first_few_leave_and_the_rest_is_held(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=2)
    messages = several(world, 5)

    run(provider, world.now)

    assert states(messages) == {"handed_over": 2, HELD: 3}
    assert state(plan(world, journey=JOURNEY)) == HELD
    run(provider, world.now + timedelta(hours=2))
    assert len(provider.sent) == 2


def test_without_its_gate_all_would_leave(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=2)
    messages = several(world, 5)

    run(provider, world.now, without="first_ones_were_looked_at")

    assert states(messages) == {"handed_over": 5}


def test_a_force_that_names_no_figures_has_the_safe_ones(world: World, provider: FakeProvider) -> None:
    change_force(FORCE, changes={"guards": "{}"}, by=OPERATOR, now=world.now)
    messages = several(world, 22)

    for minutes in range(3):
        run(provider, world.now + timedelta(minutes=minutes))

    assert states(messages) == {"handed_over": 20, HELD: 2}


def test_what_was_let_go_leaves_until_there_is_a_newer_version_of_it(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=2)
    several(world, 1)
    run(provider, world.now)
    with in_force(FORCE):
        CanaryCount.objects.update(let_go_at=world.now, let_go_by="somebody")
    messages = several(world, 4)
    run(provider, world.now)
    assert states(messages) == {"handed_over": 4}

    with in_force(FORCE):
        # As if another version of the text had been sent up to now.
        CanaryCount.objects.filter(kind="text").update(version=0)
    messages = several(world, 4)
    run(provider, world.now)

    assert states(messages) == {"handed_over": 2, HELD: 2}


def test_a_journey_that_was_switched_on_again_begins_anew(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=2)
    several(world, 1)
    run(provider, world.now)
    with in_force(FORCE):
        CanaryCount.objects.update(let_go_at=world.now, let_go_by="somebody")

    for minute, switched in enumerate([JourneyState.SHADOW, JourneyState.LIVE], 1):
        moment = world.now + timedelta(minutes=minute)
        switch_journey(FORCE, journey=JOURNEY, state=switched, by=OPERATOR, now=moment)
    messages = several(world, 4)
    run(provider, world.now + timedelta(minutes=3))

    assert states(messages) == {"handed_over": 2, HELD: 2}


def test_a_force_that_was_switched_on_begins_anew(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=2)
    several(world, 1)
    run(provider, world.now)
    with in_force(FORCE):
        CanaryCount.objects.update(let_go_at=world.now, let_go_by="somebody")

    for minute, switched in enumerate(["shadow", "live"], 1):
        moment = world.now + timedelta(minutes=minute)
        change_force(FORCE, changes={"state": switched}, by=OPERATOR, now=moment)
    messages = several(world, 4)
    run(provider, world.now + timedelta(minutes=3))

    assert states(messages) == {"handed_over": 2, HELD: 2}


@pytest.mark.parametrize("ceiling", ["per_text_an_hour", "per_force_an_hour"])
def test_over_the_ceiling_of_an_hour_messages_wait_for_the_next(
    ceiling: str, world: World, provider: FakeProvider
) -> None:
    guarded(world, **{ceiling: 3})
    messages = several(world, 5)

    run(provider, world.now)
    assert states(messages) == {"handed_over": 3, "planned": 2}
    run(provider, world.now + timedelta(minutes=59))
    assert len(provider.sent) == 3

    for minutes in (60, 61):
        run(provider, world.now + timedelta(minutes=minutes))
    assert states(messages) == {"handed_over": 5}


def test_the_ceiling_of_one_text_keeps_no_other_waiting(world: World, provider: FakeProvider) -> None:
    guarded(world, per_text_an_hour=1)
    messages = [*several(world, 1), *several(world, 1, template="alloc_officer_assigned")]

    run(provider, world.now)

    assert states(messages) == {"handed_over": 2}


def test_a_message_that_is_tried_again_counts_once(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=1, per_text_an_hour=1)
    (message,) = several(world, 1)
    run(provider, world.now)
    with in_force(FORCE):
        # Given up by the provider for a passing reason.
        Message.objects.update(state="queued", due_at=world.now)

    run(provider, world.now)

    assert states([message]) == {"handed_over": 1}
    assert len(provider.sent) == 2
