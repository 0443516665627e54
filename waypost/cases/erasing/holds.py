"""Legal holds: nothing of a case is erased while one stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing_models import Hold
from waypost.cases.models import Case
from waypost.cases.operations import lock_cases
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind

_LONGEST = 200


class NoSuchCase(LookupError):
    """The force has no crime or incident of that reference."""


class AlreadyHeld(ValueError):
    """A hold stands already."""


class NotHeld(ValueError):
    """No hold stands."""


class NoReason(ValueError):
    """A hold, its end, and an erasure each need a reason."""


@dataclass(frozen=True)
class HoldFacts:
    """A hold that stands."""

    reference: str
    reason: str
    since: datetime
    held_by: str


def hold(reference: str, *, reason: str, force: ForceName, by: Actor, now: datetime) -> int:
    """
    Keep all that we hold about a reference, a crime and an incident alike; return how many cases that is.

    :raises NoSuchCase: if there is none.
    :raises AlreadyHeld: if all of them are held.
    :raises NoReason: if none is given.
    """
    words = said(reason)
    with in_force(force):
        case_ids = cases_of(reference, force=force)
        lock_cases(case_ids)
        held = set(Hold.objects.filter(case_id__in=case_ids, released_at=None).values_list("case_id", flat=True))
        for case_id in set(case_ids) - held:
            Hold.objects.create(force=force, case_id=case_id, reason=words, since=now, held_by=by.id)
            record_audit(Action.CASE_HELD, by=by, force=force, now=now, case_id=case_id)
        if held.issuperset(case_ids):
            raise AlreadyHeld(f"case {reference} of force {force} is held already: `waypost holds` shows why")
    return len(case_ids) - len(held)


def release(reference: str, *, reason: str, force: ForceName, by: Actor, now: datetime) -> int:
    """
    End the holds of a reference; return how many stood. What is due is erased by the next daily run.

    :raises NoSuchCase: if the force has no such case.
    :raises NotHeld: if none stood.
    :raises NoReason: if none is given.
    """
    words = said(reason)
    with in_force(force):
        case_ids = cases_of(reference, force=force)
        lock_cases(case_ids)
        standing = Hold.objects.filter(case_id__in=case_ids, released_at=None)
        held = [CaseId(case_id) for case_id in standing.values_list("case_id", flat=True)]
        standing.update(released_at=now, released_by=by.id, released_for=words)
        for case_id in held:
            record_audit(Action.CASE_RELEASED, by=by, force=force, now=now, case_id=case_id)
        if not held:
            raise NotHeld(f"no hold stands on case {reference} of force {force}")
    return len(held)


def holds(force: ForceName) -> Sequence[HoldFacts]:
    """Return the holds that stand, the oldest first."""
    with in_force(force):
        rows = list(Hold.objects.filter(force=force, released_at=None).order_by("since", "id"))
        names = dict(Case.objects.filter(id__in={row.case_id for row in rows}).values_list("id", "reference"))
        return [HoldFacts(names[row.case_id], row.reason, row.since, row.held_by) for row in rows]


def cases_of(reference: str, *, force: ForceName) -> Sequence[CaseId]:
    """
    Return the crime and the incident that the force calls so, whichever there are.

    :raises NoSuchCase: if there is neither.
    """
    found = [case_id_by_reference(reference, kind=kind, force=force) for kind in CaseKind]
    known = [case_id for case_id in found if case_id is not None]
    if not known:
        raise NoSuchCase(f"there is no case {reference} in force {force}: check both")
    return known


def said(reason: str) -> str:
    """
    Return the reason as it is kept.

    :raises NoReason: if it is empty or longer than 200 characters.
    """
    words = " ".join(reason.split())
    if not words or len(words) > _LONGEST:
        raise NoReason("Say why in a few words, at most 200 characters, without anybody's name.")
    return words
