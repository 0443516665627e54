"""Newer news takes the place of older news on the same topic."""

from dataclasses import replace

import pytest

from tests.unit.journeys.making import NOON, World, a_journey, a_person, after, an_event, facts, lines
from waypost.access.values import JourneyState
from waypost.base.values import PersonId
from waypost.journeys.runs import RunFacts, RunKey, What
from waypost.journeys.values import Entry, Exit, Scope, Send, Span, Unit, Wait

LISTED = a_journey(
    Send("1", "listed"),
    Wait("2", Span(Unit.DAYS, 20)),
    Send("3", "reminder"),
    on=["court.hearing_listed"],
    name="listed",
    entry=Entry.EVENT,
    topic="hearing",
)
CHANGED = a_journey(
    Send("1", "changed"),
    on=["court.hearing_changed"],
    name="changed",
    entry=Entry.EVENT,
    topic="hearing",
    supersede=Scope.ITEM,
)


def key(number: int, name: str, event: int) -> RunKey:
    return (PersonId(number), name, f"event {event}")


def a_world() -> World:
    world = World([LISTED, CHANGED])
    world.look(an_event(1, "court.hearing_listed", item="h1"))
    return world


def test_a_newer_run_ends_the_earlier_one_and_says_what_it_replaces() -> None:
    world = a_world()

    made = world.look(an_event(2, "court.hearing_changed", item="h1"))

    assert world.runs[key(1, "listed", 1)].end_reason == "superseded"
    assert made.intents[0].replaces == (key(1, "listed", 1),)
    assert (What.EXIT, "superseded") in lines(made.trace)


def test_what_is_put_in_the_place_of_another_takes_back_what_was_said_of_that() -> None:
    world = a_world()

    made = world.look(an_event(2, "court.hearing_changed", item="h2", details={"instead_of": "h1"}))

    assert world.runs[key(1, "listed", 1)].end_reason == "superseded"
    assert made.intents[0].replaces == (key(1, "listed", 1),)


@pytest.mark.parametrize(("scope", "ended"), [(Scope.ITEM, False), (Scope.CASE, True)])
def test_how_far_a_newer_run_reaches(scope: Scope, ended: bool) -> None:
    world = World([LISTED, replace(CHANGED, supersede=scope)])
    world.look(an_event(1, "court.hearing_listed", item="h1"))

    world.look(an_event(2, "court.hearing_changed", item="h2"))

    assert world.runs[key(1, "listed", 1)].is_taken_back is ended


def test_a_newer_run_of_one_person_leaves_the_others_alone() -> None:
    world = World([LISTED, CHANGED], facts=facts(a_person(1), a_person(2)))
    world.look(an_event(1, "court.hearing_listed", item="h1"))

    made = world.look(an_event(2, "court.hearing_changed", item="h1", person_ref="p2"))

    assert [run.is_live for run in world.runs.values() if run.journey == "listed"] == [True, False]
    assert made.intents[0].replaces == (key(2, "listed", 1),)


def test_another_topic_is_left_alone() -> None:
    world = World([replace(LISTED, topic="officer"), CHANGED])
    world.look(an_event(1, "court.hearing_listed", item="h1"))

    made = world.look(an_event(2, "court.hearing_changed", item="h1"))

    assert (world.runs[key(1, "listed", 1)].is_live, made.intents[0].replaces) == (True, ())


def test_what_a_chain_replaces_is_all_that_went_before() -> None:
    world = a_world()
    world.look(an_event(2, "court.hearing_changed", item="h1"))

    made = world.look(an_event(3, "court.hearing_changed", item="h1"))

    assert made.intents[0].replaces == (key(1, "listed", 1), key(1, "changed", 2))


def test_what_an_exit_ended_may_have_left_and_is_replaced_too() -> None:
    world = World([replace(LISTED, exits=(Exit("court.hearing_changed", same_item=True),)), CHANGED])
    world.look(an_event(1, "court.hearing_listed", item="h1"))

    made = world.look(an_event(2, "court.hearing_changed", item="h1"))

    assert world.runs[key(1, "listed", 1)].end_reason == "court.hearing_changed"
    assert made.intents[0].replaces == (key(1, "listed", 1),)


@pytest.mark.parametrize(
    ("older", "newer", "ended"),
    [
        (JourneyState.LIVE, JourneyState.SHADOW, False),
        (JourneyState.LIVE, JourneyState.PILOT, False),
        (JourneyState.SHADOW, JourneyState.SHADOW, True),
        (JourneyState.PILOT, JourneyState.LIVE, True),
        # A pause holds what is new; what is old is wrong all the same.
        (JourneyState.LIVE, JourneyState.PAUSED, True),
    ],
)
def test_a_journey_that_tells_fewer_makes_no_message_of_another_unsaid(
    older: JourneyState, newer: JourneyState, ended: bool
) -> None:
    world = World([LISTED, CHANGED], more={"states": {"listed": older, "changed": newer}})
    world.look(an_event(1, "court.hearing_listed", item="h1"))

    world.look(an_event(2, "court.hearing_changed", item="h1"))

    assert world.runs[key(1, "listed", 1)].is_taken_back is ended


def test_what_is_told_later_replaces_only_what_went_before_its_own_news() -> None:
    first, second = replace(LISTED, supersede=Scope.ITEM), replace(CHANGED, supersede=None)
    world = World([first, second])
    world.look(an_event(1, "court.hearing_listed", item="h1"))
    world.look(an_event(2, "court.hearing_changed", item="h1"))

    world.let_pass(after(NOON, days=30))

    assert {intent.template: intent.replaces for intent in world.intents} == dict.fromkeys(
        ["listed", "changed", "reminder"], ()
    )


def test_in_one_pass_only_the_newest_is_told() -> None:
    world = World([LISTED, CHANGED])

    world.look(
        an_event(1, "court.hearing_listed", item="h1"),
        an_event(2, "court.hearing_changed", item="h1"),
        an_event(3, "court.hearing_changed", item="h1"),
    )

    assert [(intent.template, intent.event_number) for intent in world.intents] == [("changed", 3)]


def test_a_replay_that_finds_older_news_does_not_tell_it() -> None:
    world = a_world()
    world.look(an_event(3, "court.hearing_changed", item="h1"), now=after(NOON, hours=1))

    made = world.look(an_event(2, "court.hearing_changed", item="h1"), now=after(NOON, hours=2))

    assert (made.intents, lines(made.trace)) == ([], [(What.SKIP, "newer_news")])
    newest: RunFacts = world.runs[key(1, "changed", 3)]
    assert not newest.is_taken_back
