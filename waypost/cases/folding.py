"""
One snapshot onto what is held: pure. The intake runs it under the case's lock.
"""

from dataclasses import dataclass
from datetime import datetime

from waypost.cases.applied import AppliedCase
from waypost.cases.compare import Change, compare
from waypost.cases.screening import HeldItem, Known, screen
from waypost.cases.snapshot import CaseSnapshot


@dataclass(frozen=True)
class Rules:
    """What comparing needs to know besides the two revisions."""

    known: Known
    backlog_days: int


@dataclass(frozen=True)
class Folded:
    """What one accepted revision makes of a case."""

    applied: AppliedCase
    changes: tuple[Change, ...]
    held: tuple[HeldItem, ...]
    changed_people: bool


class Stale(ValueError):
    """The revision is not higher than the one held."""


def fold(snapshot: CaseSnapshot, *, onto: AppliedCase | None, revision: int, rules: Rules, seen_at: datetime) -> Folded:
    """
    Return what `snapshot` makes of the case held as `onto` at `revision` (0 where nothing is held).

    :raises Stale: so that an older state, late or repeated, changes nothing.
    """
    if snapshot.revision <= revision:
        raise Stale
    applied, held = screen(snapshot, prior=onto, known=rules.known)
    changes = compare(onto, applied, seen_at=seen_at, backlog_days=rules.backlog_days)
    return Folded(
        applied=applied,
        changes=changes,
        held=held,
        changed_people=onto is None or onto.people != applied.people,
    )
