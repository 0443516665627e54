"""Exits and goals act at once; what ended wants nothing more."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from tests.unit.journeys.making import (
    NOON,
    VISIT,
    WITH_VISIT,
    World,
    a_journey,
    a_person,
    after,
    an_appointment,
    an_event,
    facts,
    lines,
    plan,
)
from waypost.journeys.runs import What
from waypost.journeys.values import (
    END,
    End,
    Entry,
    Exit,
    Goal,
    Moment,
    Send,
    Span,
    Task,
    TaskKind,
    To,
    Unit,
    Wait,
    WaitFor,
    WaitUntil,
)

DAY_BEFORE = Moment("appointment.starts_at", Span(Unit.DAYS, -1, time(10)))
EVENING_BEFORE = Moment("appointment.starts_at", Span(Unit.DAYS, -1, time(18)))
REMINDER = a_journey(
    Send("1", "confirmed", until=Moment("appointment.starts_at")),
    WaitUntil("2", DAY_BEFORE, end_if_past=True),
    Send("3", "reminder", until=EVENING_BEFORE),
    on=["appointment.booked"],
    to=To.PERSON,
    entry=Entry.EVENT,
    exits=(Exit("appointment.changed", same_item=True), Exit("crime.merged")),
)
BOOKED = an_event(1, "appointment.booked", person_ref="p1", item="ap1")
CHANGED = an_event(2, "appointment.changed", person_ref="p1", item="ap1")


def booked() -> World:
    world = World([REMINDER], facts=WITH_VISIT)
    world.look(BOOKED)
    return world


def test_an_exit_acts_at_once_in_the_middle_of_a_wait() -> None:
    world = booked()

    made = world.look(CHANGED)

    assert (world.run.is_live, world.run.end_reason, made.wake_at) == (False, "appointment.changed", None)
    assert lines(made.trace) == [(What.EXIT, "appointment.changed")]


def test_an_exit_for_another_appointment_leaves_the_run_alone() -> None:
    world = booked()

    made = world.look(an_event(2, "appointment.changed", item="ap2"))

    assert made.runs == []


def test_an_exit_takes_back_what_a_finished_run_wanted() -> None:
    world = World([a_journey(exits=(Exit("crime.cancelled"),))])
    world.look(an_event(1, "crime.recorded"))
    assert world.run.end_reason == "done"

    world.look(an_event(2, "crime.cancelled"))

    assert (world.run.end_reason, world.run.is_taken_back) == ("crime.cancelled", True)


def test_a_run_that_the_same_pass_ends_wants_nothing() -> None:
    journey = a_journey(
        Send("1", "text"),
        Task("2", TaskKind.CALL, "script", Span(Unit.DAYS, 1)),
        exits=(Exit("crime.reopened"),),
    )

    made = plan(journey, events=[an_event(1, "crime.recorded"), an_event(2, "crime.reopened")])

    assert (made.intents, made.tasks, [run.end_reason for run in made.runs]) == ([], [], ["crime.reopened"])
    assert [line.what for line in made.trace] == [What.EXIT, What.EXIT]


def test_a_replay_does_not_end_a_run_by_the_event_that_started_it() -> None:
    journey = a_journey(on=["oic.changed"], entry=Entry.EVENT, exits=(Exit("oic.changed"),))
    world = World([journey])
    world.look(an_event(3, "oic.changed"))

    world.look(an_event(1, "oic.changed"), an_event(3, "oic.changed"))

    assert {run.entry: run.end_reason for run in world.runs.values()}["event 3"] == "done"


def test_a_run_too_late_for_its_reminder_can_still_be_taken_back() -> None:
    world, booked_late = World([REMINDER], facts=WITH_VISIT), datetime(2026, 11, 23, 16, tzinfo=UTC)
    world.look(BOOKED, now=booked_late)
    assert (world.told, world.run.end_reason) == (["confirmed"], "too_late_for_step")

    world.look(CHANGED, now=booked_late)

    assert world.run.is_taken_back


def test_what_one_victim_does_ends_no_other_ones_run() -> None:
    journey = a_journey(
        Send("1", "text"), Wait("2", Span(Unit.DAYS, 9)), Send("3", "x"), exits=(Exit("victim.withdrew"),)
    )
    world = World([journey], facts=facts(a_person(1), a_person(2)))
    world.look(an_event(1, "crime.recorded"))

    world.look(an_event(2, "victim.withdrew", person_ref="p2"))

    assert {run.person_id: run.is_live for run in world.runs.values()} == {1: True, 2: False}


@pytest.mark.parametrize(("named", "ended"), [("p9", {1, 2}), ("p3", {1}), (None, {1, 2})])
def test_whose_runs_an_event_ends(named: str | None, ended: set[int]) -> None:
    # A suspect's news concerns every victim; a guardian's those for whom they act.
    people = (a_person(1), a_person(2), a_person(3, "parent_guardian", acts_for=("p1",)), a_person(9, "suspect"))
    world = World([a_journey(exits=(Exit("some.event"),))], facts=facts(*people))
    world.look(an_event(1, "crime.recorded"))

    world.look(an_event(2, "some.event", person_ref=named))

    assert {run.person_id for run in world.runs.values() if run.is_taken_back} == ended


def test_an_appointment_that_is_now_another_victims_is_no_longer_hers() -> None:
    world = World([REMINDER], facts=facts(a_person(1), a_person(2), appointments=(an_appointment(),)))
    world.look(BOOKED)

    world.look(an_event(2, "appointment.changed", person_ref="p2", item="ap1"))

    assert world.run.is_taken_back


def test_a_goal_ends_a_run_like_an_exit_and_is_counted() -> None:
    journey = a_journey(
        Send("1", "invite"), Wait("2", Span(Unit.DAYS, 5)), Send("3", "again"), goals=(Goal("portal.registered"),)
    )
    world = World([journey])
    world.look(an_event(1, "crime.recorded"))

    made = world.look(an_event(2, "portal.registered", person_ref="p1"))
    world.let_pass(after(NOON, days=30))

    assert (world.told, world.run.end_reason, world.run.is_taken_back) == (["invite"], "goal_reached", True)
    assert lines(made.trace) == [(What.EXIT, "goal_reached")]


def test_a_run_expires_in_the_middle_of_a_wait() -> None:
    journey = a_journey(
        Send("1", "a"), Wait("2", Span(Unit.DAYS, 100)), Send("3", "b"), expire_after=Span(Unit.DAYS, 90)
    )
    world = World([journey])
    world.look(an_event(1, "crime.recorded"))
    assert world.wake_at == after(NOON, days=90)

    world.let_pass(after(NOON, days=200))

    assert (world.told, world.run.end_reason, world.run.is_taken_back) == (["a"], "expired", True)


def test_what_a_run_wants_is_of_no_use_after_the_run_expires() -> None:
    (intent,) = plan(a_journey(expire_after=Span(Unit.DAYS, 3)), events=[an_event(1, "crime.recorded")]).intents

    assert intent.expires_at == after(NOON, days=3)


def test_a_run_that_would_have_expired_before_it_began_tells_nothing() -> None:
    late = an_event(1, "crime.recorded", received_at=after(NOON, days=-4))

    made = plan(a_journey(expire_after=Span(Unit.DAYS, 3)), events=[late])

    assert (made.intents, lines(made.trace)) == ([], [(What.EXIT, "expired")])


def test_the_last_words_of_a_run_are_in_its_trace() -> None:
    made = plan(a_journey(Send("1", "text"), End("2", "nothing_more_to_tell")), events=[an_event(1, "crime.recorded")])

    assert lines(made.trace)[-1] == (What.EXIT, "nothing_more_to_tell")
    assert [(run.end_reason, run.is_taken_back) for run in made.runs] == [("done", False)]


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_live_run_of_a_journey_that_is_switched_off_ends_where_it_would_act(is_gone: bool) -> None:
    world = booked()
    if is_gone:
        world.journeys, world.older = [], [REMINDER]
    else:
        world.phases = frozenset()
    assert world.look(now=after(NOON, hours=1)).runs == []

    world.let_pass(VISIT)

    assert (world.told, world.run.end_reason, world.run.is_taken_back) == (["confirmed"], "journey_switched_off", True)


def test_a_live_run_stays_on_the_version_that_it_began() -> None:
    world = booked()
    world.journeys, world.older = [replace(REMINDER, version=2, steps=(Send("1", "other"),))], [REMINDER]

    world.let_pass(VISIT)

    assert world.told == ["confirmed", "reminder"]


def test_no_run_acts_after_its_exit() -> None:
    world = booked()
    world.look(CHANGED)

    world.look(now=VISIT - timedelta(hours=28))

    assert world.told == ["confirmed"]


def test_what_a_run_took_in_before_its_version_changed_does_not_end_it_in_a_replay() -> None:
    past = [an_event(1, "crime.recorded"), an_event(2, "oic.changed")]
    listens = WaitFor("2", ("portal.registered",), Span(Unit.DAYS, 9), if_late=END)
    world = World([a_journey(Wait("1", Span(Unit.DAYS, 1)), listens)])
    world.look(*past)
    world.look(now=after(NOON, days=2))

    world.journeys, world.place = [replace(world.journeys[0], exits=(Exit("oic.changed"),))], 0
    world.look(*past, now=after(NOON, days=3))
    assert world.run.is_live

    world.look(an_event(3, "oic.changed"), now=after(NOON, days=3))
    assert world.run.end_reason == "oic.changed"
