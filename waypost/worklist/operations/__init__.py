"""Every write of this room."""

from waypost.worklist.operations.assigning import follow_directory, reassign
from waypost.worklist.operations.closing import (
    AlreadyAnswered,
    BadAnswer,
    answer_item,
    withdraw_items,
    withdraw_matters,
)
from waypost.worklist.operations.escalating import escalate
from waypost.worklist.operations.handing import hand_out
from waypost.worklist.operations.mending import Mended, look_later, mend, mend_due, sweep
from waypost.worklist.operations.opening import CannotOpen, StillOpen, open_items, reopen_item
from waypost.worklist.values import UnknownItem

__all__ = [
    "AlreadyAnswered",
    "BadAnswer",
    "CannotOpen",
    "Mended",
    "StillOpen",
    "UnknownItem",
    "answer_item",
    "escalate",
    "follow_directory",
    "hand_out",
    "look_later",
    "mend",
    "mend_due",
    "open_items",
    "reassign",
    "reopen_item",
    "sweep",
    "withdraw_items",
    "withdraw_matters",
]
