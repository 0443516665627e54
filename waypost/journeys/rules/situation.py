"""What one pass over one case is decided from."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from waypost.access.values import JourneyState
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import JourneyFacts
from waypost.journeys.runs import RunFacts
from waypost.journeys.values import Journey

_REACHES = (JourneyState.SHADOW, JourneyState.PILOT, JourneyState.LIVE)


@dataclass(frozen=True)
class TextFacts:
    """
    What the rules ask of a text: whether its news may be joined with other news, and for how long it is of use.

    `duty` is the one that it serves, empty where it serves none; the rules decide nothing by it.
    """

    may_join: bool = True
    valid_for: timedelta | None = None
    duty: str = ""


@dataclass(frozen=True)
class Situation:
    """
    One case as the rules see it.

    `journeys` are the versions in force; `followed` are those and the ones that earlier runs still follow. `paused`
    are names of journeys that do not act; `states`, by name, how far the force has switched a journey on. `events`
    are those after `place`, in order; `has_more` is whether others, not read yet, come after them. `holidays` are
    the days that are no working days. `texts`, by name, is about what journeys send; a text that is not in it may be
    joined and is of use for ever.

    A journey whose phase is not in `phases` does not start; a live run of it, and one of a journey that is no longer
    in force, waits on and ends where it would act.
    """

    facts: JourneyFacts
    journeys: Sequence[Journey]
    followed: Mapping[tuple[str, int], Journey]
    phases: frozenset[int]
    paused: frozenset[str]
    runs: Sequence[RunFacts]
    place: int
    events: Sequence[TimelineEntry]
    holidays: Set[date]
    has_more: bool = False
    states: Mapping[str, JourneyState] = field(default_factory=dict)
    texts: Mapping[str, TextFacts] = field(default_factory=dict)

    def journey_of(self, run: RunFacts) -> Journey:
        """Return the version that the run follows."""
        return self.followed[(run.journey, run.version)]

    def text(self, template: str) -> TextFacts:
        """Return what is known of a text."""
        return self.texts.get(template, TextFacts())

    def state_of(self, journey: Journey) -> JourneyState:
        """Return how far a journey is switched on: the stricter of its own state and the force's."""
        is_paused = journey.name in self.paused or JourneyState.PAUSED in self._states(journey)
        return JourneyState.PAUSED if is_paused else _REACHES[self.reach_of(journey)]

    def reach_of(self, journey: Journey) -> int:
        """Return how many a journey may tell, pauses apart: more where it is switched on further."""
        return min(_REACHES.index(state) for state in self._states(journey) if state is not JourneyState.PAUSED)

    def _states(self, journey: Journey) -> tuple[JourneyState, ...]:
        return (JourneyState.LIVE, journey.state, self.states.get(journey.name, JourneyState.LIVE))

    def is_paused(self, journey: Journey) -> bool:
        """Whether the journey's runs start and end, but do not act."""
        return self.state_of(journey) is JourneyState.PAUSED

    def is_in_force(self, name: str) -> bool:
        """Whether the journey is live content in a phase that is switched on."""
        return name in self._in_force

    @cached_property
    def _in_force(self) -> frozenset[str]:
        return frozenset(journey.name for journey in self.journeys if journey.phase in self.phases)
