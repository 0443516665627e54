"""Journeys as values: what a file under `content/journeys/` says, and where a run of it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from waypost.base.values import PersonId


class Entry(StrEnum):
    """How often one journey may run for one recipient of one case."""

    CASE = "case"
    """Once in the case."""
    ITEM = "item"
    """Once for each item (an appointment, a log entry)."""
    EVENT = "event"
    """Once for each event that starts it."""


class To(StrEnum):
    """Whom a journey tells."""

    VICTIMS = "victims"
    """Every victim of the case; where the event names one of them, that one."""
    PERSON = "person"
    """The victim whom the event names."""


class Comparison(StrEnum):
    """The closed set of comparisons, so that a check can see every path."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"


@dataclass(frozen=True)
class Condition:
    """A named fact compared with what the file says. An absent fact is equal to nothing."""

    fact: str
    comparison: Comparison
    values: tuple[str, ...]


@dataclass(frozen=True)
class Exit:
    """An event that ends a run at once, even in the middle of a wait; `same_item`: only for the run's own item."""

    on: str
    same_item: bool


@dataclass(frozen=True)
class Moment:
    """A point in time worked out from a date of the case, in local days and hours (Europe/London)."""

    date: str
    days_before: int = 0
    at: time | None = None


@dataclass(frozen=True)
class Send:
    """Have the recipient told. `until`: after it the message is no longer of use."""

    template: str
    until: Moment | None = None


@dataclass(frozen=True)
class Wait:
    """Wait for a moment. `if_past`: what to do where it has passed before the wait began."""

    moment: Moment
    end_if_past: bool


Step = Send | Wait


@dataclass(frozen=True)
class Journey:
    """One version of one journey."""

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


DONE = "done"
"""The end of a run whose steps are all taken."""
TOO_LATE = "too_late_for_step"
"""The end of a run whose next step would have come too late; what it has told stands."""


RunKey = tuple[PersonId, str, str]
"""Tells runs of one case apart: recipient, journey, entry."""


@dataclass(frozen=True)
class RunFacts:
    """Where one run is. `id` is None until it has been written down; `key` tells runs of one case apart."""

    id: int | None
    journey: str
    version: int
    person_id: PersonId
    entry: str
    is_live: bool
    step: int
    visit: int
    wait_until: datetime | None
    item: str | None
    trigger: str
    trigger_number: int
    end_reason: str = ""

    @property
    def key(self) -> RunKey:
        """What the database holds unique within the case."""
        return (self.person_id, self.journey, self.entry)

    @property
    def is_taken_back(self) -> bool:
        """Whether something other than its own steps ended the run: what it wanted must not leave any more."""
        return self.end_reason not in {"", DONE, TOO_LATE}


class What(StrEnum):
    """What was decided, as the published contract names it."""

    SEND = "send"
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

    @property
    def person_id(self) -> PersonId | None:
        """Whom the line is about."""
        return self.run_key[0] if self.run_key else None


@dataclass(frozen=True)
class SendIntent:
    """That a recipient should be told, by the run with this key."""

    run_key: RunKey
    person_id: PersonId
    step: int
    visit: int
    template: str
    trigger: str
    event_number: int
    item: str | None
    expires_at: datetime | None


@dataclass(frozen=True)
class Plan:
    """What the rules made of one case: the runs that are new or changed, and what they want."""

    runs: Sequence[RunFacts]
    intents: Sequence[SendIntent]
    trace: Sequence[Decided]
    place: int
    wake_at: datetime | None
