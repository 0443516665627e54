"""Reads: what is open in a force, what a case has, one of them. Bounded lists, by index."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.worklist.matters.models import Matter
from waypost.worklist.matters.values import CameBy, Ending, Finding, MatterFacts, MatterKind, MatterLine, MatterState

MOST_OPEN: Final = 1000
"""So many open ones of a force are looked at for a list."""
_MOST_OF_CASE: Final = 50
_LINE = ("id", "case_id", "kind", "state", "received_on", "due_on", "look_on")


def open_matters(force: ForceName) -> Sequence[MatterLine]:
    """Return what is not closed in a force, what is due or to be looked at first first; one look at one index."""
    with in_force(force):
        rows = Matter.objects.filter(force=force).exclude(state=MatterState.CLOSED).order_by("look_on", "id")
        found = [_line(row) for row in rows.only(*_LINE)[:MOST_OPEN]]
    return sorted(found, key=lambda one: (one.due_on or one.look_on, one.matter_id))


def matters_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[MatterLine]:
    """Return what came in about a case, the newest first."""
    with in_force(force):
        rows = Matter.objects.filter(force=force, case_id=case_id).order_by("-received_on", "-id")
        return [_line(row) for row in rows.only(*_LINE)[:_MOST_OF_CASE]]


def matter_of_case(matter_id: UUID, case_id: CaseId, *, force: ForceName) -> MatterFacts | None:
    """Return one of them, or None where the case has none of that id."""
    with in_force(force):
        row = Matter.objects.filter(force=force, id=matter_id, case_id=case_id).first()
        return _facts(row) if row else None


def case_of_matter(matter_id: UUID, *, force: ForceName) -> CaseId | None:
    """Return about which case it is, or None where the force has none of that id."""
    with in_force(force):
        found = Matter.objects.filter(force=force, id=matter_id).values_list("case_id", flat=True).first()
        return None if found is None else CaseId(found)


def _line(row: Matter) -> MatterLine:
    return MatterLine(
        row.id,
        CaseId(row.case_id),
        MatterKind(row.kind),
        MatterState(row.state),
        row.received_on,
        row.due_on,
        row.look_on,
    )


def _facts(row: Matter) -> MatterFacts:
    return MatterFacts(
        matter_id=row.id,
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id) if row.person_id is not None else None,
        kind=MatterKind(row.kind),
        state=MatterState(row.state),
        came_by=CameBy(row.came_by),
        received_on=row.received_on,
        acknowledge_by=row.acknowledge_by,
        decide_by=row.decide_by,
        look_on=row.look_on,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        finding=Finding(row.finding) if row.finding else None,
        ending=Ending(row.ending) if row.ending else None,
        closed_at=row.closed_at,
        text=row.text,
        found=row.found,
    )
