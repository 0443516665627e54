"""What an event starts, for whom, and how often."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.journeys.making import NOON, World, a_journey, a_person, after, an_event, facts, lines, plan
from waypost.journeys.rules import TextFacts
from waypost.journeys.runs import What
from waypost.journeys.values import (
    END,
    Again,
    Comparison,
    Condition,
    Entry,
    Exit,
    Moment,
    Send,
    Span,
    Step,
    Survey,
    To,
    Unit,
    Wait,
    WaitFor,
)

RECORDED = an_event(1, "crime.recorded")


def test_an_event_starts_a_run_for_every_victim_and_for_nobody_else() -> None:
    case = facts(a_person(1), a_person(2, "suspect"), a_person(3))

    made = plan(a_journey(), events=[RECORDED], facts=case)

    assert [intent.person_id for intent in made.intents] == [1, 3]


def test_what_happens_to_a_victim_as_a_suspect_is_told_to_the_others_and_not_to_them() -> None:
    case = facts(a_person(1), a_person(2, "victim", "suspect"))
    arrest = an_event(1, "suspect.arrested", person_ref="p2")

    made = plan(a_journey(on=["suspect.arrested"]), events=[arrest], facts=case)

    assert [intent.person_id for intent in made.intents] == [1]


@pytest.mark.parametrize(("later", "told"), [(timedelta(0), 0), (timedelta(minutes=5), 1)])
def test_what_came_in_one_snapshot_with_news_that_tells_it_starts_nothing(later: timedelta, told: int) -> None:
    officer = replace(an_event(2, "oic.assigned"), seen_at=RECORDED.seen_at + later)
    journey = replace(a_journey(on=["oic.assigned"]), not_with=("crime.recorded",))

    assert len(plan(journey, events=[RECORDED, officer]).intents) == told


def test_what_happens_to_a_victim_as_a_suspect_ends_the_runs_of_the_others() -> None:
    case = facts(a_person(1), a_person(2, "victim", "suspect"))
    waiting = a_journey(Send("1", "text"), Wait("2", Span(Unit.DAYS, 9)), exits=(Exit("suspect.charged"),))
    world = World([waiting], facts=case)
    world.look(RECORDED)

    world.look(an_event(2, "suspect.charged", person_ref="p2", item="f1"))

    assert [run.is_live for run in world.runs.values()] == [False, False]


@pytest.mark.parametrize(
    ("to", "named", "people", "told"),
    [
        (To.PERSON, "p2", [a_person(1), a_person(2)], [2]),
        # A witness's appointment is not told to the victim.
        (To.PERSON, "p2", [a_person(1), a_person(2, "witness")], []),
        # An event of nobody concerns the only victim, and no one of several.
        (To.PERSON, None, [a_person(1), a_person(2, "suspect")], [1]),
        (To.PERSON, None, [a_person(1), a_person(2)], []),
        # An event that names one of the victims is not told to the others.
        (To.VICTIMS, "p2", [a_person(1), a_person(2), a_person(3, "suspect")], [2]),
        (To.VICTIMS, "p3", [a_person(1), a_person(2), a_person(3, "suspect")], [1, 2]),
        # Somebody of no known role is left to the gates.
        (To.VICTIMS, None, [replace(a_person(1), roles=())], [1]),
        # Reporters who are victims are told as victims.
        (To.REPORTERS, None, [a_person(1, "reporter"), a_person(2, "reporter", "victim")], [1]),
        (To.REPORTERS, "p3", [a_person(1, "reporter"), a_person(3, "reporter")], [3]),
    ],
)
def test_whom_a_journey_tells(to: To, named: str | None, people: list, told: list[int]) -> None:  # type: ignore[type-arg]
    event = an_event(1, "crime.recorded", person_ref=named)

    made = plan(a_journey(to=to), events=[event], facts=facts(*people))

    assert [intent.person_id for intent in made.intents] == told


def test_an_event_that_concerns_nobody_leaves_a_line_that_says_so() -> None:
    made = plan(a_journey(), events=[RECORDED], facts=facts(a_person(1, "reporter")))

    assert [(line.what, line.reason, line.person_id) for line in made.trace] == [(What.SKIP, "nobody_to_tell", None)]


def test_a_journey_of_a_phase_that_is_off_starts_nothing() -> None:
    made = plan(a_journey(), events=[RECORDED], phases=frozenset({2}))

    assert (made.runs, made.trace) == ([], [])


def test_a_second_entry_is_skipped_by_name() -> None:
    world = World([a_journey()])
    world.look(RECORDED)

    second = world.look(an_event(2, "crime.recorded"))

    assert (second.intents, lines(second.trace)) == ([], [(What.SKIP, "already_entered")])


@pytest.mark.parametrize(
    ("entry", "told"),
    [(Entry.CASE, 1), (Entry.ITEM, 2), (Entry.EVENT, 3)],
)
def test_how_often_a_journey_runs(entry: Entry, told: int) -> None:
    world = World([a_journey(entry=entry)])

    for number, item in enumerate(["a", "a", "b"], 1):
        world.look(an_event(number, "crime.recorded", item=item))

    assert len(world.told) == told


def test_an_entry_may_start_anew_once_its_run_has_ended() -> None:
    world = World(
        [a_journey(Send("1", "text"), Wait("2", Span(Unit.DAYS, 2)), Send("3", "last"), again=Again.AFTER_END)]
    )
    world.look(RECORDED)
    world.look(an_event(2, "crime.recorded"), now=after(NOON, days=1))
    assert world.told == ["text"]
    world.let_pass(after(NOON, days=3))

    world.look(an_event(3, "crime.recorded"), now=after(NOON, days=4))

    assert world.told == ["text", "last", "text"]
    assert [run.entry for run in world.runs.values()] == ["case", "case again 1"]


def test_a_replay_starts_nothing_anew_that_had_ended_since() -> None:
    world = World(
        [a_journey(Send("1", "text"), Wait("2", Span(Unit.DAYS, 2)), Send("3", "last"), again=Again.AFTER_END)]
    )
    heard = [RECORDED, an_event(2, "crime.recorded")]
    world.look(*heard)
    world.let_pass(after(NOON, days=3))

    world.place = 0
    world.look(*heard, now=after(NOON, days=3))

    assert world.told == ["text", "last"]


def test_an_event_that_ends_a_run_may_start_it_anew_and_a_replay_of_it_may_not() -> None:
    exits = (Exit("crime.recorded"),)
    world = World([a_journey(again=Again.AFTER_END, exits=exits)])
    heard = [RECORDED, an_event(2, "crime.recorded")]
    world.look(*heard)
    assert {run.entry: run.end_reason for run in world.runs.values()} == {
        "case": "crime.recorded",
        "case again 1": "done",
    }

    world.place = 0
    world.look(*heard)

    assert len(world.told) == 1


def test_an_event_that_a_run_has_waited_for_does_not_start_it_anew() -> None:
    waiting = WaitFor("1", ("crime.recorded",), Span(Unit.DAYS, 2), if_late=END)
    world = World([a_journey(waiting, Send("2", "text"), again=Again.AFTER_END)])

    world.look(RECORDED, an_event(2, "crime.recorded"))

    assert (world.told, [run.entry for run in world.runs.values()]) == (["text"], ["case"])


@pytest.mark.parametrize(
    ("comparison", "values", "is_told"),
    [
        (Comparison.IS, ("18",), True),
        (Comparison.IS, ("1",), False),
        (Comparison.IS_NOT, ("18",), False),
        (Comparison.IN, ("1", "18"), True),
        (Comparison.NOT_IN, ("1", "18"), False),
    ],
)
def test_a_condition_decides_whether_a_run_starts(
    comparison: Comparison, values: tuple[str, ...], is_told: bool
) -> None:
    journey = a_journey(where=(Condition("outcome.code", comparison, values),))

    made = plan(journey, events=[RECORDED], facts=facts(outcome_code="18"))

    assert bool(made.intents) is is_told
    assert is_told or lines(made.trace) == [(What.SKIP, "condition_not_met")]


@pytest.mark.parametrize(
    ("comparison", "values", "formats", "is_told"),
    [
        (Comparison.INCLUDES, ("easy_read", "bsl"), ("large_print", "bsl"), True),
        (Comparison.INCLUDES, ("easy_read",), (), False),
        (Comparison.INCLUDES_NONE, ("easy_read", "bsl"), ("bsl",), False),
        (Comparison.INCLUDES_NONE, ("easy_read",), (), True),
    ],
)
def test_a_condition_on_a_list(
    comparison: Comparison, values: tuple[str, ...], formats: tuple[str, ...], is_told: bool
) -> None:
    journey = a_journey(where=(Condition("person.formats", comparison, values),))

    made = plan(journey, events=[RECORDED], facts=facts(a_person(1, formats=formats)))

    assert bool(made.intents) is is_told


@pytest.mark.parametrize("comparison", [Comparison.IS, Comparison.IN, Comparison.INCLUDES])
def test_an_absent_fact_is_equal_to_nothing(comparison: Comparison) -> None:
    journey = a_journey(where=(Condition("incident.status", comparison, ("None", "")),))

    assert plan(journey, events=[RECORDED]).intents == []


def test_a_condition_is_asked_for_each_recipient() -> None:
    journey = a_journey(where=(Condition("person.is_minor", Comparison.IS, ("no",)),))
    case = facts(a_person(1), a_person(2, is_minor="yes"), a_person(3, is_minor="unknown"))

    made = plan(journey, events=[RECORDED], facts=case)

    assert [intent.person_id for intent in made.intents] == [1]


def test_a_journey_that_ends_and_starts_on_one_event_starts_anew() -> None:
    journey = a_journey(on=["oic.changed"], entry=Entry.EVENT, exits=(Exit("oic.changed"),))

    made = plan(journey, events=[an_event(1, "oic.changed"), an_event(2, "oic.changed")])

    assert [(run.entry, run.end_reason) for run in made.runs] == [("event 1", "oic.changed"), ("event 2", "done")]


@pytest.mark.parametrize("step", [Send("1", "text"), Survey("1", "text")])
def test_news_that_arrives_after_its_use_is_not_wanted(step: Step) -> None:
    late = an_event(1, "crime.recorded", at=after(NOON, days=-9), received_at=after(NOON, days=-9))
    use = {"text": TextFacts(valid_for=after(NOON, days=7) - NOON)}

    made = plan(a_journey(step), events=[late], texts=use)

    assert (made.intents, lines(made.trace)) == ([], [(What.SKIP, "too_late"), (What.EXIT, "done")])


@pytest.mark.parametrize(
    ("until", "days"),
    [
        # Neither the text's own end nor the run's makes it stay of use for longer.
        (None, 7),
        (Moment("event.at", Span(Unit.DAYS, 9)), 9),
        (Moment("event.at", Span(Unit.DAYS, 99)), 60),
    ],
)
def test_news_of_a_long_run_is_of_use_no_longer_than_its_text(until: Moment | None, days: int) -> None:
    journey = a_journey(Send("1", "text", until=until), expire_after=Span(Unit.DAYS, 60))

    (intent,) = plan(journey, events=[RECORDED], texts={"text": TextFacts(valid_for=timedelta(days=7))}).intents

    assert intent.expires_at == after(NOON, days=days)


def test_a_clock_that_runs_ahead_makes_no_news_known_before_now() -> None:
    (intent,) = plan(a_journey(), events=[an_event(1, "crime.recorded", received_at=after(NOON, hours=1))]).intents

    assert intent.known_at == NOON


def test_news_is_known_since_the_force_learned_of_it() -> None:
    late = an_event(1, "crime.recorded", at=after(NOON, days=-9), received_at=after(NOON, days=-2))

    (intent,) = plan(a_journey(), events=[late]).intents

    assert intent.known_at == after(NOON, days=-2)
