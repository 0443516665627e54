"""
What a second source says of cases that another source owns: locked, joined, compared and told like the owner's own.

*Source:* docs/adr/0023-contributions.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.cases.contribution_models import ContributedState
from waypost.cases.contributions.names import SECTIONS
from waypost.cases.intake.contributing import Batch
from waypost.cases.intake.locking import lock_known, wait_for_records
from waypost.cases.intake.meant import cases_meant
from waypost.cases.intake.record import open_locked, write_opened
from waypost.cases.intake.taking import rules_of
from waypost.cases.intake.values import Rejection
from waypost.cases.models import Case
from waypost.cases.snapshot import SnapshotFault, parse_part
from waypost.cases.values import SourceFacts

Section = Literal["hearings", "facts", "property"]
_LONGEST_REFERENCE = 64


@dataclass(frozen=True)
class Contribution:
    """
    The whole of what a source says of one section of one case now; an item that is missing is withdrawn.

    Unless it is not `is_whole`: then these items are added or take the place of those with their ids, and the others
    that the source has named stay. `reference` is that of the case, or a court's number that the case is linked with.
    The items are those of the contract, and name no people.
    """

    reference: str
    section: Section
    items: Sequence[Mapping[str, object]]
    is_whole: bool = True


@dataclass(frozen=True)
class ContributionResult:
    """
    What became of contributions, each in one count. What waits has no case yet, or its source is in shadow.

    What is held, wholly or in part, is not in `applied`. A rejected one is named by its reference.
    """

    applied: int
    unchanged: int
    waiting: int
    held: int
    rejected: tuple[Rejection, ...]


def take_contributions(
    source: SourceFacts, contributions: Sequence[Contribution], *, now: datetime
) -> ContributionResult:
    """
    Take what a source says of cases that others own: of each, the whole of one section as it is now.

    It never touches people, flags, plans, status or outcome, nor the owner's revision. What the owner has too is told
    once. Of one that cannot be read the case is held, since what we have may be out of date.
    """
    faults = [_fault_of(one) for one in contributions]
    return again_after_deadlock(lambda: _take(source, contributions, faults, now))


def hold_unreadable_contributions(
    source: SourceFacts, errors: Mapping[str, str], *, section: Section, now: datetime
) -> None:
    """Hold the cases of which a source says something newer that cannot be read; `errors` says why, by reference."""
    unread = [Contribution(reference, section, ()) for reference in sorted(errors)]
    with in_force(source.force):
        batch = _open_batch(source, unread, now)
        for reference in sorted(errors):
            batch.refuse(reference, section, why=errors[reference])
        write_opened(batch.changed(), force=source.force, now=now)
        batch.write_states()


def _take(
    source: SourceFacts,
    contributions: Sequence[Contribution],
    faults: Sequence[SnapshotFault | None],
    now: datetime,
) -> ContributionResult:
    with in_force(source.force):
        batch = _open_batch(source, contributions, now)
        rejected = []
        for one, fault in zip(contributions, faults, strict=True):
            if fault is None:
                batch.take(one.reference, one.section, _items_of(one, batch))
            else:
                rejected.append(Rejection(one.reference, f"{fault.field}: {fault.sentence}"))
                batch.refuse(one.reference, one.section, why=fault.sentence)
        write_opened(batch.changed(), force=source.force, now=now)
        batch.write_states()
    return ContributionResult(
        applied=batch.counts["applied"],
        unchanged=batch.counts["unchanged"],
        waiting=batch.counts["waiting"],
        held=batch.counts["held"],
        rejected=tuple(rejected),
    )


def _items_of(one: Contribution, batch: Batch) -> list[dict[str, Any]]:
    known = batch.states.get((one.reference, one.section))
    if one.is_whole or known is None:
        return [dict(item) for item in one.items]
    # In the order in which they were first named, so that what is said again is no news.
    every = {str(item.get("id")): dict(item) for item in (*known.items, *one.items)}
    return list(every.values())


def _fault_of(one: Contribution) -> SnapshotFault | None:
    """Return what is wrong with the shape of a contribution, or None."""
    if one.section not in SECTIONS:
        return SnapshotFault("section", "The section is not one that a second source may add to: leave it out.")
    try:
        parse_part({"source": 0, "reference": one.reference, one.section: [dict(item) for item in one.items]})
    except SnapshotFault as fault:
        return fault
    return None


def _open_batch(source: SourceFacts, contributions: Sequence[Contribution], now: datetime) -> Batch:
    """Lock, in the order of intake, the cases that are meant and those that were, then what we have of this source."""
    references = sorted({one.reference for one in contributions if _can_be_looked_up(one.reference)})
    meant = dict(cases_meant(references, force=source.force))
    missing = [reference for reference in references if reference not in meant]
    if missing:
        wait_for_records(missing, force=source.force)
        meant |= cases_meant(missing, force=source.force)
    states = ContributedState.objects.filter(force=source.force, source_id=source.id, reference__in=references)
    joined = Case.objects.filter(id__in=states.exclude(case=None).values("case_id")).values_list("reference", flat=True)
    wanted = {one.reference for each in meant.values() for one in each} | set(joined)
    locked = lock_known(wanted, force=source.force)
    ours = states.select_for_update().order_by("reference", "section")
    return Batch(
        source,
        rules_of(source.force),
        now,
        cases={each.row.id: open_locked(each, is_own=True) for each in locked.values()},
        meant=meant,
        states={(row.reference, row.section): row for row in ours},
    )


def _can_be_looked_up(reference: str) -> bool:
    return 0 < len(reference) <= _LONGEST_REFERENCE and "\0" not in reference and reference.isprintable()
