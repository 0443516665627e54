"""Where runs are, and what the rules make of them: values that the worker writes down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from waypost.access.values import JourneyState
from waypost.base.values import PersonId
from waypost.journeys.values import TaskKind

DONE = "done"
"""The end of a run whose steps are all taken."""
TOO_LATE = "too_late_for_step"
"""The end of a run whose next step would have come too late; what it has told stands."""
DATE_GONE = "date_gone"
GOAL_REACHED = "goal_reached"
EXPIRED = "expired"
SUPERSEDED = "superseded"
SWITCHED_OFF = "journey_switched_off"
_WHAT_IT_TOLD_STANDS = frozenset({"", DONE, TOO_LATE})


RunKey = tuple[PersonId, str, str]
"""Tells runs of one case apart: recipient, journey, entry."""


@dataclass(frozen=True)
class RunFacts:
    """
    Where one run is. `id` is None until it has been written down; `key` tells runs of one case apart.

    A live run is due at `wait_until`, and at once where that is None. `visit` grows with every step back.
    `heard` is the last event that the run has taken in: none is heard twice. `gathers`: the run is at a message that
    waits for other news of the same person. `wait_trigger`: the trigger that the last ended wait stood for.
    `known_at`: since when what it tells next is known, the event's arrival or the end of the last wait.
    `instead_of`: the item in whose place its own was put; `moved_late`: less than two working days before its day.
    """

    id: int | None
    journey: str
    version: int
    person_id: PersonId
    entry: str
    is_live: bool
    step: str
    visit: int
    wait_until: datetime | None
    item: str | None
    trigger: str
    trigger_number: int
    end_reason: str = ""
    heard: int = 0
    expires_at: datetime | None = None
    gathers: bool = False
    wait_trigger: str | None = None
    known_at: datetime | None = None
    event_at: datetime | None = None
    event_seen_at: datetime | None = None
    instead_of: str | None = None
    moved_late: bool = False

    @property
    def key(self) -> RunKey:
        """What the database holds unique within the case."""
        return (self.person_id, self.journey, self.entry)

    @property
    def is_taken_back(self) -> bool:
        """Whether something other than its own steps ended the run: what it wanted must not leave any more."""
        return self.end_reason not in _WHAT_IT_TOLD_STANDS


class What(StrEnum):
    """What was decided, as the published contract names it."""

    SEND = "send"
    MERGE = "merge"
    TASK = "task"
    HOLD = "hold"
    WAIT = "wait"
    EXIT = "exit"
    SKIP = "skip"


@dataclass(frozen=True)
class Decided:
    """One line of the trace; without `run_key` it is about nobody."""

    what: What
    reason: str
    journey: str
    version: int
    step: str
    trigger: str
    event_number: int | None
    run_key: RunKey | None
    template: str = ""
    visit: int = 1

    @property
    def person_id(self) -> PersonId | None:
        """Whom the line is about."""
        return self.run_key[0] if self.run_key else None


@dataclass(frozen=True)
class DigestPart:
    """One wish that a digest stands for, as it would have gone by itself."""

    run_key: RunKey
    step: str
    visit: int
    template: str
    trigger: str
    event_number: int
    item: str | None
    expires_at: datetime | None
    known_at: datetime | None
    replaces: tuple[RunKey, ...] = ()


@dataclass(frozen=True)
class SendIntent:
    """
    That a recipient should be told, by the run with this key; once for each (run, step, visit).

    `state` is how far the journey is switched on. `parts` are there for a digest only, the first being the run's own.
    `replaces` are earlier runs on the same matter: what they told, if it left, this message corrects.
    """

    run_key: RunKey
    person_id: PersonId
    step: str
    visit: int
    template: str
    trigger: str
    event_number: int
    item: str | None
    expires_at: datetime | None
    known_at: datetime | None = None
    state: JourneyState = JourneyState.LIVE
    parts: tuple[DigestPart, ...] = ()
    replaces: tuple[RunKey, ...] = ()


@dataclass(frozen=True)
class TaskIntent:
    """That a person of the force should do something for the recipient, with a script, by `due_at`."""

    run_key: RunKey
    person_id: PersonId
    step: str
    visit: int
    kind: TaskKind
    script: str
    due_at: datetime
    trigger: str
    event_number: int
    item: str | None
    state: JourneyState = JourneyState.LIVE


@dataclass(frozen=True)
class Plan:
    """What the rules made of one case: the runs that are new or changed, and what they want."""

    runs: Sequence[RunFacts]
    intents: Sequence[SendIntent]
    trace: Sequence[Decided]
    place: int
    wake_at: datetime | None
    tasks: Sequence[TaskIntent] = ()
