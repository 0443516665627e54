"""Each kind of step: what it waits for, where it leads, what it wants."""

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
from tests.unit.journeys.test_ending import BOOKED, DAY_BEFORE, EVENING_BEFORE, REMINDER, booked
from waypost.journeys.rules import EndlessJourney
from waypost.journeys.runs import What
from waypost.journeys.values import (
    END,
    Arm,
    Branch,
    Comparison,
    Condition,
    Exit,
    GoTo,
    Journey,
    Moment,
    Send,
    Span,
    Survey,
    Task,
    TaskKind,
    Unit,
    Wait,
    WaitFor,
    WaitUntil,
    WaitUntilTime,
)

RECORDED = an_event(1, "crime.recorded")
REGISTERED = an_event(2, "portal.registered", person_ref="p1")
THREE_DAYS = Span(Unit.DAYS, 3)
INVITE = a_journey(
    Send("invite", "invited"),
    WaitFor("wait", ("portal.registered",), THREE_DAYS, if_late="remind", then=END),
    Send("remind", "reminded"),
)


def recorded(journey: Journey) -> World:
    world = World([journey])
    world.look(RECORDED)
    return world


def test_a_reminder_waits_until_ten_on_the_day_before() -> None:
    world = booked()

    assert (world.told, world.wake_at) == (["confirmed"], datetime(2026, 11, 23, 10, tzinfo=UTC))


def test_when_the_wait_ends_the_reminder_is_wanted_until_six() -> None:
    world = booked()

    world.let_pass(VISIT)

    assert [(intent.template, intent.expires_at) for intent in world.intents[1:]] == [
        ("reminder", datetime(2026, 11, 23, 18, tzinfo=UTC))
    ]
    assert (world.run.end_reason, world.wake_at) == ("done", None)


def test_a_reminder_that_comes_too_late_is_not_wanted() -> None:
    world = booked()

    made = world.look(now=datetime(2026, 11, 23, 18, tzinfo=UTC))

    assert (world.told, lines(made.trace)) == (["confirmed"], [(What.SKIP, "too_late"), (What.EXIT, "done")])


def test_no_reminder_follows_where_the_day_before_has_begun_already() -> None:
    world = World([REMINDER], facts=WITH_VISIT)

    world.look(BOOKED, now=datetime(2026, 11, 23, 16, tzinfo=UTC))

    assert (world.told, world.run.end_reason) == (["confirmed"], "too_late_for_step")


@pytest.mark.parametrize("shift", [timedelta(days=3), timedelta(days=-1)])
def test_a_wait_moves_with_its_date(shift: timedelta) -> None:
    world = booked()
    world.facts = facts(appointments=(an_appointment(starts_at=VISIT + shift),))

    world.look()

    assert world.wake_at == datetime(2026, 11, 23, 10, tzinfo=UTC) + shift


def test_a_date_that_moves_into_the_past_ends_the_wait_at_once() -> None:
    world = booked()
    world.facts = facts(appointments=(an_appointment(starts_at=NOON + timedelta(hours=21)),))

    world.look(now=NOON + timedelta(minutes=1))

    assert world.told == ["confirmed", "reminder"]


@pytest.mark.parametrize("case", [facts(), facts(appointments=(an_appointment(status="cancelled"),))])
def test_a_run_whose_date_is_gone_ends_by_name(case: object) -> None:
    world = booked()
    world.facts = case  # type: ignore[assignment]

    world.look(now=VISIT)

    assert (world.told, world.run.end_reason) == (["confirmed"], "date_gone")


def test_a_message_about_a_date_that_is_gone_is_skipped() -> None:
    made = plan(a_journey(Send("1", "x", until=Moment("appointment.starts_at"))), events=[RECORDED])

    assert (made.intents, lines(made.trace)[0]) == ([], (What.SKIP, "date_gone"))


