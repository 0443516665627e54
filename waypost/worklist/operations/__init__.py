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
from waypost.worklist.operations.opening import CannotOpen, StillOpen, open_items, reopen_item
from waypost.worklist.values import UnknownItem

__all__ = [
    "AlreadyAnswered",
    "BadAnswer",
    "CannotOpen",
    "StillOpen",
    "UnknownItem",
    "answer_item",
    "escalate",
    "follow_directory",
    "hand_out",
    "open_items",
    "reassign",
    "reopen_item",
    "withdraw_items",
    "withdraw_matters",
]
