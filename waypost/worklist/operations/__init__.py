"""Every write of this room."""

from waypost.worklist.operations.assigning import follow_directory, reassign
from waypost.worklist.operations.closing import (
    AlreadyAnswered,
    BadAnswer,
    UnknownItem,
    answer_item,
    withdraw_items,
    withdraw_matters,
)
from waypost.worklist.operations.opening import CannotOpen, StillOpen, open_items, reopen_item

__all__ = [
    "AlreadyAnswered",
    "BadAnswer",
    "CannotOpen",
    "StillOpen",
    "UnknownItem",
    "answer_item",
    "follow_directory",
    "open_items",
    "reassign",
    "reopen_item",
    "withdraw_items",
    "withdraw_matters",
]
