"""What passes between Callboard's forms, pages and store."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from demo.control_room.incidents import Screening


@dataclass(frozen=True)
class Order:
    """What was typed to do one thing; each action reads what it asks for."""

    at: datetime | None = None
    text: str = ""
    screening: Screening | None = None
    result: str = ""
    agency: str = ""
    crime: str = ""


class Kind(StrEnum):
    """What can come back. *Source:* the listener's contract, "Write-back"."""

    NOTE = "org.waypost.note.v1"
    MESSAGE = "org.waypost.victim-message.v1"
    TASK = "org.waypost.task.v1"


KIND_WORDS = {
    Kind.NOTE.value: "Note",
    Kind.MESSAGE.value: "Message from the caller",
    Kind.TASK.value: "Task",
}
TASK_WORDS = {
    "reply": "Reply to the caller",
    "confirm": "Confirm a text",
    "call": "Call the caller",
    "mend": "Put data right",
}


@dataclass(frozen=True)
class Heard:
    """Something that came back about an incident. `script` is what to say, of a task to call."""

    kind: str
    words: str
    text: str
    script: str
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Sent:
    """How the pushes of one incident stand: how many wait, and what was said to those that were refused."""

    waiting: int
    refused: tuple[str, ...]
