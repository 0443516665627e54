"""Made-up journeys and courses of events, for the properties of rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.unit.journeys.making import NOON, World, a_journey, a_person, an_event, facts
from waypost.cases.values import TimelineEntry
from waypost.journeys.values import (
    END,
    Again,
    Arm,
    Branch,
    Comparison,
    Condition,
    Digest,
    Entry,
    Exit,
    Goal,
    GoTo,
    Journey,
    Scope,
    Send,
    Span,
    Step,
    Survey,
    Task,
    TaskKind,
    To,
    Unit,
    Wait,
    WaitFor,
)

KINDS = ("k.a", "k.b", "k.c", "k.d")
CASE = facts(a_person(1), a_person(2, enhanced=True), a_person(3, "suspect"))
ENHANCED = (Condition("person.enhanced", Comparison.IS, ("yes",)),)


@dataclass(frozen=True)
class Look:
    """One pass: when, and the events that it reads."""

    now: datetime
    events: tuple[TimelineEntry, ...]


def one_of(*choices: Any) -> st.SearchStrategy[Any]:
    return _sampled(choices)


# To make a strategy and look whether it can be drawn from costs more than to draw from it.
_sampled = cache(st.sampled_from)
_kinds = cache(lambda kinds: st.lists(st.sampled_from(kinds), min_size=1, max_size=6))


@st.composite
def steps(draw: st.DrawFn, *, hears: bool, loops: bool) -> tuple[Step, ...]:
    """Steps that lead on; the way back, if any, leads to a wait."""
    kinds = ("send", "send", "wait", "branch", "task", "survey") + ("hear",) * hears + ("loop",) * loops
    chosen = draw(_kinds(kinds))
    made: list[Step] = []
    for position, kind in enumerate(chosen):
        later = [*(str(number) for number in range(position + 2, len(chosen) + 1)), END]
        made.append(_a_step(draw, str(position + 1), kind, later, [step.id for step in made if isinstance(step, Wait)]))
    return tuple(made)


def _a_step(draw: st.DrawFn, step_id: str, kind: str, later: Sequence[str], waits: Sequence[str]) -> Step:
    target = draw(one_of(*later))
    if kind == "wait":
        return Wait(step_id, draw(_SPANS))
    if kind == "hear":
        events = draw(_ONE_OR_TWO_KINDS)
        return WaitFor(step_id, tuple(events), draw(_SPANS), if_late=target, same_item=draw(_BOOLEANS))
    if kind == "branch":
        return Branch(step_id, (Arm(ENHANCED, target),))
    if kind == "loop" and waits:
        return GoTo(step_id, draw(one_of(*waits)))
    if kind == "task":
        return Task(step_id, TaskKind.CALL, "script", Span(Unit.DAYS, 1))
    if kind == "survey":
        return Survey(step_id, f"survey_{step_id}")
    return Send(step_id, f"text_{step_id}", where=draw(one_of((), ENHANCED)))


_BOOLEANS = st.booleans()
_ONE_OR_TWO_KINDS = st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True)
_SPANS = st.builds(Span, st.sampled_from([Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS]), st.integers(1, 3))
_LEAVES = st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), max_size=1)
_STEPS = {(hears, loops): steps(hears=hears, loops=loops) for hears in (True, False) for loops in (True, False)}


@st.composite
def a_made_up_journey(
    draw: st.DrawFn, name: str, *, hears: bool, loops: bool, again: bool, expires: bool, gathers: bool
) -> Journey:
    digests = (Digest(None), Digest(0), *((Digest(30), Digest(90)) if gathers else ()))
    return a_journey(
        *draw(_STEPS[hears, loops]),
        name=name,
        on=draw(_ONE_OR_TWO_KINDS),
        to=draw(one_of(To.VICTIMS, To.PERSON)),
        entry=draw(one_of(*Entry)),
        again=draw(one_of(*Again)) if again else Again.NEVER,
        exits=tuple(Exit(*leave) for leave in draw(_LEAVES)),
        goals=tuple(Goal(*leave) for leave in draw(_LEAVES)),
        topic=draw(one_of(None, "one", "two")),
        supersede=draw(one_of(None, *Scope)),
        expire_after=draw(one_of(None, Span(Unit.DAYS, 2))) if expires else None,
        digest=draw(one_of(*digests)),
    )


def made_up_journeys(
    *, hears: bool = True, loops: bool = True, again: bool = True, expires: bool = True, gathers: bool = True
) -> st.SearchStrategy[tuple[Journey, ...]]:
    """One to three journeys of every shape that the arguments allow."""
    kinds: dict[str, Any] = {"hears": hears, "loops": loops, "again": again, "expires": expires, "gathers": gathers}
    one, two, three = (a_made_up_journey(name, **kinds) for name in ("one", "two", "three"))
    return st.one_of(st.tuples(one), st.tuples(one, two), st.tuples(one, two, three))


_HAPPENINGS = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from([None, "x", "y"]),
    st.sampled_from([None, None, "p1", "p2", "p3"]),
)
_LOOKS = st.integers(1, 5)
_MINUTES = st.sampled_from([0, 20, 45, 600, 1500, 4000])
_EVENTS = st.lists(_HAPPENINGS, max_size=4)


@st.composite
def courses(draw: st.DrawFn) -> tuple[Look, ...]:
    """Passes over one case, hours or days apart, each with up to four events."""
    made, number, now = [], 0, NOON
    for _ in range(draw(_LOOKS)):
        now += timedelta(minutes=draw(_MINUTES))
        events = []
        for kind, item, person in draw(_EVENTS):
            number += 1
            times = {"at": now, "received_at": now, "seen_at": now}
            events.append(an_event(number, kind, item=item, person_ref=person, **times))
        made.append(Look(now, tuple(events)))
    return tuple(made)


def a_world(journeys: Sequence[Journey], **fields: Any) -> World:
    return World([*journeys], facts=CASE, **fields)


def lived(world: World, course: Sequence[Look]) -> World:
    """Let the world live through a course: whenever something is due, it is looked at."""
    for look in course:
        world.let_pass(look.now - timedelta(microseconds=1))
        world.look(*look.events, now=look.now)
    return world


def alone(journeys: Sequence[Journey]) -> list[Journey]:
    """The same journeys, joining nothing."""
    return [replace(journey, digest=Digest(None)) for journey in journeys]
