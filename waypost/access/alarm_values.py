"""What the other rooms may know of alarms: that somebody should look at what a member of staff did."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from waypost.base.values import CaseId


class AlarmKind(StrEnum):
    """What somebody should look at."""

    GLASS = "glass"
    MANY_CASES = "many_cases"


@dataclass(frozen=True)
class AlarmFacts:
    """
    One alarm. `case_id` is there where it is about one case, `cases` says about how many.

    `reason` is what the member of staff wrote when they opened the case. `seen_by` is the staff id of who has looked.
    """

    alarm_id: UUID
    kind: AlarmKind
    staff_id: UUID
    case_id: CaseId | None
    cases: int
    at: datetime
    reason: str
    seen_by: UUID | None
    seen_at: datetime | None
