"""Reads of what an account may look into."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from waypost.access.models import Grant
from waypost.base.values import CaseId, ForceName, PersonId


@dataclass(frozen=True)
class GrantFacts:
    """One case that an account may look into as one person of it."""

    id: str
    force: ForceName
    case_id: CaseId
    person_id: PersonId


def grants_of(account_id: UUID) -> Sequence[GrantFacts]:
    """Return the standing grants of an account, the oldest first."""
    rows = Grant.objects.filter(account_id=account_id, revoked_at=None).order_by("created_at", "id")
    return [_facts(row) for row in rows]


def grant_of(account_id: UUID, *, grant_id: str) -> GrantFacts | None:
    """Return one standing grant of this account, or None: also where it is another account's."""
    row = Grant.objects.filter(account_id=account_id, id=grant_id, revoked_at=None).first()
    return _facts(row) if row else None


def _facts(row: Grant) -> GrantFacts:
    return GrantFacts(
        id=row.id, force=ForceName(row.force), case_id=CaseId(row.case_id), person_id=PersonId(row.person_id)
    )


def cases_signed_in_to(force: ForceName, *, after: CaseId, limit: int) -> Sequence[CaseId]:
    """Return the next cases that anybody has signed in to, in order of their ids; inside `in_force`."""
    rows = Grant.objects.filter(force=force, case_id__gt=after, revoked_at=None).order_by("case_id")
    return [CaseId(case_id) for case_id in rows.values_list("case_id", flat=True).distinct()[:limit]]


def count_signed_in(force: ForceName, *, most: int) -> int:
    """Return how many people have signed in to a case, counted up to `most`; inside `in_force`."""
    return Grant.objects.filter(force=force, revoked_at=None)[:most].count()
