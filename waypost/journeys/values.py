"""Journeys as values: what a file under `content/journeys/` says. Where a run of one is: `runs.py`."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cached_property

from waypost.access.values import JourneyState

END = "end"
"""Where a run is after its last step; no step may have this id."""


class Entry(StrEnum):
    """How often one journey may run for one recipient of one case."""

    CASE = "case"
    """Once in the case."""
    ITEM = "item"
    """Once for each item (an appointment, a log entry)."""
    EVENT = "event"
    """Once for each event that starts it."""


class Again(StrEnum):
    """Whether the same entry may start anew."""

    NEVER = "never"
    AFTER_END = "after_end"
    """Once its earlier run has ended."""


class To(StrEnum):
    """Whom a journey tells."""

    VICTIMS = "victims"
    """Every victim of the case; where the event names one of them, that one."""
    PERSON = "person"
    """The victim whom the event names; where it names nobody, the only victim."""
    REPORTERS = "reporters"
    """Who reported it and is no victim; where the event names one of them, that one."""
    YOUNG_PEOPLE = "young_people"
    """Victims of 12 to 17 themselves, in a force that writes to them; where the event names one of them, that one."""


class Scope(StrEnum):
    """How far a newer run of the same topic ends earlier ones."""

    ITEM = "item"
    CASE = "case"


class Comparison(StrEnum):
    """The closed set of comparisons, so that a check can see every path."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    INCLUDES = "includes"
    INCLUDES_NONE = "includes_none"


class Unit(StrEnum):
    """What a span is counted in. Days keep the time on the wall (Europe/London); hours and minutes elapse."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


class TaskKind(StrEnum):
    """What a person is asked to do. *Source:* the published contract, `org.waypost.task.v1`."""

    CALL = "call"
    CONFIRM = "confirm"
    REPLY = "reply"
    MEND = "mend"


@dataclass(frozen=True)
class Condition:
    """
    A named fact compared with what the file says. An absent fact is equal to nothing.

    `includes` asks of a list whether it holds any of the values, `includes_none` whether it holds none of them.
    """

    fact: str
    comparison: Comparison
    values: tuple[str, ...]


@dataclass(frozen=True)
class Exit:
    """
    An event that ends a run at once, even in the middle of a wait.

    `same_item`: only for the run's own item; `same_suspect`: only about the suspect whom the run's fact is about.
    """

    on: str
    same_item: bool = False
    same_suspect: bool = False


@dataclass(frozen=True)
class Goal(Exit):
    """An event that ends a run at once because what it was for has come about."""


@dataclass(frozen=True)
class Span:
    """A length of time, before a moment where `count` is negative; `at`: the local time of the day that it leads to."""

    unit: Unit
    count: int
    at: time | None = None


NO_TIME = Span(Unit.DAYS, 0)


@dataclass(frozen=True)
class Moment:
    """A point in time worked out from a date of the case."""

    date: str
    shift: Span = NO_TIME


@dataclass(frozen=True)
class Digest:
    """
    How the news of a journey is joined with other news for the same person.

    `minutes` is how long it is gathered first; 0 joins the news of one pass. None: it always goes by itself.
    """

    minutes: int | None = 0


@dataclass(frozen=True)
class Send:
    """Have the recipient told. `until`: after it the message is no longer of use. `where`: else it is skipped."""

    id: str
    template: str
    until: Moment | None = None
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Wait:
    """Wait for a length of time. `stands_for`: the trigger of origin clock that its end is."""

    id: str
    span: Span
    stands_for: str | None = None


@dataclass(frozen=True)
class WaitUntil:
    """Wait for a moment. `end_if_past`: end the run where it had passed before the wait began."""

    id: str
    moment: Moment
    end_if_past: bool = False
    stands_for: str | None = None


@dataclass(frozen=True)
class WaitUntilTime:
    """Wait for the next such local time of day."""

    id: str
    at: time


@dataclass(frozen=True)
class WaitFor:
    """Wait for one of `events` for `up_to` at most; `if_late`: where the time-out leads. `then` None: the next step."""

    id: str
    events: tuple[str, ...]
    up_to: Span
    if_late: str
    then: str | None = None
    same_item: bool = False


@dataclass(frozen=True)
class Arm:
    """Where a branch leads if its conditions hold."""

    where: tuple[Condition, ...]
    go_to: str


@dataclass(frozen=True)
class Branch:
    """Go where the first arm leads whose conditions hold. `otherwise` None: the next step."""

    id: str
    arms: tuple[Arm, ...]
    otherwise: str | None = None


@dataclass(frozen=True)
class GoTo:
    """Go to another step; back to an earlier one begins the run's next visit."""

    id: str
    to: str


@dataclass(frozen=True)
class Task:
    """Hand over to a person, with what to say; the run goes on at once."""

    id: str
    kind: TaskKind
    script: str
    due: Span


@dataclass(frozen=True)
class Survey:
    """Have the recipient asked; never joined with other news."""

    id: str
    template: str


@dataclass(frozen=True)
class End:
    """End the run; `word` says why in the trace."""

    id: str
    word: str


Step = Send | Wait | WaitUntil | WaitUntilTime | WaitFor | Branch | GoTo | Task | Survey | End
"""Everything that a run can be at."""

Waiting = Wait | WaitUntil | WaitUntilTime | WaitFor
"""Steps that take time."""

Acting = Send | Task | Survey
"""Steps that somebody notices."""


@dataclass(frozen=True)
class Journey:
    """
    One version of one journey.

    What came in one snapshot with an event of `not_with` starts no run: the news of that event tells it. `topic` is the
    matter on which a newer run's news replaces older; `takes_over` leads from steps of earlier versions to steps of
    this one.
    """

    name: str
    version: int
    title: str
    phase: int
    starts_on: tuple[str, ...]
    where: tuple[Condition, ...]
    to: To
    entry: Entry
    exits: tuple[Exit, ...]
    steps: tuple[Step, ...]
    state: JourneyState = JourneyState.LIVE
    topic: str | None = None
    again: Again = Again.NEVER
    goals: tuple[Goal, ...] = ()
    supersede: Scope | None = None
    expire_after: Span | None = None
    digest: Digest = Digest()
    takes_over: tuple[tuple[str, str], ...] = ()
    not_with: tuple[str, ...] = ()

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each step stands, by its id; the end stands behind all."""
        return {step.id: position for position, step in enumerate(self.steps)} | {END: len(self.steps)}

    def step(self, step_id: str) -> Step:
        """
        Return the step with that id.

        :raises KeyError: if the journey has none, or it is the end.
        """
        if step_id == END:
            raise KeyError(step_id)
        return self.steps[self.positions[step_id]]

    def after(self, step_id: str) -> str:
        """Return the id of the step that stands next, or `end`."""
        position = self.positions[step_id] + 1
        return self.steps[position].id if position < len(self.steps) else END
