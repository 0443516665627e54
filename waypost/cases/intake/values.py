"""What the doors hand over and what they get back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from waypost.cases.folding import AnySnapshot
from waypost.cases.snapshot import IncidentSnapshot
from waypost.cases.values import CaseKind

PLACEHOLDER_REVISION: Final = 1
"""What stands for the revision that a polled source does not have."""


def digest(raw: bytes) -> bytes:
    """Return what tells another body under the same id."""
    return hashlib.sha256(raw).digest()


@dataclass(frozen=True)
class IncomingEvent:
    """One CloudEvent: `document` is its `data`, decoded, of what `kind`; `raw` the whole event as it came."""

    id: str
    subject: str | None
    document: Mapping[str, object]
    raw: bytes
    kind: CaseKind


@dataclass(frozen=True)
class PolledDocument:
    """A crime or an incident as a polled source shows it: a snapshot without `revision`, which it does not have."""

    reference: str
    document: Mapping[str, object]
    kind: CaseKind

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

    def __add__(self, other: "PolledResult") -> "PolledResult":
        """Return what became of both."""
        return PolledResult(
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.held + other.held,
            (*self.rejected, *other.rejected),
        )


@dataclass(frozen=True)
class Candidate:
    """One snapshot of sound shape on its way into the record."""

    event_id: str
    snapshot: AnySnapshot
    raw: bytes
    content_hash: str = ""

    @property
    def key(self) -> "Key":
        """What the snapshot is a state of."""
        kind = CaseKind.INCIDENT if isinstance(self.snapshot, IncidentSnapshot) else CaseKind.CRIME
        return Key(self.snapshot.reference, kind)

    @property
    def counterpart(self) -> "Key | None":
        """The record of the other kind that the snapshot names: a crime its incident, an incident its crime."""
        if isinstance(self.snapshot, IncidentSnapshot):
            reference, kind = self.snapshot.case_reference, CaseKind.CRIME
        else:
            reference, kind = self.snapshot.incident_reference, CaseKind.INCIDENT
        return Key(reference, kind) if reference else None


@dataclass(frozen=True, order=True)
class Key:
    """What one force knows a record by. Rows are locked in this order."""

    reference: str
    kind: CaseKind


@dataclass(frozen=True)
class Written:
    """Counts of what the record took."""

    accepted: int = 0
    stale: int = 0
    held: int = 0
    unchanged: int = 0

    def __add__(self, other: "Written") -> "Written":
        """Return the counts of both."""
        return Written(
            self.accepted + other.accepted,
            self.stale + other.stale,
            self.held + other.held,
            self.unchanged + other.unchanged,
        )
