"""Hands the work of somebody who leaves to somebody else: open items, and whom they covered. All of it or nothing."""

from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.queries import directory
from waypost.access.staff import BadStaff, StaffChange, UnknownStaff, change_staff, leave_staff
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.worklist.operations.assigning import follow_directory


def hand_over(collar_number: str, *, to: str, by: Staff, now: datetime) -> int:
    """
    Mark somebody as having left, and give what they have to `to`; return how many open items changed hands.

    What is about a sealed case goes to its supervisor, never to a deputy. Who is deputised by the leaver is covered
    by `to` from now on. The cases themselves change hands in the crime system.

    :raises UnknownStaff: if one of the two is not there.
    :raises BadStaff: if both are one, or somebody hands over their own work and would be shut out.
    """
    if collar_number == by.collar_number:
        raise BadStaff("nobody can mark themselves as having left: ask another supervisor")
    with in_force(by.force):
        known = directory(by.force)
        receiver = known.by_collar(to)
        if receiver is None or not receiver.is_active:
            raise UnknownStaff(f"nobody who is there has the collar number {to}")
        change_staff(collar_number, force=by.force, change=StaffChange(deputy=to), by=by.actor, now=now)
        left = leave_staff(collar_number, force=by.force, by=by.actor, now=now)
        for one in known.staff.values():
            if one.is_active and one.deputy == collar_number:
                deputy = "" if one.collar_number == to else to
                change = StaffChange(deputy=deputy)
                change_staff(one.collar_number, force=by.force, change=change, by=by.actor, now=now)
        moved = follow_directory(by.force, now=now)
        fields = [left.id, receiver.id]
        record_audit(Action.STAFF_HANDED_OVER, by=by.actor, force=by.force, now=now, fields=fields)
    return moved
