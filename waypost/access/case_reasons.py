"""Why staff open cases out of their reach: a reason is written down, and holds for one shift."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.models import CaseReason
from waypost.access.permissions import Action
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName

HOLDS_FOR: Final = timedelta(hours=12)
LONGEST_REASON: Final = 300
SHORTEST_REASON: Final = 10


class BadReason(ValueError):
    """A reason needs 10 letters at least, and 300 characters at most: say what the case is needed for."""


@dataclass(frozen=True)
class Reasons:
    """The cases that a member of staff has given a reason for that still holds, and those of them behind glass."""

    cases: frozenset[CaseId] = frozenset()
    behind_glass: frozenset[CaseId] = frozenset()


NO_REASONS: Final = Reasons()


def says_something(reason: str) -> bool:
    """Whether a reason has letters and digits enough to be one: a row of dots says nothing to whoever reads it."""
    return sum(map(str.isalnum, reason)) >= SHORTEST_REASON


def give_reason(case_id: CaseId, *, reason: str, is_glass: bool, by: Staff, now: datetime) -> None:
    """
    Write down why somebody opens a case out of their reach; `is_glass`: a flagged or sealed one.

    Whether they may at all is `console.standing`'s to say.

    :raises BadReason: if it is too short to be one, or too long.
    """
    tidy = " ".join(reason.split())
    if not says_something(tidy) or len(tidy) > LONGEST_REASON:
        raise BadReason(str(BadReason.__doc__))
    with in_force(by.force):
        CaseReason.objects.create(
            force=by.force,
            staff_id=UUID(by.id),
            case_id=case_id,
            reason=tidy,
            is_glass=is_glass,
            at=now,
            until=now + HOLDS_FOR,
        )
        action = Action.STAFF_GLASS_BROKEN if is_glass else Action.STAFF_REASON_GIVEN
        record_audit(action, by=by.actor, force=by.force, now=now, case_id=case_id, fields=["reason"])


def open_reasons(staff_id: UUID, *, force: ForceName, now: datetime) -> Reasons:
    """Return for which cases somebody's reasons still hold."""
    with in_force(force):
        rows = CaseReason.objects.filter(force=force, staff_id=staff_id, until__gt=now)
        found = list(rows.values_list("case_id", "is_glass"))
    return Reasons(
        frozenset(CaseId(case_id) for case_id, _ in found),
        frozenset(CaseId(case_id) for case_id, is_glass in found if is_glass),
    )
