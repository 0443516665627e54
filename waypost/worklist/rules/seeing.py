"""
Which items somebody may see and answer: their own, those they cover, their team's, and those of their desks.

Of a sealed case only the owner and supervisors see anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from waypost.access.values import Staff, StaffRole
from waypost.worklist.values import Desk, ItemFacts

_DESKS: Mapping[StaffRole, frozenset[Desk]] = {
    StaffRole.SUPERVISOR: frozenset({Desk.OIC, Desk.SUPERVISOR}),
    StaffRole.DATA_QUALITY: frozenset({Desk.RECORDS}),
    StaffRole.WITNESS_CARE: frozenset({Desk.WITNESS_CARE}),
    StaffRole.CONTENT_EDITOR: frozenset({Desk.CONTENT}),
    StaffRole.ADMINISTRATOR: frozenset({Desk.SYSTEM}),
}


@dataclass(frozen=True)
class Viewer:
    """Somebody of the force who looks at the worklist."""

    staff: Staff

    @property
    def is_supervisor(self) -> bool:
        """Whether they may see what is about a sealed case."""
        return StaffRole.SUPERVISOR in self.staff.roles

    @property
    def desks(self) -> frozenset[Desk]:
        """The desks whose work is theirs: for a supervisor what any officer is asked to do as well."""
        return frozenset(desk for role in self.staff.roles for desk in _DESKS.get(role, ()))


def may_see(viewer: Viewer, item: ItemFacts) -> bool:
    """Whether this person may see this item, and so answer it. Somebody who has left sees nothing."""
    if not viewer.staff.is_active:
        return False
    collar_number, team = viewer.staff.collar_number, viewer.staff.team
    if collar_number in {item.owner, item.first_owner}:
        return True
    if item.is_sealed:
        return viewer.is_supervisor
    is_covering = collar_number == item.cover or (bool(team) and team == item.team)
    return is_covering or item.desk in viewer.desks or item.at_desk in viewer.desks
