"""The second half of phase 1, from support to feedback: the shipped journeys, and what they want within a year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from tests.repository.tree import CHECKOUT
from waypost.access.values import JourneyState
from waypost.base.clock import LONDON
from waypost.base.values import CaseId, PersonId
from waypost.base.working_days import bank_holidays
from waypost.cases.offences import offence_groups
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import GroupCodes, IncidentCodes, JourneyFacts, PersonCodes
from waypost.journeys.language import parse_journey
from waypost.journeys.rules import Situation, decide
from waypost.journeys.runs import RunFacts, RunKey, SendIntent
from waypost.journeys.values import Journey

# A Thursday.
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
# The first message about a crime is the matter of another file.
FIRST_HALF = ("contact_", "attend_", "crime_")

ADULT = PersonCodes(PersonId(1), "p1", ("victim",), "person", "no", False, None, (), ())
SECOND = replace(ADULT, person_id=PersonId(2), ref="p2")
BUSINESS = replace(ADULT, person_id=PersonId(3), ref="b1", kind="organisation", audience="business")
SUSPECT = replace(ADULT, person_id=PersonId(9), ref="s1", roles=("suspect",))


@dataclass(frozen=True)
class Told:
    """One message that is wanted: whole local days after the event that began it."""

    template: str
    person: str
    days: int
    trigger: str = ""
    state: JourneyState = JourneyState.LIVE


@cache
def shipped() -> Sequence[Journey]:
    files = sorted((CHECKOUT / "content" / "journeys").glob("*.yaml"))
    return [parse_journey(file.stem, 1, file.read_text(encoding="utf-8")) for file in files]


def a_case(*people: PersonCodes, group: str = "burglary-residential", **fields: object) -> JourneyFacts:
    known = offence_groups().get(group)
    codes = GroupCodes(known.family, known.risk, known.acquisitive, known.injury) if known else None
    case = JourneyFacts(
        case_id=CaseId(7),
        kind="crime",
        group=group,
        codes=codes,
        status="under_investigation",
        recorded_at=NOON,
        outcome_code=None,
        outcome_decided_at=None,
        people=people or (ADULT,),
    )
    return replace(case, **fields)  # type: ignore[arg-type]


def an_incident(*people: PersonCodes, group: str = "antisocial-behaviour", **fields: object) -> JourneyFacts:
    incident = IncidentCodes("resulted", "priority", "phone", "no_crime", False, False, NOON, None, None, None)
    now = replace(incident, **fields)  # type: ignore[arg-type]
    return a_case(*people, kind="incident", group=group, status=None, incident=now)


def closed(code: str | None, *people: PersonCodes, group: str = "burglary-residential") -> JourneyFacts:
    return a_case(*people, group=group, status="closed", outcome_code=code, outcome_decided_at=NOON if code else None)


def happened(*kinds: str, person: str | None = None, after: timedelta = timedelta()) -> list[TimelineEntry]:
    at = NOON + after
    return [TimelineEntry(n, kind, at, None, at, person, f"i{n}", {}) for n, kind in enumerate(kinds, 1)]


def wanted(
    facts: JourneyFacts, events: Sequence[TimelineEntry], *, by: Mapping[timedelta, Sequence[str]] | None = None
) -> list[Told]:
    """Return all that is wanted within a year; `by`: what happens later, and how long after."""
    later = [
        TimelineEntry(90 + n, kind, NOON + span, None, NOON + span, None, None, {})
        for span, kinds in (by or {}).items()
        for n, kind in enumerate(kinds)
    ]
    return [_told(intent, at) for at, intent in _lived(facts, events, later) if not _is_other_half(intent)]


def _is_other_half(intent: SendIntent) -> bool:
    return intent.template.startswith(FIRST_HALF)


def _told(intent: SendIntent, at: datetime) -> Told:
    refs = {person.person_id: person.ref for person in (ADULT, SECOND, BUSINESS)}
    days = (at.astimezone(LONDON).date() - NOON.astimezone(LONDON).date()).days
    return Told(intent.template, refs[intent.person_id], days, intent.trigger, intent.state)


def _lived(
    facts: JourneyFacts, events: Sequence[TimelineEntry], later: list[TimelineEntry]
) -> Iterator[tuple[datetime, SendIntent]]:
    runs: dict[RunKey, RunFacts] = {}
    now: datetime | None = NOON
    read: Sequence[TimelineEntry] = events
    while now is not None and now < NOON + YEAR:
        plan = decide(_situation(facts, read, runs), now=now)
        runs |= {run.key: run for run in plan.runs}
        yield from ((now, intent) for intent in plan.intents)
        moments = [moment for moment in (plan.wake_at, *(event.at for event in later)) if moment is not None]
        now = min(moments, default=None)
        read = [event for event in later if event.at == now]
        later = [event for event in later if event.at != now]


def _situation(facts: JourneyFacts, events: Sequence[TimelineEntry], runs: Mapping[RunKey, RunFacts]) -> Situation:
    return Situation(
        facts=facts,
        journeys=shipped(),
        followed={(journey.name, 1): journey for journey in shipped()},
        phases=frozenset({1}),
        paused=frozenset(),
        runs=[*runs.values()],
        place=0,
        events=events,
        holidays=bank_holidays(),
    )


def brief(told: Sequence[Told]) -> list[tuple[str, str, int]]:
    return [(one.template, one.person, one.days) for one in told]
