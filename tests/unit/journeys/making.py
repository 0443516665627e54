"""Made-up cases, events and journeys, and a driver that runs passes one after the other, for the tests of rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from waypost.base.values import CaseId, PersonId
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import AppointmentCodes, GroupCodes, HearingCodes, JourneyFacts, PersonCodes
from waypost.journeys.rules import Situation, decide
from waypost.journeys.runs import Decided, Plan, RunFacts, RunKey, SendIntent, TaskIntent, What
from waypost.journeys.values import Entry, Journey, Send, Step, To

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
VISIT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})
LOW = GroupCodes("burglary", "low", acquisitive=True, injury=False)


def a_person(number: int, *roles: str, **fields: Any) -> PersonCodes:
    person = PersonCodes(
        person_id=PersonId(number),
        ref=f"p{number}",
        roles=roles or ("victim",),
        kind="person",
        is_minor="no",
        enhanced=False,
        language=None,
        formats=(),
        acts_for=(),
    )
    return replace(person, **fields)


def an_appointment(**fields: Any) -> AppointmentCodes:
    return replace(AppointmentCodes("ap1", "visit", "booked", None, VISIT, None), **fields)


def a_hearing(**fields: Any) -> HearingCodes:
    return replace(HearingCodes("h1", "trial", "listed", VISIT), **fields)


def facts(*people: PersonCodes, **fields: Any) -> JourneyFacts:
    known = JourneyFacts(
        case_id=CaseId(7),
        kind="crime",
        group="burglary-residential",
        codes=LOW,
        status="recorded",
        recorded_at=NOON,
        outcome_code=None,
        outcome_decided_at=None,
        people=people or (a_person(1),),
    )
    return replace(known, **fields)


WITH_VISIT = facts(appointments=(an_appointment(),))


def an_event(number: int, kind: str, **fields: Any) -> TimelineEntry:
    return replace(TimelineEntry(number, kind, NOON, NOON, NOON, None, None, {}), **fields)


def a_journey(*steps: Step, on: Sequence[str] = ("crime.recorded",), **fields: Any) -> Journey:
    journey = Journey(
        name="j",
        version=1,
        title="A journey",
        phase=1,
        starts_on=tuple(on),
        where=(),
        to=To.VICTIMS,
        entry=Entry.CASE,
        exits=(),
        steps=steps or (Send("1", "text"),),
    )
    return replace(journey, **fields)


def a_situation(*journeys: Journey, **fields: Any) -> Situation:
    situation = Situation(
        facts=facts(),
        journeys=journeys,
        followed={(journey.name, journey.version): journey for journey in journeys},
        phases=frozenset({1}),
        paused=frozenset(),
        runs=(),
        place=0,
        events=(),
        holidays=HOLIDAYS,
    )
    return replace(situation, **fields)


def plan(*journeys: Journey, events: Sequence[TimelineEntry] = (), now: datetime = NOON, **fields: Any) -> Plan:
    """Run one pass over a new case."""
    return decide(a_situation(*journeys, events=events, **fields), now=now)


@dataclass
class World:
    """One case over time: what is kept between passes, as the worker would keep it."""

    journeys: Sequence[Journey]
    facts: JourneyFacts = field(default_factory=facts)
    runs: dict[RunKey, RunFacts] = field(default_factory=dict)
    place: int = 0
    wake_at: datetime | None = None
    paused: frozenset[str] = frozenset()
    phases: frozenset[int] = frozenset({1})
    older: Sequence[Journey] = ()
    intents: list[SendIntent] = field(default_factory=list)
    tasks: list[TaskIntent] = field(default_factory=list)
    trace: list[Decided] = field(default_factory=list)
    more: Mapping[str, Any] = field(default_factory=dict)

    def situation(self, *events: TimelineEntry, has_more: bool = False) -> Situation:
        followed = {(journey.name, journey.version): journey for journey in [*self.journeys, *self.older]}
        return a_situation(
            *self.journeys,
            followed=followed,
            facts=self.facts,
            phases=self.phases,
            paused=self.paused,
            runs=tuple(self.runs.values()),
            place=self.place,
            events=events,
            has_more=has_more,
            **self.more,
        )

    def look(self, *events: TimelineEntry, now: datetime = NOON, has_more: bool = False) -> Plan:
        """Run one pass, and keep what it made."""
        made = decide(self.situation(*events, has_more=has_more), now=now)
        for run in made.runs:
            self.runs[run.key] = replace(run, id=run.id or len(self.runs) + 1)
        self.place, self.wake_at = made.place, made.wake_at
        self.intents += made.intents
        self.tasks += made.tasks
        self.trace += made.trace
        return made

    def let_pass(self, until: datetime, *, most: int = 200) -> None:
        """Wake whenever a run is due, up to a moment."""
        for _ in range(most):
            if self.wake_at is None or self.wake_at > until:
                return
            self.look(now=self.wake_at)
        raise AssertionError(f"woken {most} times until {until}: something is always due")

    @property
    def run(self) -> RunFacts:
        """The only run."""
        (run,) = self.runs.values()
        return run

    @property
    def standing(self) -> list[SendIntent]:
        """What is wanted and not taken back, each news of a digest by itself."""
        single = [one for intent in self.intents for one in parts_of(intent)]
        return [intent for intent in single if not self.runs[intent.run_key].is_taken_back]

    @property
    def told(self) -> list[str]:
        """The templates that are wanted, in order."""
        return [intent.template for intent in self.intents]


def parts_of(intent: SendIntent) -> list[SendIntent]:
    """Return an intent as the wishes that it stands for."""
    return [
        replace(
            intent,
            run_key=part.run_key,
            step=part.step,
            visit=part.visit,
            template=part.template,
            trigger=part.trigger,
            event_number=part.event_number,
            item=part.item,
            expires_at=part.expires_at,
            known_at=part.known_at,
            parts=(),
            replaces=part.replaces,
        )
        for part in intent.parts
    ] or [intent]


def lines(trace: Sequence[Decided]) -> list[tuple[What, str]]:
    """Return what was decided and why, in order."""
    return [(line.what, line.reason) for line in trace]


def after(start: datetime, **span: float) -> datetime:
    """Return a later moment."""
    return start + timedelta(**span)
