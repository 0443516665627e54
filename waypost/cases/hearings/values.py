"""What is kept of a hearing beside its case, and what others may read of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from waypost.base.values import CaseId

WITHDRAWN: Final = "withdrawn"
"""The status of a hearing that its source has no more; the contract's own words are in `vocabulary`."""


@dataclass(frozen=True)
class Kept:
    """One hearing as its row has it."""

    ref: str
    at: datetime
    court: str
    kind: str
    status: str
    changed_at: datetime
    was_at: datetime | None = None
    result_code: str = ""
    result_at: datetime | None = None
    attend: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """One hearing of one case, for a list: `hearing_id` is our own id of its row, by which a list goes on."""

    hearing_id: int
    case_id: CaseId
    reference: str
    hearing: Kept

    @property
    def is_on(self) -> bool:
        """Whether it is to be held, or was."""
        return self.hearing.status in {"listed", "started", "heard"}


@dataclass(frozen=True)
class Place:
    """Where one page of a list ended: the time that it is in order of, and the id of its last row."""

    at: datetime
    hearing_id: int


@dataclass(frozen=True)
class Page:
    """One page of hearings; `after` is where the next one begins, None at the end."""

    hearings: tuple[Listed, ...]
    after: Place | None
