"""
One snapshot onto what is held: pure. The intake runs it under the case's lock.
"""

from dataclasses import dataclass
from datetime import datetime

from waypost.cases.applied import AnyApplied, AppliedCase, AppliedIncident
from waypost.cases.compare import Change, compare, compare_incidents
from waypost.cases.screening import HeldItem, Known, screen, screen_incident
from waypost.cases.snapshot import CaseSnapshot, IncidentSnapshot

AnySnapshot = CaseSnapshot | IncidentSnapshot


@dataclass(frozen=True)
class Rules:
    """What comparing needs to know besides the two revisions."""

    known: Known
    backlog_days: int


@dataclass(frozen=True)
class Folded:
    """What one accepted revision makes of a case."""

    applied: AnyApplied
    changes: tuple[Change, ...]
    held: tuple[HeldItem, ...]
    changed_people: bool


class Stale(ValueError):
    """The revision is not higher than the one held."""


class WrongKind(TypeError):
    """A snapshot of one kind was to be folded onto a record of the other."""


def fold(snapshot: AnySnapshot, *, onto: AnyApplied | None, revision: int, rules: Rules, seen_at: datetime) -> Folded:
    """
    Return what `snapshot` makes of the crime or incident held as `onto` at `revision` (0 where nothing is held).

    :raises Stale: so that an older state, late or repeated, changes nothing.
    :raises WrongKind: if a crime is given with an incident, or the other way round.
    """
    if snapshot.revision <= revision:
        raise Stale
    if isinstance(snapshot, IncidentSnapshot):
        return _fold_incident(snapshot, onto, rules, seen_at)
    return _fold_case(snapshot, onto, rules, seen_at)


def _fold_case(snapshot: CaseSnapshot, onto: AnyApplied | None, rules: Rules, seen_at: datetime) -> Folded:
    if isinstance(onto, AppliedIncident):
        raise WrongKind
    applied, held = screen(snapshot, prior=onto, known=rules.known)
    changes = compare(onto, applied, seen_at=seen_at, backlog_days=rules.backlog_days)
    return Folded(applied, changes, held, onto is None or onto.people != applied.people)


def _fold_incident(snapshot: IncidentSnapshot, onto: AnyApplied | None, rules: Rules, seen_at: datetime) -> Folded:
    if isinstance(onto, AppliedCase):
        raise WrongKind
    applied, held = screen_incident(snapshot, prior=onto, channels=rules.known.channels)
    changes = compare_incidents(onto, applied, seen_at=seen_at, backlog_days=rules.backlog_days)
    return Folded(applied, changes, held, onto is None or onto.people != applied.people)
