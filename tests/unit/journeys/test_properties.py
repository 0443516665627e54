"""What holds for every journey and every course of events."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.journeys.making import World, parts_of
from tests.unit.journeys.strategies import Look, a_world, alone, courses, lived, made_up_journeys
from waypost.journeys.facts import JourneyFacts
from waypost.journeys.passes import runs_from_json, runs_to_json
from waypost.journeys.rules import decide
from waypost.journeys.runs import EXPIRED, Plan, RunKey
from waypost.journeys.values import Journey, Scope

LONG = timedelta(days=30)
Key = tuple[RunKey, str, int, str]
many = settings(max_examples=60, deadline=None)


def wanted(world: World) -> Counter[Key]:
    """What is wanted, messages and tasks, whether taken back since or not."""
    single = [one for intent in world.intents for one in parts_of(intent)]
    told = [(one.run_key, one.step, one.visit, one.template) for one in single]
    return Counter([*told, *((task.run_key, task.step, task.visit, task.script) for task in world.tasks)])


def standing(world: World) -> set[Key]:
    """What is wanted and not taken back."""
    return {key for key in wanted(world) if not world.runs[key[0]].is_taken_back}


def ends(world: World) -> dict[RunKey, tuple[bool, str]]:
    return {key: (run.is_live, run.end_reason) for key, run in world.runs.items()}


@many
@given(made_up_journeys(), courses())
def test_the_same_facts_and_events_lead_to_the_same_decisions(
    journeys: Sequence[Journey], course: Sequence[Look]
) -> None:
    world = a_world(journeys)
    for look in course:
        situation = world.situation(*look.events)
        kept = json.dumps([situation.facts.to_json(), runs_to_json(situation.runs)])
        facts, runs = json.loads(kept)
        replayed = replace(situation, facts=JourneyFacts.from_json(facts), runs=tuple(reversed(runs_from_json(runs))))

        assert decide(replayed, now=look.now) == world.look(*look.events, now=look.now)


@many
@given(made_up_journeys(), courses())
def test_nothing_is_wanted_twice(journeys: Sequence[Journey], course: Sequence[Look]) -> None:
    world = lived(a_world(journeys), course)
    world.let_pass(course[-1].now + LONG, most=4000)

    assert [key for key, times in wanted(world).items() if times > 1] == []


@many
@given(made_up_journeys(), courses())
def test_nothing_is_due_that_has_just_been_looked_at(journeys: Sequence[Journey], course: Sequence[Look]) -> None:
    world = a_world(journeys)
    for look in course:
        made = world.look(*look.events, now=look.now)

        assert made.wake_at is None or made.wake_at > look.now


@many
@given(made_up_journeys(), courses(), st.data())
def test_events_read_in_several_parts_decide_as_in_one(
    journeys: Sequence[Journey], course: Sequence[Look], data: st.DataObject
) -> None:
    events, now = [event for look in course for event in look.events], course[-1].now
    cuts = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=3)))
    whole, split = a_world(journeys), a_world(journeys)

    whole.look(*events, now=now)
    for start, end in pairwise([0, *cuts, len(events)]):
        split.look(*events[start:end], now=now)

    assert (ends(split), standing(split)) == (ends(whole), standing(whole))


@many
# Whoever may start anew once their run has ended starts once, where that run could not act between two events.
@given(made_up_journeys(hears=False, loops=False, again=False), courses(), st.data())
def test_events_that_are_not_all_read_yet_lose_and_double_nothing(
    journeys: Sequence[Journey], course: Sequence[Look], data: st.DataObject
) -> None:
    *before, last = course
    cut = data.draw(st.integers(0, len(last.events)))
    whole, split = lived(a_world(journeys), before), lived(a_world(journeys), before)
    told = wanted(split)

    whole.look(*last.events, now=last.now)
    split.look(*last.events[:cut], now=last.now, has_more=True)
    assert wanted(split) == told
    split.look(*last.events[cut:], now=last.now)
    for world in (whole, split):
        world.let_pass(last.now + LONG)

    assert (ends(split), standing(split)) == (ends(whole), standing(whole))


@many
@given(made_up_journeys(), courses(), st.data())
def test_a_replay_changes_nothing(journeys: Sequence[Journey], course: Sequence[Look], data: st.DataObject) -> None:
    world = lived(a_world(journeys), course)
    events = [event for look in course for event in look.events]
    before, runs = wanted(world), dict(world.runs)
    back = data.draw(st.integers(0, len(events)))

    world.place = back
    world.look(*events[back:], now=course[-1].now)

    assert (wanted(world), world.runs) == (before, runs)


@many
@given(made_up_journeys(), courses())
def test_no_run_acts_after_it_ended_and_an_exit_ends_it_at_once(
    journeys: Sequence[Journey], course: Sequence[Look]
) -> None:
    world = a_world(journeys)
    for look in course:
        over = {key for key, run in world.runs.items() if not run.is_live}
        before = dict(world.runs)
        made = world.look(*look.events, now=look.now)

        assert not over & {key for key, *_ in acts(made)}
        assert not {key for key, *_ in acts(made) if world.runs[key].is_taken_back}
        for_all = {event.kind for event in look.events if event.person_ref is None}
        for key, run in before.items():
            leave = {exit_.on for exit_ in world.situation().journey_of(run).exits if not exit_.same_item}
            assert world.runs[key].is_taken_back or not leave & for_all


def acts(made: Plan) -> list[Key]:
    world = World([], intents=list(made.intents), tasks=list(made.tasks))
    return list(wanted(world))


def with_a_pause(journeys: Sequence[Journey], course: Sequence[Look], data: st.DataObject) -> tuple[World, World]:
    """Live through a course twice, once with a pause of some of the journeys; then let a long time pass."""
    start = data.draw(st.integers(0, len(course) - 1))
    end = data.draw(st.integers(start, len(course) - 1))
    held = frozenset(data.draw(st.sets(st.sampled_from([journey.name for journey in journeys]), min_size=1)))
    steady, paused = lived(a_world(journeys), course), a_world(journeys)
    lived(paused, course[:start])
    paused.paused = held
    lived(paused, course[start : end + 1])
    paused.paused = frozenset()
    paused.look(now=course[end].now)
    lived(paused, course[end + 1 :])
    for world in (steady, paused):
        world.let_pass(course[-1].now + LONG, most=4000)
    return steady, paused


@many
@given(made_up_journeys(hears=False, loops=False, again=False, expires=False), courses(), st.data())
def test_a_pause_loses_nothing(journeys: Sequence[Journey], course: Sequence[Look], data: st.DataObject) -> None:
    steady, paused = with_a_pause(journeys, course, data)

    assert (ends(paused), standing(paused)) == (ends(steady), standing(steady))


@many
@given(made_up_journeys(hears=False, loops=False, again=False), courses(), st.data())
def test_a_pause_loses_what_expires_and_nothing_else(
    journeys: Sequence[Journey], course: Sequence[Look], data: st.DataObject
) -> None:
    steady, paused = with_a_pause(journeys, course, data)

    assert standing(paused) <= standing(steady)
    lost = {key[0] for key in standing(steady) - standing(paused)}
    assert {paused.runs[key].end_reason for key in lost} <= {EXPIRED}


@many
@given(made_up_journeys(), courses(), st.sampled_from(Scope))
def test_on_one_topic_one_run_stands(journeys: Sequence[Journey], course: Sequence[Look], scope: Scope) -> None:
    world = a_world([replace(journey, topic="one", supersede=scope) for journey in journeys])
    for look in course:
        world.look(*look.events, now=look.now)

        places = [
            (run.person_id, run.item if scope is Scope.ITEM else None)
            for run in world.runs.values()
            if not run.is_taken_back
        ]
        assert [place for place, runs in Counter(places).items() if runs > 1] == []


@many
@given(made_up_journeys(hears=False, loops=False, again=False, expires=False), courses())
def test_a_digest_drops_no_part(journeys: Sequence[Journey], course: Sequence[Look]) -> None:
    joining, single = lived(a_world(journeys), course), lived(a_world(alone(journeys)), course)
    for world in (joining, single):
        world.let_pass(course[-1].now + LONG, most=4000)

    assert standing(joining) == standing(single)
    assert not any(intent.parts for intent in single.intents)


@many
@given(made_up_journeys(), courses())
def test_a_digest_is_of_one_person_and_replaces_what_its_parts_do(
    journeys: Sequence[Journey], course: Sequence[Look]
) -> None:
    world = lived(a_world(journeys), course)

    for digest in (intent for intent in world.intents if intent.parts):
        assert len(digest.parts) > 1
        assert {part.run_key[0] for part in digest.parts} == {digest.person_id}
        assert (digest.parts[0].run_key, digest.parts[0].step) == (digest.run_key, digest.step)
        assert set(digest.replaces) == {key for part in digest.parts for key in part.replaces}
