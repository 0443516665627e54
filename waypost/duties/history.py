"""The lines of a clock's history: what is another now than it was. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from waypost.duties.values import Change, Clock, ClockState

HALF, FOUR_FIFTHS = 50, 80
"""How much of its time is gone when somebody is told: in hundredths. *Source:* domain notes 1.4, recommended."""

_OF_STATE = {
    ClockState.RUNNING: Change.REOPENED,
    ClockState.BREACHED: Change.BREACHED,
    ClockState.MET: Change.MET,
    ClockState.MET_LATE: Change.MET_LATE,
    ClockState.STOPPED: Change.STOPPED,
}
_OF_WARNING = {HALF: Change.WARNED_HALF, FOUR_FIFTHS: Change.WARNED_FOUR_FIFTHS}


@dataclass(frozen=True)
class Line:
    """One line; `reference` finds the event or the proof again, `reason` is a code."""

    what: Change
    reference: str = ""
    reason: str = ""


def lines(before: Clock | None, after: Clock, *, warned: int, gone: int) -> Iterator[Line]:
    """
    Yield what has happened to a clock, in the order in which it is to be read.

    `warned` is which warnings were given, `gone` how many hundredths of the time have passed.
    """
    if before is None:
        yield Line(Change.STARTED, reference=f"event {after.event_number}")
    elif before.enhanced != after.enhanced:
        yield Line(Change.TO_ENHANCED if after.enhanced else Change.TO_STANDARD)
    elif before.due_at != after.due_at:
        yield Line(Change.MOVED)
    yield from (Line(_OF_WARNING[mark]) for mark in (HALF, FOUR_FIFTHS) if warned < mark <= gone)
    yield from _of_state(before.state if before else ClockState.RUNNING, after)


def _of_state(before: ClockState, after: Clock) -> Iterator[Line]:
    if before is after.state:
        return
    if not before.is_open and after.state.is_open:
        yield Line(Change.REOPENED)
        if after.state is ClockState.RUNNING:
            return
    if after.state is ClockState.MET_LATE and before is ClockState.RUNNING:
        # Nobody looked between its end and the telling.
        yield Line(Change.BREACHED)
    yield Line(_OF_STATE[after.state], reference=after.proof.reference if after.proof else "")
