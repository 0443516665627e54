"""Reads of what is wrong in records, over all desks: by rule, by remedy, and what can be confirmed together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.queries import cases_by_id
from waypost.cases.same_person.rules import is_hidden
from waypost.cases.values import CaseFacts
from waypost.worklist.bulk_models import BulkConfirmation
from waypost.worklist.models import Item
from waypost.worklist.queries import Cursor, Page
from waypost.worklist.rows import item_facts
from waypost.worklist.rules.mending import REASON
from waypost.worklist.values import Desk, ItemFacts, ItemState


@dataclass(frozen=True)
class RuleCount:
    """How many open items ask a desk first of all about one finding; `rule` is its code, empty where none was kept."""

    desk: Desk
    rule: str
    items: int


@dataclass(frozen=True)
class RecordItem:
    """One open item about a record, with its case."""

    item: ItemFacts
    case: CaseFacts


@dataclass(frozen=True)
class RecordItems:
    """One page, what is due first first. It may be shorter than asked for, and `after` still lead on."""

    items: tuple[RecordItem, ...]
    after: Cursor | None


@dataclass(frozen=True)
class WaitingBulk:
    """What somebody wants confirmed at once and a second person has not decided."""

    bulk_id: UUID
    proposed_by: str
    proposed_at: datetime
    items: tuple[UUID, ...]


def records_by_rule(*, force: ForceName) -> Sequence[RuleCount]:
    """Return how many open items there are about records, by desk and rule, the most first."""
    with in_force(force):
        rows = Item.objects.filter(force=force, state=ItemState.OPEN, reason=REASON).values("desk", "rule")
        counted = rows.annotate(items=Count("id")).order_by("-items", "desk", "rule")
        return [RuleCount(Desk(row["desk"]), row["rule"], row["items"]) for row in counted]


def records_to_mend(*, force: ForceName, desk: Desk | None, rule: str, page: Page) -> RecordItems:
    """Return one page of open items about records; of sealed cases nothing. `rule` is empty for any."""
    rows = Item.objects.filter(force=force, state=ItemState.OPEN, reason=REASON)
    rows = rows.filter(rule=rule) if rule else rows
    return _page(rows.filter(desk=desk) if desk else rows, page, force=force)


def with_offers(*, force: ForceName, team: str, page: Page) -> RecordItems:
    """Return one page of open items in which a contact was suggested; of sealed cases nothing."""
    rows = Item.objects.filter(force=force, state=ItemState.OPEN, offers__gt=0)
    return _page(rows.filter(team=team) if team else rows, page, force=force)


def items_with_cases(item_ids: Collection[UUID], *, force: ForceName) -> Sequence[RecordItem]:
    """Return these items, open or not, with their cases; what is sealed or cannot be read is left out."""
    with in_force(force):
        return _with_cases(
            list(Item.objects.filter(force=force, id__in=list(item_ids)).order_by("due_at", "id")), force
        )


def waiting_bulk(*, force: ForceName, limit: int) -> Sequence[WaitingBulk]:
    """Return what waits for a second person, the oldest first."""
    with in_force(force):
        rows = BulkConfirmation.objects.filter(force=force, state="open").order_by("proposed_at")[:limit]
        return [WaitingBulk(row.id, row.proposed_by, row.proposed_at, tuple(row.items)) for row in rows]


def _page(rows: "QuerySet[Item]", page: Page, *, force: ForceName) -> RecordItems:
    if page.after is not None:
        later = Q(due_at__gt=page.after.due_at) | Q(due_at=page.after.due_at, id__gt=page.after.item_id)
        rows = rows.filter(later, due_at__gte=page.after.due_at)
    with in_force(force):
        found = list(rows.order_by("due_at", "id")[: page.size + 1])
        shown = found[: page.size]
        after = Cursor(shown[-1].due_at, shown[-1].id) if len(found) > page.size else None
        return RecordItems(tuple(_with_cases(shown, force)), after)


def _with_cases(rows: Sequence[Item], force: ForceName) -> Sequence[RecordItem]:
    cases = cases_by_id({CaseId(row.case_id) for row in rows if row.case_id is not None}, force=force)
    found = ((row, cases.get(CaseId(row.case_id or 0))) for row in rows)
    every = [RecordItem(item_facts(row, case), case) for row, case in found if case is not None]
    return [one for one in every if not is_hidden(one.case.flags)]
