"""
Which role may do what, for which cases, to be read aloud: one block a role, one line an action.

What is not listed is not allowed. A person with several roles may do what any of them may, each as far as it reaches.
Sealed and flagged cases have rules of their own: `waypost/console/standing.py`. *Source:* trust.md T05;
docs/security/permissions.md says the same as a table.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum

from waypost.access.permissions import Permission
from waypost.access.values import StaffRole


class Scope(IntEnum):
    """For which cases: those in somebody's own hands, those of their team as well, or all of their force."""

    OWN = 1
    TEAM = 2
    FORCE = 3


_ANY_STAFF: Mapping[Permission, Scope] = {
    Permission.STAFF: Scope.FORCE,
}

MAY: Mapping[StaffRole, Mapping[Permission, Scope]] = {
    StaffRole.OFFICER: {
        **_ANY_STAFF,
        Permission.FIND: Scope.FORCE,
        Permission.SEE_CASE: Scope.TEAM,
        Permission.GIVE_REASON: Scope.FORCE,
        Permission.LOG_CALL: Scope.FORCE,
        Permission.MEND_MESSAGES: Scope.OWN,
        Permission.FREEZE: Scope.TEAM,
        Permission.REPLY: Scope.TEAM,
        Permission.READ_THREADS: Scope.TEAM,
        Permission.MY_VICTIMS: Scope.OWN,
        Permission.BE_AWAY: Scope.OWN,
        Permission.RECORD_MATTER: Scope.TEAM,
        Permission.PLAN_APPEAL: Scope.OWN,
    },
    StaffRole.SUPERVISOR: {
        **_ANY_STAFF,
        Permission.FIND: Scope.FORCE,
        Permission.SEE_CASE: Scope.TEAM,
        Permission.GIVE_REASON: Scope.FORCE,
        Permission.BREAK_GLASS: Scope.FORCE,
        Permission.LOG_CALL: Scope.FORCE,
        Permission.MEND_MESSAGES: Scope.TEAM,
        Permission.FREEZE: Scope.FORCE,
        Permission.LIFT_FREEZE: Scope.TEAM,
        Permission.REPLY: Scope.TEAM,
        Permission.READ_THREADS: Scope.TEAM,
        Permission.MY_VICTIMS: Scope.OWN,
        Permission.BE_AWAY: Scope.OWN,
        Permission.SUPERVISE: Scope.TEAM,
        Permission.HAND_OVER: Scope.TEAM,
        Permission.RECORD_MATTER: Scope.TEAM,
        Permission.DECIDE_MATTER: Scope.TEAM,
        Permission.PLAN_APPEAL: Scope.TEAM,
        Permission.FIGURES: Scope.FORCE,
    },
    StaffRole.CALL_HANDLER: {
        **_ANY_STAFF,
        Permission.FIND: Scope.FORCE,
        Permission.SEE_CASE: Scope.FORCE,
        Permission.LOG_CALL: Scope.FORCE,
        Permission.MEND_MESSAGES: Scope.FORCE,
        Permission.FREEZE: Scope.FORCE,
        Permission.RECORD_MATTER: Scope.FORCE,
    },
    StaffRole.WITNESS_CARE: {
        **_ANY_STAFF,
        Permission.FIND: Scope.FORCE,
        Permission.SEE_CASE: Scope.FORCE,
        Permission.LOG_CALL: Scope.FORCE,
        Permission.MEND_MESSAGES: Scope.FORCE,
        Permission.FREEZE: Scope.FORCE,
        Permission.REPLY: Scope.FORCE,
        Permission.READ_THREADS: Scope.FORCE,
        Permission.SEE_HEARINGS: Scope.FORCE,
        Permission.BE_AWAY: Scope.OWN,
        Permission.RECORD_MATTER: Scope.FORCE,
    },
    StaffRole.CONTENT_EDITOR: {
        **_ANY_STAFF,
        Permission.FIGURES: Scope.FORCE,
    },
    StaffRole.APPROVER: {
        **_ANY_STAFF,
        Permission.LET_GO: Scope.FORCE,
        Permission.FIGURES: Scope.FORCE,
    },
    StaffRole.DATA_QUALITY: {
        **_ANY_STAFF,
        Permission.FIND: Scope.FORCE,
        Permission.SEE_CASE: Scope.FORCE,
        Permission.FREEZE: Scope.FORCE,
        Permission.MEND_RECORDS: Scope.FORCE,
        Permission.FIGURES: Scope.FORCE,
    },
    StaffRole.ANALYST: {
        **_ANY_STAFF,
        Permission.FIGURES: Scope.FORCE,
    },
    StaffRole.AUDITOR: {
        **_ANY_STAFF,
        Permission.AUDIT: Scope.FORCE,
        Permission.MESSAGE_LOG: Scope.FORCE,
        Permission.FIGURES: Scope.FORCE,
    },
    StaffRole.ADMINISTRATOR: {
        **_ANY_STAFF,
        Permission.ADMINISTER: Scope.FORCE,
        Permission.STOP: Scope.FORCE,
        Permission.LET_GO: Scope.FORCE,
        Permission.MESSAGE_LOG: Scope.FORCE,
        Permission.ANNOUNCE: Scope.FORCE,
        Permission.FIGURES: Scope.FORCE,
    },
}


def scope_of(roles: Iterable[StaffRole], permission: Permission) -> Scope | None:
    """Return how far somebody in these roles may do something, the widest of them; None: not at all."""
    return max((MAY[role][permission] for role in roles if permission in MAY[role]), default=None)
