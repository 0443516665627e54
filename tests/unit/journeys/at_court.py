"""Made-up cases on their way through court, played pass by pass through the shipped journeys of court and witnesses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from tests.unit.journeys.after_court import OTHER_VICTIM, READERS, facts_of
from tests.unit.journeys.first_half import CONTENT, NOON, a_case, templates
from tests.unit.journeys.making import World
from waypost.base.clock import LONDON
from waypost.cases.values import CaseFacts, Hearing, PersonFacts, TimelineEntry
from waypost.journeys.language import parse_journey
from waypost.journeys.values import Journey

OURS = ("court_", "wit_")
# NOON is a Friday.
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
IN_DECEMBER = datetime(2026, 12, 15, 10, tzinfo=UTC)
IN_MARCH = datetime(2027, 3, 2, 10, tzinfo=UTC)
TRIAL = Hearing("h1", "trial", "listed", IN_DECEMBER, "Anytown Crown Court", NOON, defendants=("d1",))
WITH_WITNESS = replace(TRIAL, witnesses=("p1",))

LISTED, CHANGED, PUT_OFF = "court.hearing_listed", "court.hearing_changed", "court.adjourned"
REQUIRED, DEWARNED = "witness.required", "witness.dewarned"


@cache
def journeys() -> tuple[Journey, ...]:
    """The shipped journeys that send a text of these stages, and no others."""
    files = sorted((CONTENT / "journeys").glob("*.yaml"))
    parsed = [parse_journey(file.stem, 1, file.read_text(encoding="utf-8")) for file in files]
    return tuple(one for one in parsed if any(name.startswith(OURS) for name in templates(one)))


def a_hearing(**fields: object) -> Hearing:
    return replace(TRIAL, **fields)  # type: ignore[arg-type]


def read_by(reader: str, *hearings: Hearing) -> CaseFacts:
    """A crime whose news goes to such a reader."""
    return a_case(*READERS[reader], hearings=hearings)


def with_two(*hearings: Hearing) -> CaseFacts:
    """A crime with two victims."""
    return a_case(*READERS["adult"], OTHER_VICTIM, hearings=hearings)


def happens(number: int, kind: str, *, at: datetime = NOON, **fields: object) -> TimelineEntry:
    event = TimelineEntry(number, kind, at, at, at, None, "h1", {})
    return replace(event, **fields)  # type: ignore[arg-type]


def required(number: int, *, at: datetime = NOON, **fields: object) -> TimelineEntry:
    return happens(number, REQUIRED, at=at, **{"person_ref": "p1", **fields})


def a_world(case: CaseFacts) -> World:
    return World(journeys(), facts=facts_of(case), phases=frozenset({4}))


def later(world: World, case: CaseFacts, *events: TimelineEntry, days: int) -> None:
    """Let days pass, and then let it happen to the case as it is then."""
    now = NOON + timedelta(days=days)
    world.let_pass(now)
    world.facts = facts_of(case, at=now)
    world.look(*events, now=now)


def stands(world: World) -> Sequence[str]:
    """What was wanted and is not taken back, in order: messages and calls."""
    tasks = [task.script for task in world.tasks if not world.runs[task.run_key].is_taken_back]
    return [*(intent.template for intent in world.standing), *tasks]


def told_at_once(case: CaseFacts, *events: TimelineEntry) -> Sequence[str]:
    world = a_world(case)
    world.look(*events)
    return stands(world)


def told_by_day(world: World, *, until: datetime) -> Sequence[tuple[str, str]]:
    """Return what is wanted up to a moment, each with its local day."""
    told = [(NOON, name) for name in stands(world)]
    while world.wake_at is not None and world.wake_at <= until:
        now = world.wake_at
        before = len(world.standing)
        world.look(now=now)
        told += [(now, intent.template) for intent in world.standing[before:]]
    return [(f"{at.astimezone(LONDON):%-d %B}", name) for at, name in told]


def whom(world: World, people: Sequence[PersonFacts]) -> Sequence[tuple[str, str]]:
    """Return who is told what."""
    refs = {person.person_id: person.ref for person in people}
    return sorted((refs[intent.person_id], intent.template) for intent in world.standing)
