"""
Whether somebody may open a case: at once, for a reason, behind glass, or not at all. Pure.

What is in their own hands is always theirs. A case with a flag on it is only opened from outside by who may break the
glass, and then its owner and the auditor are told; a sealed one likewise, and nobody else learns that it is there.
*Source:* trust.md T05.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from waypost.access.case_reasons import NO_REASONS, Reasons
from waypost.access.permission_map import Scope, scope_of
from waypost.access.permissions import Permission
from waypost.access.values import Staff
from waypost.base.values import CaseId
from waypost.cases.values import CaseFacts
from waypost.cases.vocabulary import Flag

SEALED_CASE: Final = "A sealed case"
"""What a list calls a sealed case for whoever must know that something waits, and no more."""
_SEALED = frozenset({Flag.SEALED.value, Flag.UNDERCOVER_OR_PROTECTED.value})


class Standing(StrEnum):
    """What somebody gets who asks for a case."""

    OPEN = "open"
    NEEDS_REASON = "needs_reason"
    NEEDS_GLASS = "needs_glass"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Looker:
    """
    Somebody who looks. `covers` are the collar numbers of colleagues who are away and whose work is theirs meanwhile,
    `holds` the cases in which they have or cover an open item, `reasons` those that they gave a reason for today.
    """

    staff: Staff
    covers: frozenset[str] = frozenset()
    holds: frozenset[CaseId] = frozenset()
    reasons: Reasons = NO_REASONS


def standing(looker: Looker, case: CaseFacts, *, permission: Permission) -> Standing:
    """Return what somebody gets who asks for this case to do what `permission` says."""
    staff = looker.staff
    scope = scope_of(staff.roles, permission)
    if scope is None or not staff.is_active:
        return Standing.HIDDEN
    if is_own(looker, case):
        return Standing.OPEN
    if is_sealed(case):
        return _behind_glass(looker, case)
    if _is_within(scope, staff, case):
        return Standing.OPEN
    if case.is_flagged:
        return _behind_glass(looker, case)
    # A reason holds no longer than the role in which it was given.
    if not scope_of(staff.roles, Permission.GIVE_REASON):
        return Standing.HIDDEN
    return Standing.OPEN if case.case_id in looker.reasons.cases else Standing.NEEDS_REASON


def is_own(looker: Looker, case: CaseFacts) -> bool:
    """
    Whether a case is in somebody's own hands: theirs, one that they cover, or one that asks something of them.

    Nobody covers a sealed one: while its officer is away its supervisor has it.
    """
    mine = {looker.staff.collar_number, *(() if is_sealed(case) else looker.covers)}
    named = {officer.collar_number for officer in (case.officer, case.supervisor, case.flo) if officer is not None}
    return bool(mine & named) or case.case_id in looker.holds


def is_named(case: CaseFacts, staff: Staff) -> bool:
    """Whether a case names somebody as who has it, supervises it or is with the family."""
    named = {officer.collar_number for officer in (case.officer, case.supervisor, case.flo) if officer is not None}
    return staff.collar_number in named


def is_sealed(case: CaseFacts) -> bool:
    """Whether nobody but its own people may know that a case is there."""
    return not _SEALED.isdisjoint(case.flags)


def covered_by(collar_number: str, staff: Iterable[Staff], *, now: datetime) -> frozenset[str]:
    """Return the collar numbers of those who are away now and whom somebody covers."""
    return frozenset(
        one.collar_number for one in staff if one.is_active and one.is_away(now) and one.deputy == collar_number
    )


def _is_within(scope: Scope, staff: Staff, case: CaseFacts) -> bool:
    if scope is Scope.FORCE:
        return True
    team = case.officer.team if case.officer else None
    return scope is Scope.TEAM and bool(staff.team) and team == staff.team


def _behind_glass(looker: Looker, case: CaseFacts) -> Standing:
    if not scope_of(looker.staff.roles, Permission.BREAK_GLASS):
        return Standing.HIDDEN
    return Standing.OPEN if case.case_id in looker.reasons.behind_glass else Standing.NEEDS_GLASS
