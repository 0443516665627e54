"""What the way in would make of one snapshot that nothing is held of yet; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from waypost.base.values import ForceName
from waypost.cases.folding import fold
from waypost.cases.intake.taking import rules_of, snapshot_of
from waypost.cases.intake.values import PLACEHOLDER_REVISION
from waypost.cases.screening import HeldItem
from waypost.cases.snapshot import SnapshotFault
from waypost.cases.values import CaseKind


@dataclass(frozen=True)
class Trial:
    """`fault` says why it would not be taken, empty where it would; `held` what would wait for a person."""

    fault: str
    held: tuple[HeldItem, ...]


def try_polled(document: Mapping[str, object], *, kind: CaseKind, force: ForceName, now: datetime) -> Trial:
    """Return what would become of a document of a polled source."""
    try:
        snapshot = snapshot_of({**document, "revision": PLACEHOLDER_REVISION}, kind)
    except SnapshotFault as fault:
        return Trial(fault.sentence, ())
    return Trial("", fold(snapshot, onto=None, revision=0, rules=rules_of(force), seen_at=now).held)
