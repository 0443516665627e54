"""
A pass as it is kept, and as it is replayed: one look at one case, with all that was decided from.

Replaying is `rules.decide(situation_of(kept, ...), now=kept.at)`: the same function on the same values gives the same
lines, whatever has become of the case since.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from waypost.access.values import JourneyState
from waypost.base.values import CaseId, JsonValue
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import JourneyFacts
from waypost.journeys.rules import Situation, TextFacts, decide
from waypost.journeys.rules.moves import details_read
from waypost.journeys.runs import Plan, RunFacts
from waypost.journeys.values import Journey, Send, Survey

Version = tuple[str, int]
"""A journey's name and version."""


@dataclass(frozen=True)
class Settings:
    """What the force had set, and what the texts asked for, as far as it counts for a pass."""

    phases: frozenset[int]
    paused: frozenset[str]
    states: Mapping[str, JourneyState]
    texts: Mapping[str, TextFacts]


@dataclass(frozen=True)
class Pass:
    """
    One look at one case in which something was decided.

    `runs` are those before it; `in_force` are the versions in force of the journeys that count: no other could have
    decided anything.
    """

    id: int
    case_id: CaseId
    at: datetime
    facts: JourneyFacts
    runs: tuple[RunFacts, ...]
    events: tuple[TimelineEntry, ...]
    place: int
    has_more: bool
    in_force: tuple[Version, ...]
    settings: Settings

    @property
    def versions(self) -> frozenset[Version]:
        """Every version that a replay needs: those in force, and those that the runs follow."""
        return frozenset(self.in_force) | {(run.journey, run.version) for run in self.runs}


def situation_of(kept: Pass, *, journeys: Mapping[Version, Journey], holidays: Set[date]) -> Situation:
    """Return what the rules saw; `journeys` holds at least `kept.versions`."""
    return Situation(
        facts=kept.facts,
        journeys=[journeys[version] for version in kept.in_force],
        followed=journeys,
        phases=kept.settings.phases,
        paused=kept.settings.paused,
        runs=kept.runs,
        place=kept.place,
        events=kept.events,
        has_more=kept.has_more,
        holidays=holidays,
        states=kept.settings.states,
        texts=kept.settings.texts,
    )


def replay(kept: Pass, *, journeys: Mapping[Version, Journey], holidays: Set[date]) -> Plan:
    """Decide a kept pass once more."""
    return decide(situation_of(kept, journeys=journeys, holidays=holidays), now=kept.at)


def journeys_that_count(situation: Situation) -> Sequence[Journey]:
    """Return the journeys in force that one of the events could start, or that a run is of."""
    kinds, names = {event.kind for event in situation.events}, {run.journey for run in situation.runs}
    return [found for found in situation.journeys if found.name in names or kinds.intersection(found.starts_on)]


def settings_that_count(situation: Situation) -> Settings:
    """Return what is set for the journeys that count, and what their texts ask for."""
    counting = journeys_that_count(situation)
    names = {journey.name for journey in counting} | {run.journey for run in situation.runs}
    followed = [*counting, *(situation.journey_of(run) for run in situation.runs)]
    sent = {step.template for journey in followed for step in journey.steps if isinstance(step, Send | Survey)}
    return Settings(
        phases=situation.phases,
        paused=situation.paused & names,
        states={name: state for name, state in situation.states.items() if name in names},
        texts={name: text for name, text in situation.texts.items() if name in sent},
    )


def settings_to_json(kept: Settings) -> JsonValue:
    """Return settings as they are kept."""
    made: JsonValue = _settings().dump_python(kept, mode="json")
    return made


def settings_from_json(kept: JsonValue) -> Settings:
    """Return what `settings_to_json` kept."""
    return _settings().validate_python(kept)


def runs_to_json(runs: Iterable[RunFacts]) -> JsonValue:
    """Return runs as they are kept; what is as it is by default is left out."""
    kept: JsonValue = _runs().dump_python(tuple(runs), mode="json", exclude_defaults=True)
    return kept


def runs_from_json(kept: JsonValue) -> tuple[RunFacts, ...]:
    """Return what `runs_to_json` kept."""
    return _runs().validate_python(kept)


def events_to_json(events: Iterable[TimelineEntry]) -> JsonValue:
    """Return events as they are kept: of their details no more than the rules read, which are an id and a time."""
    return [
        {
            "number": event.number,
            "kind": event.kind,
            "at": event.at.isoformat(),
            "received_at": event.received_at.isoformat() if event.received_at else None,
            "seen_at": event.seen_at.isoformat(),
            "person_ref": event.person_ref,
            "item": event.item,
            **({"details": details} if (details := details_read(event)) else {}),
        }
        for event in events
    ]


def events_from_json(kept: Iterable[Mapping[str, Any]]) -> tuple[TimelineEntry, ...]:
    """Return what `events_to_json` kept."""
    return tuple(
        TimelineEntry(
            number=event["number"],
            kind=event["kind"],
            at=datetime.fromisoformat(event["at"]),
            received_at=datetime.fromisoformat(event["received_at"]) if event["received_at"] else None,
            seen_at=datetime.fromisoformat(event["seen_at"]),
            person_ref=event["person_ref"],
            item=event["item"],
            details=event.get("details", {}),
        )
        for event in kept
    )


@cache
def _settings() -> TypeAdapter[Settings]:
    return TypeAdapter(Settings)


@cache
def _runs() -> TypeAdapter[tuple[RunFacts, ...]]:
    return TypeAdapter(tuple[RunFacts, ...])
