"""What second sources said of a case before it was there, or before it had the number that they use."""

import logging
from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from waypost.base.values import ForceName
from waypost.cases.applied import AppliedCase
from waypost.cases.compare import ChangeKind
from waypost.cases.contribution_models import ContributedState
from waypost.cases.contributions.names import held_section, names
from waypost.cases.folding import Folded, Rules, fold_part
from waypost.cases.intake.held_contributions import means_several
from waypost.cases.intake.meant import cases_meant
from waypost.cases.intake.opened import Open
from waypost.cases.models import Source
from waypost.cases.snapshot import SnapshotFault, parse_part
from waypost.cases.values import SourceState

logger = logging.getLogger(__name__)

_LET_GO: Final = """
UPDATE cases_contribution AS state SET state = 'waiting', case_id = NULL, digest = ''
    FROM unnest(%s::bigint[], %s::text[]) AS gone (case_id, reference)
    WHERE state.case_id = gone.case_id AND state.reference = gone.reference
"""


def join_waiting(cases: Sequence[Open], *, force: ForceName, rules: Rules, now: datetime) -> None:
    """
    Join to locked cases, whose snapshots are folded, what waits for a reference that they have only now.

    Nothing is read where no case has a new one. What means several cases is held in those that are new to it.
    """
    folded = [case for case in cases if case.held is not None and isinstance(case.applied, AppliedCase)]
    _let_go(folded)
    new = {case.row.id: _references(case) - _references_before(case) for case in folded}
    wanted = sorted(set().union(*new.values())) if new else []
    waiting = _waiting(wanted, force) if wanted else ()
    if not waiting:
        return
    others = _cases_by_reference({row.reference for row in waiting}, folded, force)
    live = _live_sources({row.source_id for row in waiting})
    for row in waiting:
        for case in folded:
            meant = others[row.reference]
            if row.reference in new[case.row.id] and row.source_id in live and case.row.id in meant:
                is_alone = len(meant) == 1 and row.case_id in {None, case.row.id}
                _take_in(case, row, is_alone=is_alone, rules=rules, now=now)


def drop_unclaimed(*, force: ForceName, keep_days: int, now: datetime) -> int:
    """Delete what no case has claimed and its source has not said again for `keep_days`; return how many."""
    old = now - timedelta(days=keep_days)
    return ContributedState.objects.filter(force=force, case=None, received_at__lt=old).delete()[0]


def fold_state(row: ContributedState, *, onto: Open, merged: bool, rules: Rules, now: datetime) -> Folded:
    """
    Return what a kept state makes of a case.

    :raises SnapshotFault: if it cannot be read any more.
    """
    part = parse_part({"source": row.source_id, "reference": row.reference, "merged": merged, row.section: row.items})
    assert isinstance(onto.applied, AppliedCase)  # noqa: S101 - nobody contributes to an incident
    return fold_part(part, section=row.section, onto=onto.applied, rules=rules, seen_at=now)


def contribute(case: Open, folded: Folded, *, section: str, is_news: bool, now: datetime) -> None:
    """Let a case be what a contribution makes of it; `section` is that of what it holds."""
    case.applied = folded.applied
    case.contributed[section] = folded.held
    case.tell(folded.changes if is_news else (), now=now)


def _take_in(case: Open, row: ContributedState, *, is_alone: bool, rules: Rules, now: datetime) -> None:
    section = held_section(row.section, source=row.source_id, reference=row.reference)
    if not is_alone:
        case.contributed[section] = (means_several(row.section, source=row.source_id, reference=row.reference),)
        _keep(row, state="several", case_id=row.case_id)
        return
    try:
        folded = fold_state(row, onto=case, merged=False, rules=rules, now=now)
    except SnapshotFault:
        logger.error("contribution %s to case %s cannot be read any more", row.pk, case.row.id)
        return
    is_backlog = any(event.kind == ChangeKind.CASE_BACKLOG for event in case.events)
    contribute(case, folded, section=section, is_news=row.state != "shadow" and not is_backlog, now=now)
    _keep(row, state="joined", case_id=case.row.id)


def _keep(row: ContributedState, *, state: str, case_id: int | None) -> None:
    ContributedState.objects.filter(pk=row.pk).update(state=state, case_id=case_id, digest="")


def _let_go(cases: Sequence[Open]) -> None:
    """Let what a case is linked with no more wait for its own case again; the fold has taken it out."""
    gone = [(case.row.id, reference) for case in cases for reference in sorted(_links_gone(case))]
    if gone:
        with connection.cursor() as cursor:
            cursor.execute(_LET_GO, [[case_id for case_id, _ in gone], [reference for _, reference in gone]])


def _waiting(references: Sequence[str], force: ForceName) -> Sequence[ContributedState]:
    rows = ContributedState.objects.select_for_update().filter(force=force, reference__in=references)
    return list(rows.order_by("reference", "source_id", "section"))


def _cases_by_reference(references: Set[str], cases: Sequence[Open], force: ForceName) -> Mapping[str, Set[int]]:
    """Return which cases each reference means: on disk, and in this batch, which is not there yet."""
    in_batch = {case.row.id for case in cases}
    on_disk = cases_meant(sorted(references), force=force)
    found: dict[str, set[int]] = {}
    for reference in references:
        called_so = {case.row.id for case in cases if case.row.reference == reference}
        called_so |= {one.case_id for one in on_disk.get(reference, ()) if not one.by_link}
        linked = {case.row.id for case in cases if _names(case, reference)}
        linked |= {one.case_id for one in on_disk.get(reference, ())} - in_batch
        found[reference] = called_so or linked
    return found


def _live_sources(ids: Set[int]) -> Set[int]:
    return set(Source.objects.filter(id__in=ids, state=SourceState.LIVE).values_list("id", flat=True))


def _names(case: Open, reference: str) -> bool:
    return isinstance(case.applied, AppliedCase) and names(case.applied, reference)


def _references(case: Open) -> set[str]:
    applied = case.applied
    return {applied.reference, *applied.linked} if isinstance(applied, AppliedCase) else set()


def _references_before(case: Open) -> set[str]:
    return set() if case.is_first_sight else {case.row.reference, *case.linked}


def _links_gone(case: Open) -> set[str]:
    applied = case.applied
    if case.is_first_sight or not isinstance(applied, AppliedCase):
        return set()
    return set(case.linked).difference(applied.linked, [applied.merged_into, applied.incident_reference])
