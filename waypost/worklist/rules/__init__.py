"""Every decision of this room: values in, value out."""

from waypost.worklist.rules.answers import closes, fault_of_answer
from waypost.worklist.rules.hours import DeskHours, Span, due_after
from waypost.worklist.rules.owners import Circumstances, Holder, holder, is_settled
from waypost.worklist.rules.seeing import Viewer, is_asked, may_see
from waypost.worklist.rules.terms import LAST_LEVEL, Limits, Terms, due_again_at, due_at, look_at

__all__ = [
    "LAST_LEVEL",
    "Circumstances",
    "DeskHours",
    "Holder",
    "Limits",
    "Span",
    "Terms",
    "Viewer",
    "closes",
    "due_after",
    "due_again_at",
    "due_at",
    "fault_of_answer",
    "holder",
    "is_asked",
    "is_settled",
    "look_at",
    "may_see",
]
