"""What is announced, to whom, and where it stands. No tables, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from waypost.base.values import CaseId

LONGEST_REASON: Final = 200
MOST_NAMED: Final = 500
"""So many people may be named at once."""


class AnnouncementKind(StrEnum):
    """What the force has to tell; the value is the event by which it is told."""

    BREACH = "breach.confirmed"
    APPEAL = "media.appeal_planned"
    OUTAGE = "service.outage"


class AnnouncementState(StrEnum):
    """`waiting`: for a second person; `going`: batch by batch."""

    WAITING = "waiting"
    GOING = "going"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Named:
    """One person of a case, by their id in its record; empty for whoever the journey tells of the case."""

    case_id: CaseId
    person_ref: str = ""


@dataclass(frozen=True)
class NewAnnouncement:
    """
    What is announced. `announcement_id` is made with the form: what is sent twice is announced once.

    `named` is empty for an outage, which is for every case whose victim has signed in. `why` names nobody.
    """

    announcement_id: UUID
    kind: AnnouncementKind
    why: str
    named: Sequence[Named] = ()


@dataclass(frozen=True)
class AnnouncementFacts:
    """One of them as it is now. `asked_by` and `decided_by` are collar numbers; `told` is how many it has reached."""

    announcement_id: UUID
    kind: AnnouncementKind
    state: AnnouncementState
    why: str
    count: int
    told: int
    asked_at: datetime
    asked_by: str
    decided_by: str


class BadAnnouncement(ValueError):
    """It cannot be announced so; `sentence` says what to change. Nothing was kept."""

    def __init__(self, sentence: str) -> None:
        super().__init__("it cannot be announced so")
        self.sentence = sentence


class NotWaiting(LookupError):
    """Nothing of that id waits for a second person."""


class SameOne(PermissionError):
    """Whoever asked for it cannot agree to it: somebody else must."""
