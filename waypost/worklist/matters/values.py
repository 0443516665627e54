"""What is known of a complaint, a review or a data-protection complaint. No tables, no clock."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from waypost.base.values import CaseId, PersonId

LONGEST_TEXT: Final = 4000


class MatterKind(StrEnum):
    """What somebody asks of the force."""

    COMPLAINT = "complaint"
    REVIEW = "review"
    DATA_PROTECTION = "data_protection"


class MatterState(StrEnum):
    """How far it has come. It only goes forward."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"
    CLOSED = "closed"


class CameBy(StrEnum):
    """How it came in."""

    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    IN_PERSON = "in_person"


class Finding(StrEnum):
    """What was decided."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"
    NOT_COVERED = "not_covered"


class Ending(StrEnum):
    """Why nothing more is to be done: they were told, they took it back, or it was recorded by mistake."""

    TOLD = "told"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"


@dataclass(frozen=True)
class NewMatter:
    """
    What staff took down. `matter_id` is made when the form is: what is sent twice is recorded once.

    `received_on` is the day on which it came in, in England and Wales; clocks run from it.
    """

    matter_id: UUID
    case_id: CaseId
    person_id: PersonId
    kind: MatterKind
    came_by: CameBy
    received_on: date
    text: str = field(repr=False)


@dataclass(frozen=True)
class MatterFacts:
    """
    One of them as it is now. A day is None where no figure is published for it.

    `decided_by` and `acknowledged_by` are collar numbers; `text` and `found` are empty once the case is erased.
    """

    matter_id: UUID
    case_id: CaseId
    person_id: PersonId | None
    kind: MatterKind
    state: MatterState
    came_by: CameBy
    received_on: date
    acknowledge_by: date | None
    decide_by: date | None
    look_on: date
    recorded_at: datetime
    recorded_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    decided_at: datetime | None
    decided_by: str
    finding: Finding | None
    ending: Ending | None
    closed_at: datetime | None
    text: str = field(repr=False)
    found: str = field(repr=False)

    @property
    def next_due(self) -> date | None:
        """By when the next step is to be done; None where no figure is published, or nothing is left to decide."""
        if self.state is MatterState.RECEIVED:
            return self.acknowledge_by
        return self.decide_by if self.state is MatterState.ACKNOWLEDGED else None


@dataclass(frozen=True)
class MatterLine:
    """One of them as a list needs it: none of its words."""

    matter_id: UUID
    case_id: CaseId
    kind: MatterKind
    state: MatterState
    received_on: date
    due_on: date | None
    look_on: date


class BadMatter(ValueError):
    """It cannot be recorded so; `sentence` says what to change. Nothing was kept."""

    def __init__(self, sentence: str) -> None:
        super().__init__("a matter cannot be recorded so")
        self.sentence = sentence


class NotPossible(ValueError):
    """It has come too far, or not far enough; `sentence` says so. Nothing was changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__("a matter cannot be moved so")
        self.sentence = sentence


class NoSuchMatter(LookupError):
    """The case has none of that id."""
