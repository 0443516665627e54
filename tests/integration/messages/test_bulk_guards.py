"""A mistake reaches few: the first of what is new are looked at, and in an hour only so many leave."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from tests.integration.messages.world import FORCE, FakeProvider, World, carried, plan, state
from waypost.access.forces import change_force, switch_journey
from waypost.access.models import AuditEvent
from waypost.access.values import OPERATOR, Actor, ActorKind, JourneyState
from waypost.base.scope import in_force
from waypost.messages.gates import GATES
from waypost.messages.guard_models import CanaryCount
from waypost.messages.guards import CanaryKind, Together
from waypost.messages.log_queries import new_ones, open_wishes
from waypost.messages.models import Message
from waypost.messages.operations import deliver
from waypost.messages.operations.bulk import AlreadyAsked, NotAsked, SamePerson, Wanted, agree, ask_for, say_no
from waypost.messages.operations.letting_go import NothingNew, let_go
from waypost.messages.operations.recalling import NothingToRecall, RecallKind
from waypost.messages.operations.stopping import Target, TooManyForOne, lift, stop
from waypost.messages.stops import StopKind
from waypost.messages.values import Planned

pytestmark = pytest.mark.django_db
JOURNEY = "crime-recorded"
HELD = "held: first_ones_out"
ANNA, BEN = Actor(ActorKind.STAFF, "anna"), Actor(ActorKind.STAFF, "ben")


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


@pytest.mark.parametrize(
    ("gate", "figures"),
    [
        ("first_ones_were_looked_at", {"canary": 2}),
        ("hour_is_not_full", {"per_text_an_hour": 2}),
        ("hour_is_not_full", {"per_force_an_hour": 2}),
    ],
)
def test_without_its_gate_all_would_leave(
    gate: str, figures: dict[str, int], world: World, provider: FakeProvider
) -> None:
    guarded(world, **figures)
    messages = several(world, 5)

    run(provider, world.now, without=gate)

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


def actions() -> list[str]:
    with in_force(FORCE):
        return list(AuditEvent.objects.filter(action__startswith="messages.").values_list("action", flat=True))


def test_when_somebody_has_looked_the_rest_goes(world: World, provider: FakeProvider) -> None:
    guarded(world, canary=2)
    messages = several(world, 5)
    run(provider, world.now)
    assert {one.kind for one in new_ones(FORCE)} == set(CanaryKind)

    for one in new_ones(FORCE):
        assert let_go(one.kind, one.target, force=FORCE, by=ANNA, now=world.now) == 3
    run(provider, world.now)
    run(provider, world.now)

    assert states(messages) == {"handed_over": 5}
    assert (list(new_ones(FORCE)), actions()) == ([], ["messages.first_ones_seen"] * 3)
    with pytest.raises(NothingNew):
        let_go(CanaryKind.TEXT, "en/crime_recorded_adult", force=FORCE, by=ANNA, now=world.now)


@pytest.mark.parametrize(
    "target",
    [Target(StopKind.FORCE), Target(StopKind.JOURNEY, JOURNEY), Target(StopKind.TEMPLATE, "crime_recorded_adult")],
)
def test_after_a_stop_was_lifted_the_first_few_leave_and_then_somebody_looks(
    target: Target, world: World, provider: FakeProvider
) -> None:
    guarded(world, canary=2)
    several(world, 1)
    run(provider, world.now)
    with in_force(FORCE):
        CanaryCount.objects.update(let_go_at=world.now, let_go_by="somebody")
    stop(target, reason="A mistake", force=FORCE, by=ANNA, now=world.now)
    messages = several(world, 5)

    assert lift(target, reason="Mended", force=FORCE, by=ANNA, now=world.now) == 5
    run(provider, world.now)
    run(provider, world.now)

    assert states(messages) == {"handed_over": 2, HELD: 3}


def test_a_stop_that_holds_many_is_lifted_by_two(world: World, provider: FakeProvider) -> None:
    guarded(world, second_person_over=2)
    stop(Target(StopKind.FORCE), reason="A mistake", force=FORCE, by=ANNA, now=world.now)
    messages = several(world, 3)
    with pytest.raises(TooManyForOne):
        lift(Target(StopKind.FORCE), reason="Mended", force=FORCE, by=ANNA, now=world.now)

    asked = ask_for(Wanted(Together.LIFT, "force"), reason="Mended", force=FORCE, by=ANNA, now=world.now)
    run(provider, world.now)
    assert (asked.count, states(messages)) == (3, {"held: force_stopped": 3})
    assert [(one.count, one.asked_by) for one in open_wishes(FORCE)] == [(3, "anna")]
    with pytest.raises(AlreadyAsked):
        ask_for(Wanted(Together.LIFT, "force"), reason="Again", force=FORCE, by=BEN, now=world.now)
    assert asked.wish is not None
    with pytest.raises(SamePerson):
        agree(asked.wish, force=FORCE, by=ANNA, now=world.now)

    assert agree(asked.wish, force=FORCE, by=BEN, now=world.now) == 3
    run(provider, world.now)
    run(provider, world.now)
    assert states(messages) == {"handed_over": 3}
    with pytest.raises(NotAsked):
        agree(asked.wish, force=FORCE, by=BEN, now=world.now)


def test_what_a_second_person_says_no_to_stays_as_it_is(world: World, provider: FakeProvider) -> None:
    guarded(world, second_person_over=2)
    messages = several(world, 3)
    wanted = Wanted(Together.RECALL, RecallKind.CAUSE.value, "crime.recorded")
    asked = ask_for(wanted, reason="The wrong people", force=FORCE, by=ANNA, now=world.now)
    assert asked.wish is not None

    say_no(asked.wish, force=FORCE, by=BEN, now=world.now)

    assert (states(messages), list(open_wishes(FORCE))) == ({"queued": 3}, [])


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (RecallKind.TEMPLATE, "crime_recorded_adult"),
        (RecallKind.JOURNEY, JOURNEY),
        (RecallKind.CAUSE, "crime.recorded"),
    ],
)
def test_what_waits_is_taken_back_and_what_has_left_is_not(
    kind: RecallKind, target: str, world: World, provider: FakeProvider
) -> None:
    guarded(world, second_person_over=50)
    (gone,) = several(world, 1)
    run(provider, world.now)
    waiting = several(world, 3)
    other = plan(world, "alloc_officer_assigned", journey="other", trigger="officer.assigned")

    done = ask_for(
        Wanted(Together.RECALL, kind.value, target), reason="The text is wrong", force=FORCE, by=ANNA, now=world.now
    )

    assert (done.count, done.wish) == (3, None)
    assert states([gone, *waiting]) == {"handed_over": 1, "suppressed: recalled": 3}
    assert state(other) == "queued"
    assert actions() == ["messages.recalled"]
    with pytest.raises(NothingToRecall):
        ask_for(Wanted(Together.RECALL, kind.value, target), reason="Again", force=FORCE, by=ANNA, now=world.now)
