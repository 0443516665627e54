"""What the doors hand over and what they get back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from waypost.cases.snapshot import CaseSnapshot


def digest(raw: bytes) -> bytes:
    """Return what tells another body under the same id."""
    return hashlib.sha256(raw).digest()


@dataclass(frozen=True)
class IncomingEvent:
    """One CloudEvent: `document` is its `data`, decoded; `raw` the whole event as it came."""

    id: str
    subject: str | None
    document: Mapping[str, object]
    raw: bytes


@dataclass(frozen=True)
class PolledDocument:
    """One case as a polled source shows it now: a snapshot without `revision`, which the source does not have."""

    reference: str
    document: Mapping[str, object]

    @property
    def content_hash(self) -> str:
        """What tells that something in it changed. `updated_at` alone is no change."""
        content = {key: value for key, value in self.document.items() if key != "updated_at"}
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Rejection:
    """One event or document with a fault of shape; `error` names the field and holds no value of it."""

    id: str
    error: str


@dataclass(frozen=True)
class IntakeResult:
    """The counts of the published contract; what is held counts in `accepted` too."""

    accepted: int
    duplicate: int
    stale: int
    held: int
    rejected: tuple[Rejection, ...]


@dataclass(frozen=True)
class PolledResult:
    """What became of a batch of a polled source."""

    changed: int
    unchanged: int
    held: int
    rejected: tuple[Rejection, ...]


@dataclass(frozen=True)
class Candidate:
    """One snapshot of sound shape on its way into the record."""

    event_id: str
    snapshot: CaseSnapshot
    raw: bytes
    content_hash: str = ""


@dataclass(frozen=True)
class Written:
    """Counts of what the record took."""

    accepted: int = 0
    stale: int = 0
    held: int = 0
    unchanged: int = 0
