"""Every write of this room: run the clocks, record why one was late."""

from waypost.duties.operations.reasons import NoSuchClock, NotLate, UnknownReason, record_reason
from waypost.duties.operations.running import BATCH, RunReport, run_clocks

__all__ = [
    "BATCH",
    "NoSuchClock",
    "NotLate",
    "RunReport",
    "UnknownReason",
    "record_reason",
    "run_clocks",
]
