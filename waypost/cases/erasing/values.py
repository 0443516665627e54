"""What erasing is about, and why a case is kept."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from waypost.access.values import Actor
from waypost.base.values import CaseId, ForceName
from waypost.cases.values import CaseKind


class Kept(StrEnum):
    """Why a case is not erased; the value is the end of a sentence that begins with the case."""

    HELD = "is under a legal hold: `waypost release` ends it"
    OPEN = "is open: it is closed in the crime system first"
    LINKED = "is linked with a case that is open or held"
    OUTBOX = "has something that the crime system has not taken yet"
    MESSAGE = "has a message on its way"
    WORK = "has something that a person still has to do"
    DUTY = "has a duty of the Victims' Code that still runs"
    JOURNEY = "has a journey that is not at its end"


@dataclass(frozen=True)
class Target:
    """A case that is erased; `seen_at` is when its source last said something new of it."""

    case_id: CaseId
    kind: CaseKind
    reference: str
    source_id: int
    seen_at: datetime


@dataclass(frozen=True)
class Order:
    """Who has cases erased, why, and when; `why` is kept for ever and must name nobody."""

    force: ForceName
    why: str
    by: Actor
    now: datetime


class ErasingRoom(Protocol):
    """What each room with personal data offers, in the module that its `AppConfig.erasing` names."""

    def reasons_to_keep(self, case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
        """Return which of these cases this room still needs, and why."""

    def erase_cases(self, targets: Sequence[Target], order: Order) -> None:
        """Take all that is personal out of this room's rows of these cases, inside the caller's transaction."""
