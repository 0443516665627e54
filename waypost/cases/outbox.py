"""Many items for the sources at once, for a room above that has locked the places of their cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min

from waypost.base.queue import wake
from waypost.base.sets import insert_rows
from waypost.base.values import CaseId, ForceName, JsonValue
from waypost.cases.models import Case, OutboxItem
from waypost.cases.values import OutboxKind

_NEWEST = "SELECT case_id, max(number) FROM cases_outbox WHERE case_id = ANY(%s::bigint[]) GROUP BY case_id"


@dataclass(frozen=True)
class NewOutboxItem:
    """
    Something that the source of a case must take, once by `waypost_id`.

    The payload is that of contract.md, "Write-back", without the two ids that are filled in when it is sent.
    """

    waypost_id: UUID
    case_id: CaseId
    kind: OutboxKind
    payload: Mapping[str, JsonValue]


@dataclass(frozen=True)
class WaitingBack:
    """What a victim wrote and the crime system has not taken; `person_ref` says who wrote it, empty where unknown."""

    waypost_id: UUID
    case_id: CaseId
    person_ref: str


def words_waiting(force: ForceName, *, before: datetime, limit: int) -> Sequence[WaitingBack]:
    """Return up to `limit` messages of victims that wait since before then, the oldest first; inside `in_force`."""
    rows = OutboxItem.objects.filter(
        force=force, state="waiting", kind=OutboxKind.VICTIM_MESSAGE.value, created_at__lt=before
    ).order_by("created_at", "id")[:limit]
    return [WaitingBack(row.id, CaseId(row.case_id), str(row.payload.get("person") or "")) for row in rows]


@dataclass(frozen=True)
class HowFar:
    """Whether the crime system has taken something, and whether it was offered to it at all."""

    is_taken: bool
    is_offered: bool


def how_far(waypost_ids: Collection[UUID], *, force: ForceName) -> Mapping[UUID, HowFar]:
    """Return how far these have come on their way to the crime system; inside `in_force`."""
    rows = OutboxItem.objects.filter(force=force, id__in=list(waypost_ids)).values_list("id", "state", "attempts")
    return {key: HowFar(state == "taken", attempts > 0) for key, state, attempts in rows}


def oldest_waiting(force: ForceName, *, before: datetime) -> Mapping[int, datetime]:
    """Return by source since when its oldest item waits, of those that wait since before then; inside `in_force`."""
    rows = OutboxItem.objects.filter(force=force, state="waiting", created_at__lt=before).values_list("source_id")
    return dict(rows.annotate(Min("created_at")).order_by())


def lock_cases_if_free(case_ids: Collection[CaseId], *, force: ForceName) -> frozenset[CaseId]:
    """
    Lock those of these cases that nobody else has locked, and return them; wait for none.

    Who holds the places of cases must not wait for the cases themselves: intake locks them in the other order.
    """
    rows = Case.objects.select_for_update(skip_locked=True).filter(force=force, id__in=case_ids).order_by("reference")
    return frozenset(CaseId(case_id) for case_id in rows.values_list("id", flat=True))


def add_all_to_outbox(items: Sequence[NewOutboxItem], *, force: ForceName, now: datetime) -> int:
    """
    Add the items that are not there yet, in the order given; return how many. The caller has locked their cases.

    A fixed number of queries however many there are.
    """
    known = set(OutboxItem.objects.filter(id__in=[item.waypost_id for item in items]).values_list("id", flat=True))
    new = {item.waypost_id: item for item in items if item.waypost_id not in known}
    if not new:
        return 0
    case_ids = {item.case_id for item in new.values()}
    sources = dict(Case.objects.filter(force=force, id__in=case_ids).values_list("id", "source_id"))
    write_items(list(new.values()), sources=sources, force=force, now=now)
    wake("write_back", force=force)
    return len(new)


def write_items(items: Sequence[NewOutboxItem], *, sources: Mapping[int, int], force: ForceName, now: datetime) -> None:
    """Write the items, numbered on within their cases, which the caller has locked; `sources` is each case's source."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list({item.case_id for item in items})])
        newest: dict[int, int] = dict(cursor.fetchall())
    rows = []
    for item in items:
        newest[item.case_id] = newest.get(item.case_id, 0) + 1
        rows.append(
            OutboxItem(
                id=item.waypost_id,
                force=force,
                source_id=sources[item.case_id],
                case_id=item.case_id,
                number=newest[item.case_id],
                kind=item.kind,
                payload=dict(item.payload),
                next_at=now,
                created_at=now,
            )
        )
    insert_rows(rows)
