"""What is logged of a call, and what is counted."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from waypost.base.values import CaseId, PersonId

UNDO_WITHIN: Final = timedelta(minutes=10)
LONGEST_NOTE: Final = 1000


@dataclass(frozen=True)
class CallReason:
    """Why somebody called: the key that logs it, and whether such a call could mostly have been avoided."""

    key: int
    code: str
    words: str
    avoidable: bool


@dataclass(frozen=True)
class NewCall:
    """A call as it is logged. `call_id` is made when the page is: what is sent twice is logged once."""

    call_id: UUID
    reason: str
    is_avoidable: bool
    case_id: CaseId | None = None
    person_id: PersonId | None = None
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class LoggedCall:
    """A call that was logged and not taken back; `words` are those of its reason."""

    call_id: UUID
    at: datetime
    words: str
    is_avoidable: bool
    case_id: CaseId | None
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class CallCount:
    """How many calls of a day had a reason."""

    on: date
    reason: str
    is_avoidable: bool
    count: int


class BadCall(ValueError):
    """It cannot be logged so: the reason is not known, or the case is not there. Nothing was kept."""


class CannotUndo(LookupError):
    """It is not this person's call, it was taken back already, or it is too late."""
