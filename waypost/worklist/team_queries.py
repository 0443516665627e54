"""Reads of open work by whose it is: for officers, for supervisors. Bounded by what is open; no case is opened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.worklist.models import Item
from waypost.worklist.values import Desk, ItemKind, ItemState


@dataclass(frozen=True)
class OpenWork:
    """One open item as a list needs it: no words of it. `at_desk` is None where somebody has it."""

    item_id: UUID
    case_id: CaseId | None
    person_id: PersonId | None
    kind: ItemKind
    reason: str
    owner: str
    cover: str
    at_desk: Desk | None
    team: str
    level: int
    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class Load:
    """How much of one kind one person has, or, with no owner, a team's desk; `oldest_due` is what is due first."""

    owner: str
    kind: ItemKind
    items: int
    overdue: int
    oldest_due: datetime


def work_of_officers(collar_numbers: Collection[str], *, force: ForceName, limit: int) -> Sequence[OpenWork]:
    """Return up to `limit` open items that these officers have, what is due first first."""
    with in_force(force):
        rows = Item.objects.filter(force=force, state=ItemState.OPEN, owner__in=sorted(collar_numbers))
        return _work(rows.order_by("due_at", "id")[:limit])


def load_of_team(team: str, *, force: ForceName, now: datetime) -> Sequence[Load]:
    """Return how much each person of a team has of each kind; one look over what is open in the force."""
    with in_force(force):
        rows = Item.objects.filter(force=force, state=ItemState.OPEN, team=team).values("owner", "kind")
        counted = rows.annotate(
            items=Count("id"), overdue=Count("id", filter=Q(due_at__lt=now)), oldest_due=Min("due_at")
        ).order_by("owner", "kind")
        return [
            Load(row["owner"], ItemKind(row["kind"]), row["items"], row["overdue"], row["oldest_due"])
            for row in counted
        ]


def _work(rows: "QuerySet[Item]") -> Sequence[OpenWork]:
    # The words of an item may be long, and nobody reads them in a list.
    return [
        OpenWork(
            item_id=row.id,
            case_id=CaseId(row.case_id) if row.case_id is not None else None,
            person_id=PersonId(row.person_id) if row.person_id is not None else None,
            kind=ItemKind(row.kind),
            reason=row.reason,
            owner=row.owner,
            cover=row.cover,
            at_desk=Desk(row.at_desk) if row.at_desk else None,
            team=row.team,
            level=row.level,
            opened_at=row.opened_at,
            due_at=row.due_at,
        )
        for row in rows.defer("text", "script", "draft", "answer_note", "answer_text", "mends")
    ]
