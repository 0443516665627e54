"""Every read of this room: scoped by force, and for people by what they may see. Returns frozen values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.queries import cases_by_id
from waypost.worklist.models import Change, Item
from waypost.worklist.rows import item_facts, waiting_to_be_handed_out
from waypost.worklist.rules import Viewer, may_see
from waypost.worklist.values import (
    CallOutcome,
    GivenNote,
    HistoryEntry,
    ItemFacts,
    ItemKind,
    ItemState,
    RecordedCall,
    UnknownItem,
    What,
)

_UNSAFE_CALLS = (
    "SELECT person_id, max(answered_at) FROM worklist_item"
    " WHERE force = %s AND person_id = ANY(%s::bigint[]) AND call = %s GROUP BY person_id"
)


@dataclass(frozen=True)
class Filter:
    """
    Which items are wanted: open ones unless another state is named.

    `is_mine`: only what the viewer has or covers; `team`: only what is that team's, empty for every team.
    """

    state: ItemState = ItemState.OPEN
    kind: ItemKind | None = None
    is_mine: bool = False
    team: str = ""
    is_overdue: bool = False


@dataclass(frozen=True)
class Cursor:
    """The last item of a page: the next one begins after it."""

    due_at: datetime
    item_id: UUID


@dataclass(frozen=True)
class Page:
    """Which part of a list is wanted: so many items after a place in it."""

    size: int
    after: Cursor | None = None


@dataclass(frozen=True)
class Items:
    """One page, what is due first first. It may be shorter than asked for, and `after` still lead on."""

    items: tuple[ItemFacts, ...]
    after: Cursor | None


@dataclass(frozen=True)
class Counted:
    """How many items of a kind were opened for a reason, by what became of them."""

    kind: ItemKind
    reason: str
    state: ItemState
    items: int


def items_for(viewer: Viewer, *, force: ForceName, wanted: Filter, page: Page, now: datetime) -> Items:
    """Return one page of what this person may see, in the order in which it is due."""
    with in_force(force):
        rows = Item.objects.filter(_visible(viewer), force=force)
        if wanted.is_mine:
            collar_number = viewer.staff.collar_number
            rows = rows.filter(Q(owner=collar_number) | Q(cover=collar_number))
        found = _page(_wanted(rows, wanted, now=now), page, force=force)
        return Items(tuple(facts for facts in found.items if may_see(viewer, facts)), found.after)


def items_of_force(*, force: ForceName, wanted: Filter, page: Page, now: datetime) -> Items:
    """Return one page for who runs the machine: of sealed cases nothing, whoever's the items are."""
    with in_force(force):
        found = _page(_wanted(Item.objects.filter(force=force), wanted, now=now), page, force=force)
        return Items(tuple(facts for facts in found.items if not facts.is_sealed), found.after)


def item(item_id: UUID, viewer: Viewer, *, force: ForceName) -> ItemFacts:
    """
    Return one item as this person may see it.

    :raises UnknownItem: if the force has none of that id, or not for this person to see.
    """
    facts = item_by_id(item_id, force=force)
    if not may_see(viewer, facts):
        raise UnknownItem(item_id)
    return facts


def item_by_id(item_id: UUID, *, force: ForceName) -> ItemFacts:
    """
    Return one item for a room that asks for no person.

    :raises UnknownItem: if the force has none of that id.
    """
    with in_force(force):
        facts = _facts(Item.objects.filter(force=force, id=item_id), force)
    if not facts:
        raise UnknownItem(item_id)
    return facts[0]


def history(item_id: UUID, *, force: ForceName) -> Sequence[HistoryEntry]:
    """Return what happened to an item, in order; whether somebody may see it is asked with the item."""
    with in_force(force):
        rows = Change.objects.filter(force=force, item_id=item_id).order_by("id")
        return [
            HistoryEntry(row.at, What(row.what), Actor(ActorKind(row.actor_kind), row.actor_id), row.details, row.note)
            for row in rows
        ]


def open_items_of(case_ids: Collection[CaseId], *, force: ForceName) -> Sequence[ItemFacts]:
    """Return what is open in these cases, in the order in which it was opened."""
    with in_force(force):
        rows = Item.objects.filter(force=force, state=ItemState.OPEN, case_id__in=list(case_ids))
        return _facts(rows.order_by("opened_at", "id"), force)


def cases_with_open_items(case_ids: Collection[CaseId], *, force: ForceName) -> frozenset[CaseId]:
    """Return those of these cases in which anything is open."""
    with in_force(force):
        rows = Item.objects.filter(force=force, state=ItemState.OPEN, case_id__in=list(case_ids))
        return frozenset(CaseId(case_id) for case_id in rows.values_list("case_id", flat=True) if case_id is not None)


def cases_in_hand(
    collar_numbers: Collection[str], case_ids: Collection[CaseId], *, force: ForceName
) -> frozenset[CaseId]:
    """Return those of these cases in which one of these people has, or covers, an open item."""
    with in_force(force):
        rows = Item.objects.filter(force=force, case_id__in=list(case_ids), state=ItemState.OPEN)
        theirs = rows.filter(Q(owner__in=list(collar_numbers)) | Q(cover__in=list(collar_numbers)))
        return frozenset(CaseId(case_id) for case_id in theirs.values_list("case_id", flat=True) if case_id is not None)


