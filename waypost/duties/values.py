"""What the rooms above may know of the Victims' Code's clocks. No tables, no clock of its own, no database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from waypost.base.values import CaseId, PersonId


class ClockState(StrEnum):
    """Where one duty to one person stands. A clock past its end runs on until the person is told."""

    RUNNING = "running"
    BREACHED = "breached"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to be told."""
        return self in {ClockState.RUNNING, ClockState.BREACHED}


class Change(StrEnum):
    """What happened to a clock: the lines of its history."""

    STARTED = "started"
    TO_ENHANCED = "to_enhanced"
    TO_STANDARD = "to_standard"
    WARNED_HALF = "warned_half"
    WARNED_FOUR_FIFTHS = "warned_four_fifths"
    BREACHED = "breached"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"
    REOPENED = "reopened"
    MOVED = "moved"
    REASON_RECORDED = "reason_recorded"


class ToldBy(StrEnum):
    """What proves that somebody was told (design 1.3)."""

    DELIVERY = "delivery"
    PAGE = "page"
    OFFICER = "officer"
    RECORD = "record"


@dataclass(frozen=True)
class Proof:
    """
    That something was told or done: when, how, by which channel; `reference` finds it again.

    `reference` is the id of a message, an audit event, a worklist item or a timeline event. `is_inferred`: nothing
    came back.
    """

    at: datetime
    by: ToldBy
    channel: str
    reference: str
    is_inferred: bool = False


@dataclass(frozen=True)
class ClockKey:
    """One duty to one person about one thing: a suspect, a hearing, an event. `item` may be empty."""

    duty: str
    person_id: PersonId
    item: str


@dataclass(frozen=True)
class Clock:
    """
    One clock of one case. Times are UTC; `due_at` is exclusive: the first moment at which it is late, None where the
    Code sets no limit.

    `event_at` is when it happened, `received_at` when the force (or witness care) learned of it, `starts_at` the one
    of the two that the duty counts from. `enhanced` is the length that it runs in now.
    """

    key: ClockKey
    case_id: CaseId
    event_number: int
    event_at: datetime
    received_at: datetime
    starts_at: datetime
    enhanced: bool
    due_at: datetime | None
    state: ClockState
    proof: Proof | None = None
    breached_at: datetime | None = None
    why_late: str = ""