@pytest.mark.parametrize(
    ("span", "due"),
    [
        (Span(Unit.MINUTES, 30), datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
        (Span(Unit.HOURS, 72), datetime(2026, 11, 23, 12, tzinfo=UTC)),
        (Span(Unit.DAYS, 2), datetime(2026, 11, 22, 12, tzinfo=UTC)),
        (Span(Unit.DAYS, 2, time(9, 15)), datetime(2026, 11, 22, 9, 15, tzinfo=UTC)),
        (Span(Unit.WORKING_DAYS, 1, time(10)), datetime(2026, 11, 23, 10, tzinfo=UTC)),
    ],
)
def test_a_wait_lasts_as_long_as_it_says(span: Span, due: datetime) -> None:
    world = recorded(a_journey(Wait("1", span), Send("2", "text")))
    assert (world.told, world.wake_at) == ([], due)

    world.let_pass(due)

    assert (world.told, world.intents[0].known_at) == (["text"], due)


@pytest.mark.parametrize(("at", "days"), [(time(12), 0), (time(18), 0), (time(10), 1)])
def test_a_wait_until_a_time_ends_at_the_next_one(at: time, days: int) -> None:
    world = recorded(a_journey(WaitUntilTime("1", at), Send("2", "text")))
    due = datetime.combine(NOON.date() + timedelta(days=days), at, tzinfo=UTC)
    assert (world.wake_at or NOON) == due

    world.let_pass(due)

    assert world.told == ["text"]


def test_the_end_of_a_wait_stands_for_its_clock_from_then_on() -> None:
    wait = Wait("2", Span(Unit.DAYS, 60), stands_for="case.open")
    world = recorded(a_journey(Send("1", "a"), wait, Send("3", "b"), Survey("4", "c")))

    world.let_pass(after(NOON, days=61))

    assert [(intent.template, intent.trigger) for intent in world.intents] == [
        ("a", "crime.recorded"),
        ("b", "case.open"),
        ("c", "case.open"),
    ]


def test_a_moment_that_has_passed_stands_for_its_clock_too() -> None:
    wait = WaitUntil("1", Moment("case.recorded_at"), stands_for="case.open")

    (intent,) = plan(a_journey(wait, Send("2", "a")), events=[RECORDED], now=after(NOON, days=1)).intents

    assert intent.trigger == "case.open"


def test_what_is_waited_for_leads_on_and_its_absence_elsewhere() -> None:
    heard, missed = recorded(INVITE), recorded(INVITE)

    heard.look(REGISTERED, now=after(NOON, days=1))
    heard.let_pass(after(NOON, days=30))
    missed.let_pass(after(NOON, days=30))

    assert (heard.told, missed.told) == (["invited"], ["invited", "reminded"])


def test_an_event_that_comes_with_the_time_out_goes_before_it() -> None:
    world = recorded(INVITE)

    world.look(REGISTERED, now=after(NOON, days=4))

    assert world.told == ["invited"]


@pytest.mark.parametrize(
    ("event", "is_heard"),
    [
        (REGISTERED, True),
        (replace(REGISTERED, person_ref=None), True),
        (replace(REGISTERED, person_ref="p2"), False),
        (replace(REGISTERED, kind="portal.locked"), False),
    ],
)
def test_which_events_end_a_wait(event: object, is_heard: bool) -> None:
    world = World([INVITE], facts=facts(a_person(1), a_person(2)))
    world.look(replace(RECORDED, person_ref="p1"))

    world.look(event)  # type: ignore[arg-type]

    assert world.run.is_live is not is_heard


@pytest.mark.parametrize(("item", "is_heard"), [("ap1", True), ("ap2", False)])
def test_a_wait_may_be_for_events_of_the_runs_own_item(item: str, is_heard: bool) -> None:
    waiting = WaitFor("1", ("appointment.missed",), THREE_DAYS, if_late=END, same_item=True)
    world = World([a_journey(waiting, Send("2", "missed"), on=["appointment.booked"])])
    world.look(BOOKED)

    world.look(an_event(2, "appointment.missed", item=item))

    assert bool(world.told) is is_heard


def test_an_event_is_heard_once_however_often_it_is_read() -> None:
    waiting = WaitFor("wait", ("message.inbound",), THREE_DAYS, if_late=END)
    journey = a_journey(waiting, Send("answer", "thanks"), GoTo("again", "wait"), exits=(Exit("case.closed"),))
    world = recorded(journey)
    world.look(an_event(2, "message.inbound"))
    assert world.told == ["thanks"]

    world.place = 0
    world.look(RECORDED, an_event(2, "message.inbound"))

    assert world.told == ["thanks"]


def test_a_wait_hears_nothing_that_had_been_read_before_it_began() -> None:
    journey = a_journey(
        Wait("1", THREE_DAYS), WaitFor("2", ("message.inbound",), THREE_DAYS, if_late=END), Send("3", "x")
    )
    world = recorded(journey)
    world.look(an_event(2, "message.inbound"))
    world.look(now=after(NOON, days=3))

    world.place = 0
    world.look(RECORDED, an_event(2, "message.inbound"), now=after(NOON, days=3))

    assert world.told == []


@pytest.mark.parametrize(("status", "told"), [("recorded", "first"), ("closed", "second"), ("charged", "other")])
def test_a_branch_goes_where_the_first_of_its_arms_leads(status: str, told: str) -> None:
    def when(*statuses: str) -> tuple[Condition, ...]:
        return (Condition("case.status", Comparison.IN, statuses),)

    branch = Branch("1", (Arm(when("recorded"), "a"), Arm(when("recorded", "closed"), "b")), otherwise="c")
    steps = (branch, Send("a", "first"), GoTo("2", END), Send("b", "second"), GoTo("3", END), Send("c", "other"))

    made = plan(a_journey(*steps), events=[RECORDED], facts=facts(status=status))

    assert [intent.template for intent in made.intents] == [told]


def test_facts_are_read_again_when_a_step_acts() -> None:
    still_open = (Condition("case.status", Comparison.IS_NOT, ("closed",)),)
    world = recorded(a_journey(Wait("1", THREE_DAYS), Send("2", "still_open", where=still_open), Send("3", "next")))
    world.facts = facts(status="closed")

    world.let_pass(after(NOON, days=3))

    assert world.told == ["next"]
    assert (What.SKIP, "condition_not_met") in lines(world.trace)


def test_a_loop_visits_its_steps_anew() -> None:
    journey = a_journey(
        Send("tell", "update"), Wait("wait", Span(Unit.DAYS, 28)), GoTo("back", "tell"), exits=(Exit("case.closed"),)
    )
    world = recorded(journey)

    world.let_pass(after(NOON, days=90))

    assert [(intent.step, intent.visit) for intent in world.intents] == [
        ("tell", 1),
        ("tell", 2),
        ("tell", 3),
        ("tell", 4),
    ]


@pytest.mark.parametrize("steps", [(Send("1", "a"), GoTo("2", "1")), (GoTo("1", "1"),)])
def test_a_circle_without_a_wait_is_an_error_by_name(steps: tuple) -> None:  # type: ignore[type-arg]
    with pytest.raises(EndlessJourney, match="journey j, version 1"):
        plan(a_journey(*steps), events=[RECORDED])


def test_a_circle_whose_waits_have_all_passed_is_one_too() -> None:
    with pytest.raises(EndlessJourney):
        plan(a_journey(WaitUntil("1", Moment("case.recorded_at")), GoTo("2", "1")), events=[RECORDED])


def test_a_task_goes_to_a_person_with_a_script_and_the_run_goes_on() -> None:
    journey = a_journey(Task("1", TaskKind.CALL, "script", Span(Unit.WORKING_DAYS, 1, time(17))), Send("2", "after"))

    made = plan(journey, events=[replace(RECORDED, item="x")])

    (task,) = made.tasks
    assert (task.kind, task.script, task.person_id, task.item) == (TaskKind.CALL, "script", 1, "x")
    assert task.due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert [line.what for line in made.trace] == [What.TASK, What.SEND, What.EXIT]


def test_no_wait_ends_and_nobody_is_told_while_events_are_still_unread() -> None:
    world = booked()
    day_before = datetime(2026, 11, 23, 10, 1, tzinfo=UTC)

    world.look(replace(BOOKED, number=2), now=day_before, has_more=True)
    assert world.told == ["confirmed"]

    world.look(an_event(3, "appointment.changed", item="ap1"), now=day_before)
    assert world.told == ["confirmed"]


def test_no_wait_is_over_while_the_event_that_it_is_for_may_still_be_unread() -> None:
    world = recorded(INVITE)

    world.look(an_event(2, "other.event"), now=after(NOON, days=4), has_more=True)
    world.look(replace(REGISTERED, number=3), now=after(NOON, days=4))

    assert (world.told, world.run.is_live) == (["invited"], False)


def test_what_began_while_events_were_unread_is_told_once_all_are_read() -> None:
    world = World([a_journey()])
    world.look(RECORDED, has_more=True)
    assert world.told == []

    world.look(an_event(2, "other.event"))

    assert world.told == ["text"]


def test_the_events_dates_stay_those_of_the_event_that_started_the_run() -> None:
    until = Moment("event.at", Span(Unit.DAYS, 7))
    journey = a_journey(Wait("1", THREE_DAYS), Send("2", "text", until=until))
    world = World([journey])
    world.look(replace(RECORDED, at=after(NOON, days=-1)))

    world.let_pass(after(NOON, days=3))

    assert world.intents[0].expires_at == after(NOON, days=6)


def test_reminders_agree_with_the_days_that_they_name() -> None:
    assert (DAY_BEFORE.shift.at, EVENING_BEFORE.shift.at) == (time(10), time(18))