def open_among(item_ids: Collection[UUID], *, force: ForceName) -> frozenset[UUID]:
    """Return those of these items that are open."""
    if not item_ids:
        return frozenset()
    with in_force(force):
        rows = Item.objects.filter(force=force, id__in=list(item_ids), state=ItemState.OPEN)
        return frozenset(rows.values_list("id", flat=True))


def items_of_case(case_id: CaseId, *, force: ForceName) -> Sequence[ItemFacts]:
    """Return every item of a case, open or not, in the order in which they were opened."""
    with in_force(force):
        return _facts(Item.objects.filter(force=force, case_id=case_id).order_by("opened_at", "id"), force)


def calls_recorded(case_ids: Collection[CaseId], *, force: ForceName) -> Sequence[RecordedCall]:
    """Return the calls of these cases in which the person was spoken to, in the order in which they were made."""
    with in_force(force):
        rows = Item.objects.filter(
            force=force,
            case_id__in=list(case_ids),
            person_id__isnull=False,
            kind=ItemKind.CALL,
            state=ItemState.DONE,
            call=CallOutcome.SPOKEN_TO,
        ).order_by("answered_at", "id")
        return [
            RecordedCall(
                item_id=row.id,
                case_id=CaseId(row.case_id),
                person_id=PersonId(row.person_id),
                duty=row.duty or None,
                subject=row.subject,
                answered_at=row.answered_at,
            )
            for row in rows
            if row.case_id is not None and row.person_id is not None and row.answered_at is not None
        ]


def unsafe_calls(person_ids: Collection[PersonId], *, force: ForceName) -> Mapping[PersonId, datetime]:
    """Return when somebody who called found that contact is not safe, the last time for each of these people."""
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(_UNSAFE_CALLS, [force, list(person_ids), CallOutcome.UNSAFE])
        return {PersonId(person_id): at for person_id, at in cursor.fetchall() if at is not None}


def notes_given(case_ids: Collection[CaseId], *, reason: str, force: ForceName) -> Sequence[GivenNote]:
    """Return what was written in these cases into the items of a reason that are done, the newest first."""
    with in_force(force):
        rows = Item.objects.filter(
            force=force, case_id__in=list(case_ids), reason=reason, state=ItemState.DONE, answer_note__isnull=False
        ).order_by("-answered_at", "-id")
        return [
            GivenNote(CaseId(row.case_id), PersonId(row.person_id), row.subject, row.answer_note, row.answered_by)
            for row in rows
            if row.case_id is not None and row.person_id is not None and row.answer_note
        ]


def items_by_reason(*, force: ForceName, since: datetime, until: datetime) -> Sequence[Counted]:
    """Return how many items were opened from `since` until before `until`, by kind, reason and state."""
    with in_force(force):
        rows = Item.objects.filter(force=force, opened_at__gte=since, opened_at__lt=until)
        counted = rows.values("kind", "reason", "state").order_by("kind", "reason", "state")
        return [
            Counted(ItemKind(row["kind"]), row["reason"], ItemState(row["state"]), row["items"])
            for row in counted.annotate(items=Count("id"))
        ]


def has_items_to_hand_out(force: ForceName) -> bool:
    """Whether the crime system must be told of something."""
    with in_force(force):
        return waiting_to_be_handed_out(force).exists()


def _wanted(rows: "QuerySet[Item]", wanted: Filter, *, now: datetime) -> "QuerySet[Item]":
    rows = rows.filter(state=wanted.state)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.team:
        rows = rows.filter(team=wanted.team)
    return rows.filter(due_at__lt=now) if wanted.is_overdue else rows


def _page(rows: "QuerySet[Item]", page: Page, *, force: ForceName) -> Items:
    if page.after is not None:
        later = Q(due_at__gt=page.after.due_at) | Q(due_at=page.after.due_at, id__gt=page.after.item_id)
        rows = rows.filter(later)
    # One more than is shown says whether there is more.
    found = list(rows.order_by("due_at", "id")[: page.size + 1])
    shown = found[: page.size]
    after = Cursor(shown[-1].due_at, shown[-1].id) if len(found) > page.size else None
    return Items(tuple(_facts(shown, force)), after)


def _visible(viewer: Viewer) -> Q:
    """Return what the database can say of `may_see`: all but who is left out of a sealed case."""
    staff = viewer.staff
    if not staff.is_active:
        return Q(pk__in=[])
    collar_number, desks = staff.collar_number, list(viewer.desks)
    seen = Q(owner=collar_number) | Q(first_owner=collar_number) | Q(cover=collar_number)
    seen |= Q(desk__in=desks) | Q(at_desk__in=desks)
    if staff.team:
        seen |= Q(team=staff.team)
    return seen


def _facts(rows: "QuerySet[Item] | Sequence[Item]", force: ForceName) -> Sequence[ItemFacts]:
    found = list(rows)
    cases = cases_by_id({CaseId(row.case_id) for row in found if row.case_id is not None}, force=force)
    return [item_facts(row, cases.get(CaseId(row.case_id)) if row.case_id is not None else None) for row in found]
