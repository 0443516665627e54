"""Made-up cases at court and after it, played pass by pass through the shipped journeys."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from tests.unit.journeys.first_half import CONTENT, NOON, a_case, templates
from tests.unit.journeys.making import World
from waypost.base.clock import LONDON
from waypost.base.values import PersonId
from waypost.cases.offences import offence_groups
from waypost.cases.values import CaseFacts, CourtOrder, Hearing, PersonFacts, Property, TimelineEntry, ToldFact
from waypost.journeys.facts import JourneyFacts
from waypost.journeys.facts_of_case import Frame, journey_facts
from waypost.journeys.language import parse_journey
from waypost.journeys.values import Journey

OURS = ("trial_", "sentence_", "appeal_", "post_")

ADULT = PersonFacts(PersonId(1), "p1", ("victim",), "person", date_of_birth=date(1980, 5, 5))
ENHANCED = replace(ADULT, enhanced=("serious_crime",))
BUSINESS = replace(ADULT, kind="organisation", date_of_birth=None)
CHILD = replace(ADULT, date_of_birth=date(2014, 5, 5))
DEAD = replace(ADULT, deceased=True)
GUARDIAN = PersonFacts(PersonId(2), "p2", ("parent_guardian",), "person", acts_for=("p1",))
FAMILY = PersonFacts(PersonId(3), "p3", ("family_spokesperson",), "person", acts_for=("p1",))
OTHER_VICTIM = replace(ADULT, person_id=PersonId(4), ref="p4")
RESTRAINING = CourtOrder("restraining", date(2027, 11, 20), "Not to contact her")
PAYMENT = CourtOrder("compensation", None, "To pay 100 pounds")

READERS: dict[str, tuple[PersonFacts, ...]] = {
    "adult": (ADULT,),
    "enhanced": (ENHANCED,),
    "guardian": (CHILD, GUARDIAN),
    "family": (DEAD, FAMILY),
    "business": (BUSINESS,),
}
"""The people of a case by who is told in it."""


@cache
def journeys() -> tuple[Journey, ...]:
    """The shipped journeys that send a text of these stages, and no others."""
    files = sorted((CONTENT / "journeys").glob("*.yaml"))
    parsed = [parse_journey(file.stem, 1, file.read_text(encoding="utf-8")) for file in files]
    return tuple(one for one in parsed if any(name.startswith(OURS) for name in templates(one)))


def a_hearing(result: str | None = None, **fields: object) -> Hearing:
    hearing = Hearing("h1", "trial", "heard", NOON, "Anytown Crown Court", NOON, result, defendants=("d1",))
    return replace(hearing, **fields)  # type: ignore[arg-type]


def at_court(reader: str, *hearings: Hearing, group: str = "burglary-residential", **fields: object) -> CaseFacts:
    return a_case(*READERS[reader], group=group, hearings=hearings, **fields)


def with_fact(reader: str, kind: str, **codes: str | bool) -> CaseFacts:
    return a_case(*READERS[reader], told_facts=(ToldFact("f1", kind, {}, NOON, codes=codes),))


def with_property(reader: str, status: str) -> CaseFacts:
    return a_case(*READERS[reader], property_items=(Property("i1", "A made-up bicycle", status),))


def event(number: int, kind: str, item: str | None = None, *, at: datetime = NOON) -> TimelineEntry:
    return TimelineEntry(number, kind, at, at, at, None, item, {})


def a_world(case: CaseFacts, *, at: datetime = NOON) -> World:
    return World(journeys(), facts=facts_of(case, at=at), phases=frozenset({4}))


def facts_of(case: CaseFacts, *, at: datetime = NOON) -> JourneyFacts:
    frame = Frame(offence_groups(), at.astimezone(LONDON).date(), frozenset(), young_people=False)
    return journey_facts(case, frame)


def wanted(world: World) -> Sequence[str]:
    """What still stands of what was wanted, in order."""
    return [intent.template for intent in world.standing]


def told_at_once(case: CaseFacts, kind: str, item: str) -> Sequence[str]:
    """What one event leads to without waiting."""
    world = a_world(case)
    world.look(event(1, kind, item))
    return wanted(world)


def told_within(case: CaseFacts, kind: str, item: str, *, days: int) -> Sequence[str]:
    """What one event leads to within some days in which nothing else happens."""
    world = a_world(case)
    world.look(event(1, kind, item))
    world.let_pass(NOON + timedelta(days=days))
    return wanted(world)
