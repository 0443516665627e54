"""Made-up cases and events for the shipped journeys of reports, visits and recorded crimes, decided by the rules."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.offences import offence_groups
from waypost.cases.values import (
    Appointment,
    CaseFacts,
    CaseKind,
    IncidentFacts,
    PersonFacts,
    SourceFacts,
    SourceState,
    TimelineEntry,
)
from waypost.journeys.facts_of_case import Frame, journey_facts
from waypost.journeys.language import parse_journey
from waypost.journeys.rules import Situation, decide
from waypost.journeys.runs import Plan, RunFacts, SendIntent
from waypost.journeys.values import Journey, Send

CONTENT = Path(__file__).parents[3] / "content"
OURS = ("contact_", "attend_", "crime_")

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
VISIT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
SOURCE = SourceFacts(1, ForceName("anyshire"), "cad", "push", SourceState.LIVE, "", {}, None)

ADULT = PersonFacts(PersonId(1), "p1", ("victim",), "person", language="en")
ALSO_REPORTER = replace(ADULT, roles=("reporter", "victim"))
BUSINESS = replace(ADULT, kind="organisation", language=None)
WELSH = replace(ADULT, language="cy")
EASY_READ = replace(ADULT, formats=("easy_read",))
OTHER_VICTIM = PersonFacts(PersonId(2), "p2", ("victim",), "person")
REPORTER = PersonFacts(PersonId(3), "p3", ("reporter",), "person")
SUSPECT = PersonFacts(PersonId(4), "p4", ("suspect",), "person")


Told = list[tuple[str, str]]


@cache
def journeys() -> tuple[Journey, ...]:
    """The shipped journeys that send a text of this half, and no others."""
    files = sorted((CONTENT / "journeys").glob("*.yaml"))
    parsed = [parse_journey(file.stem, 1, file.read_text(encoding="utf-8")) for file in files]
    return tuple(journey for journey in parsed if any(name.startswith(OURS) for name in templates(journey)))


def templates(journey: Journey) -> Sequence[str]:
    return [step.template for step in journey.steps if isinstance(step, Send)]


def a_case(*people: PersonFacts, group: str = "bicycle-theft", **fields: object) -> CaseFacts:
    case = CaseFacts(
        case_id=CaseId(7),
        force=ForceName("anyshire"),
        reference="R1",
        source=SOURCE,
        revision=1,
        group=group,
        status="recorded",
        flags=(),
        held_items=0,
        recorded_at=NOON,
        updated_at=NOON,
        people=people or (ADULT,),
    )
    return replace(case, **fields)  # type: ignore[arg-type]


def an_incident(*people: PersonFacts, group: str = "bicycle-theft", **fields: object) -> CaseFacts:
    facts = IncidentFacts(
        status="open",
        grade="priority",
        opened_at=NOON,
        is_screened=True,
        suspect_may_see_phone=False,
        channel="101",
    )
    incident = replace(facts, **fields)  # type: ignore[arg-type]
    return a_case(*people, group=group, kind=CaseKind.INCIDENT, status=None, incident=incident)


def an_appointment(kind: str = "visit", **fields: object) -> Appointment:
    booked = Appointment("ap1", kind, VISIT, VISIT + HOUR, "Their home", "p1", "booked")
    return replace(booked, **fields)  # type: ignore[arg-type]


def with_appointment(person: PersonFacts, kind: str = "visit", **fields: object) -> CaseFacts:
    return a_case(person, appointments=(an_appointment(kind, **fields),))


def events(*kinds: str, first: int = 1, person: str | None = None, item: str | None = None) -> list[TimelineEntry]:
    return [TimelineEntry(number, kind, NOON, NOON, NOON, person, item, {}) for number, kind in enumerate(kinds, first)]


def plan(
    case: CaseFacts, happened: Sequence[TimelineEntry] = (), *, runs: Iterable[RunFacts] = (), now: datetime = NOON
) -> Plan:
    situation = Situation(
        facts=journey_facts(case, Frame(offence_groups(), now.date(), frozenset(), young_people=False)),
        journeys=journeys(),
        followed={(journey.name, journey.version): journey for journey in journeys()},
        phases=frozenset({1}),
        paused=frozenset(),
        runs=[replace(run, id=number) for number, run in enumerate(runs, 1)],
        place=happened[0].number - 1 if happened else 99,
        events=happened,
        holidays=frozenset(),
    )
    return decide(situation, now=now)


def told(case: CaseFacts, made: Plan) -> Told:
    """Whom the plan tells what, in the order of people; no text of this half may come in a joined message."""
    assert not any(part.template.startswith(OURS) for intent in made.intents for part in intent.parts)
    return sorted((case.person(intent.person_id).ref, intent.template) for intent in of_ours(made))


def of_ours(made: Plan) -> list[SendIntent]:
    return [intent for intent in made.intents if intent.template.startswith(OURS)]
