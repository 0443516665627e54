"""A paused journey holds, and loses nothing."""

from dataclasses import replace

from tests.unit.journeys.making import NOON, VISIT, WITH_VISIT, World, a_journey, after, facts, lines
from tests.unit.journeys.test_ending import BOOKED, CHANGED, REMINDER
from tests.unit.journeys.test_steps import INVITE, RECORDED, REGISTERED
from waypost.access.values import JourneyState
from waypost.journeys.runs import What
from waypost.journeys.values import Arm, Branch, Comparison, Condition, Digest, Send, Span, Unit, Wait

ON, OFF = frozenset[str](), frozenset({"j"})


def test_a_run_of_a_paused_journey_starts_but_does_not_act() -> None:
    world = World([a_journey()], paused=OFF)

    made = world.look(RECORDED)

    assert (world.told, world.run.is_live, world.wake_at) == ([], True, None)
    assert lines(made.trace) == [(What.HOLD, "journey_paused")]


def test_what_was_due_in_the_pause_is_told_after_it() -> None:
    world = World([a_journey()], paused=OFF)
    world.look(RECORDED)

    world.paused = ON
    world.look(now=after(NOON, days=1))

    assert (world.told, world.intents[0].known_at) == (["text"], NOON)


def test_a_wait_that_ends_in_the_pause_stays_due_and_wakes_nobody() -> None:
    world = World([a_journey(Wait("1", Span(Unit.DAYS, 2)), Send("2", "text"))])
    world.look(RECORDED)
    world.paused = OFF

    world.look(now=after(NOON, days=1))
    assert world.wake_at is None
    world.look(now=after(NOON, days=5))
    assert (world.told, world.wake_at) == ([], None)

    world.paused = ON
    world.look(now=after(NOON, days=6))
    assert world.told == ["text"]


def test_an_exit_ends_a_paused_run() -> None:
    world = World([REMINDER], facts=WITH_VISIT, paused=OFF)
    world.look(BOOKED)

    world.look(CHANGED)
    world.paused = ON
    world.look(now=after(NOON, days=1))

    assert (world.told, world.run.end_reason) == ([], "appointment.changed")


def test_what_expired_in_the_pause_is_not_told_after_it() -> None:
    world = World([REMINDER], facts=WITH_VISIT, paused=OFF)
    world.look(BOOKED)

    world.paused = ON
    world.look(now=VISIT)

    assert world.told == []
    assert (What.SKIP, "too_late") in lines(world.trace)


def test_what_is_waited_for_is_heard_in_the_pause() -> None:
    world = World([INVITE])
    world.look(RECORDED)
    world.paused = OFF
    world.look(REGISTERED, now=after(NOON, days=1))

    world.paused = ON
    world.look(now=after(NOON, days=30))
    world.let_pass(after(NOON, days=60))

    assert world.told == ["invited"]


def test_a_run_chooses_its_way_after_the_pause_by_what_is_true_then() -> None:
    is_closed = (Condition("case.status", Comparison.IS, ("closed",)),)
    steps = (Branch("1", (Arm(is_closed, "3"),)), Send("2", "open"), Send("3", "closed", where=is_closed))
    world = World([a_journey(*steps)], paused=OFF)
    world.look(RECORDED)
    world.facts, world.paused = facts(status="closed"), ON

    world.look(now=after(NOON, days=1))

    assert world.told == ["closed"]


def test_a_pause_of_one_journey_holds_no_other() -> None:
    world = World([a_journey(), replace(a_journey(), name="other")], paused=OFF)

    world.look(RECORDED)

    assert [intent.run_key[1] for intent in world.intents] == ["other"]


def test_a_window_that_ends_in_the_pause_ends_after_it() -> None:
    world = World([a_journey(digest=Digest(30))])
    world.look(RECORDED)
    world.paused = OFF
    world.look(now=after(NOON, hours=1))
    assert (world.told, world.wake_at) == ([], None)

    world.paused = ON
    world.look(now=after(NOON, hours=2))

    assert world.told == ["text"]


def test_a_force_that_pauses_by_state_pauses_too() -> None:
    world = World([a_journey()], more={"states": {"j": JourneyState.PAUSED}})

    world.look(RECORDED)

    assert (world.told, world.run.is_live) == ([], True)
