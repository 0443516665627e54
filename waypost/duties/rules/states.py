"""Where a clock stands."""

from datetime import datetime

from waypost.duties.values import ClockState, Proof


def state_of(proof: Proof | None, *, breached_at: datetime | None, stopped_at: datetime | None) -> ClockState:
    """Return where a clock stands; with a proof it is told, whatever ended it after."""
    if proof is not None:
        return ClockState.MET if breached_at is None else ClockState.MET_LATE
    if stopped_at is not None:
        return ClockState.STOPPED
    return ClockState.RUNNING if breached_at is None else ClockState.BREACHED
