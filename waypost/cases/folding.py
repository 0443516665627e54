"""
One snapshot onto what is held: pure. The intake runs it under the case's lock.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from waypost.cases.applied import AnyApplied, AppliedCase, AppliedIncident
from waypost.cases.compare import Change, compare, compare_incidents
from waypost.cases.contributions.joining import (
    disagreements,
    in_words_of,
    own_of,
    part_of,
    parts_of,
    still_meant,
    with_parts,
)
from waypost.cases.contributions.names import held_section
from waypost.cases.screening import HeldItem, Known, screen, screen_incident, screen_part
from waypost.cases.snapshot import CaseSnapshot, IncidentSnapshot, Part

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
    own, held = screen(snapshot, prior=own_of(onto) if onto else None, known=rules.known)
    applied = own
    if onto is not None and onto.joined is not None:
        applied = with_parts(own, still_meant(parts_of(onto), own), before=onto)
    changes = compare(in_words_of(applied, onto), applied, seen_at=seen_at, backlog_days=rules.backlog_days)
    return Folded(applied, changes, held, onto is None or onto.people != applied.people)


def _fold_incident(snapshot: IncidentSnapshot, onto: AnyApplied | None, rules: Rules, seen_at: datetime) -> Folded:
    if isinstance(onto, AppliedCase):
        raise WrongKind
    applied, held = screen_incident(snapshot, prior=onto, channels=rules.known.channels)
    changes = compare_incidents(onto, applied, seen_at=seen_at, backlog_days=rules.backlog_days)
    return Folded(applied, changes, held, onto is None or onto.people != applied.people)


def fold_part(part: Part, *, section: str, onto: AppliedCase, rules: Rules, seen_at: datetime) -> Folded:
    """
    Return what a second source's newest state of one section makes of a case that another source owns.

    Only the items of `part` in that section count. What is held stands under a section of this source's own
    (`held_section`), so that no revision of the owner's releases it.
    """
    before = part_of(onto, source=part.source, reference=part.reference)
    known, held = screen_part(part, prior=before, known=rules.known)
    update = {section: getattr(known, section), "merged": part.merged}
    mine = before.model_copy(update=update) if before else known
    others = [one for one in parts_of(onto) if one is not before]
    applied = with_parts(own_of(onto), [*others, mine], before=onto)
    return Folded(applied, _news(onto, applied, rules, seen_at), _held_by(part, section, applied, held), False)


def without_part(part: Part, *, onto: AppliedCase, rules: Rules, seen_at: datetime) -> Folded:
    """Return what becomes of a case when a second source turns out to speak of another one."""
    others = [one for one in parts_of(onto) if (one.source, one.reference) != (part.source, part.reference)]
    applied = with_parts(own_of(onto), others, before=onto)
    return Folded(applied, _news(onto, applied, rules, seen_at), (), False)


def _news(onto: AppliedCase, applied: AppliedCase, rules: Rules, seen_at: datetime) -> tuple[Change, ...]:
    # The owner's time says nothing about when another source made this known.
    heard = applied.model_copy(update={"updated_at": seen_at})
    return compare(in_words_of(applied, onto), heard, seen_at=seen_at, backlog_days=rules.backlog_days)


def _held_by(part: Part, section: str, applied: AppliedCase, held: tuple[HeldItem, ...]) -> tuple[HeldItem, ...]:
    mine = held_section(section, source=part.source, reference=part.reference)
    own = (replace(item, section=mine) for item in held if item.section == section)
    return (*own, *(item for item in disagreements(applied) if item.section == mine))
