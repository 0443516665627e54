"""What officers answered in the crime system to what Waypost asked of them, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.cases.vocabulary import TaskStatus


@dataclass(frozen=True)
class TaskAnswer:
    """
    What became of one task, as the crime system shows it now.

    `text` is the draft as the officer left it, `by` a collar number; `at` is None where the crime system does not say
    when. Note and text are an officer's words about a case: for staff and for the message itself, never for a log.
    """

    waypost_id: UUID
    status: TaskStatus
    note: str | None
    text: str | None
    at: datetime | None
    by: str | None
