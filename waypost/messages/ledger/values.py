"""What stands in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from waypost.base.values import CaseId, JsonValue, MessageId, PersonId


class EntryKind(StrEnum):
    """What an entry proves."""

    HANDED_OVER = "handed_over"
    RECEIPT = "receipt"
    ENDED = "ended"
    TOLD_BY_OFFICER = "told_by_officer"
    VICTIM_WROTE = "victim_wrote"
    STAFF_WROTE = "staff_wrote"
    ERASED = "erased"


@dataclass(frozen=True)
class NewEntry:
    """
    One entry to append; `at` is when it happened, aware.

    `contents` hold all that is personal: they can be erased, the rest stays for ever. `reference` is the attempt's,
    where it speaks of one. Names in `contents` are ASCII, numbers whole (`canonical`).
    """

    case_id: CaseId
    message_id: MessageId | None
    kind: EntryKind
    at: datetime
    contents: Mapping[str, JsonValue]
    person_id: PersonId | None = None
    reference: str = ""


@dataclass(frozen=True)
class Columns:
    """Everything of an entry that stays when its contents are erased."""

    id: UUID
    force: str
    case_id: int
    person_id: int | None
    message_id: UUID | None
    kind: str
    reference: str
    at: datetime
    written_at: datetime
    contents_digest: bytes
