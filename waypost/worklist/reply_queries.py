"""Reads of who was asked for an answer to a victim, and when it came."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.worklist.models import Item
from waypost.worklist.rows import item_facts
from waypost.worklist.values import ItemFacts, ItemKind, ItemState

_COUNTED = [ItemState.DONE.value, ItemState.OPEN.value]


@dataclass(frozen=True)
class Asked:
    """An answer that was asked for: of which team, since when, and when it came, None where it has not."""

    team: str
    at: datetime
    answered_at: datetime | None


def replies_asked(*, reason: str, since: datetime, limit: int, force: ForceName) -> Sequence[Asked]:
    """Return up to `limit` answers that were asked for since then, what was due last first; one query."""
    with in_force(force):
        rows = Item.objects.filter(
            force=force, state__in=_COUNTED, due_at__gte=since, opened_at__gte=since, kind=ItemKind.REPLY, reason=reason
        )
        found = rows.order_by("-due_at").values_list("team", "opened_at", "answered_at")[:limit]
        return [Asked(team, at, answered_at) for team, at, answered_at in found]


def replies_to(message_ids: Collection[UUID], *, case_id: CaseId, force: ForceName) -> Mapping[UUID, ItemFacts]:
    """Return the items that ask for an answer to these messages of a case, open or not, by message; one query."""
    with in_force(force):
        rows = Item.objects.filter(
            force=force, case_id=case_id, kind=ItemKind.REPLY, subject__in=[str(one) for one in message_ids]
        )
        return {UUID(row.subject): item_facts(row, None) for row in rows.order_by("opened_at", "id")}
