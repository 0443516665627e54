"""
Which items somebody may see and answer: their own, those they cover, their team's, and those of their desks.

Of a sealed case only the owner and supervisors see anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from waypost.access.permission_map import scope_of
from waypost.access.permissions import Permission
from waypost.access.values import Staff, StaffRole
from waypost.worklist.values import Desk, ItemFacts

_DESKS: Mapping[StaffRole, frozenset[Desk]] = {
    StaffRole.SUPERVISOR: frozenset({Desk.OIC, Desk.SUPERVISOR}),
    StaffRole.DATA_QUALITY: frozenset({Desk.RECORDS}),
    StaffRole.WITNESS_CARE: frozenset({Desk.WITNESS_CARE}),
    StaffRole.CONTENT_EDITOR: frozenset({Desk.CONTENT}),
    # What waits for a look at the first of many stands there: they alone may let it go.
    StaffRole.APPROVER: frozenset({Desk.CONTENT}),
    StaffRole.ADMINISTRATOR: frozenset({Desk.SYSTEM, Desk.CONTENT}),
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
    # Whose role opens no case is shown none by standing in a team.
    is_of_team = bool(team) and team == item.team and scope_of(viewer.staff.roles, Permission.SEE_CASE) is not None
    return collar_number == item.cover or is_of_team or item.desk in viewer.desks or item.at_desk in viewer.desks


def is_asked(viewer: Viewer, item: ItemFacts) -> bool:
    """
    Whether an item asks this person, whoever else may see it: as owner, cover, of their team or at a desk of theirs.

    What any officer is asked to do a supervisor sees, so that nothing is left lying; that is not to be asked.
    """
    collar_number, team = viewer.staff.collar_number, viewer.staff.team
    if not may_see(viewer, item):
        return False
    if collar_number in {item.owner, item.first_owner, item.cover}:
        return True
    if item.is_sealed:
        return False
    desks = viewer.desks - {Desk.OIC}
    return (bool(team) and team == item.team) or item.desk in desks or item.at_desk in desks
