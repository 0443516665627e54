"""Opens items: once by id, and at most one for each matter. Joins the caller's transaction; tells nobody by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from waypost.access.values import Actor
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows
from waypost.base.values import ForceName
from waypost.worklist.library import terms_in_force
from waypost.worklist.models import Change, Item
from waypost.worklist.operations.assigning import Assigning
from waypost.worklist.rows import SYSTEM, change, matter_of, mends_json, mends_of
from waypost.worklist.rules import Limits, due_at, look_at
from waypost.worklist.values import Desk, ItemKind, ItemState, Matter, NewItem, UnknownItem, What

_TRIES = 3


class StillOpen(ValueError):
    """The item has not been closed: it need not be asked for again."""


class CannotOpen(RuntimeError):
    """An item was neither written nor found, time and again: its id belongs to something else."""


def open_items(items: Sequence[NewItem], *, force: ForceName, now: datetime) -> Mapping[UUID, UUID]:
    """
    Open what is not open yet, and return for each wanted id the item that stands for it.

    An id that was answered before stands for itself, closed as it is: only `reopen_item` asks again. One that was
    withdrawn is opened under a new id. Where an item of the same matter is open, or one about the record that asks for
    the same, it stands for all who want it, due when the first of them needs it. A fixed number of queries however many
    there are.
    """
    if not items:
        return {}
    with in_force(force):
        known = _newest(item.item_id for item in items)
        stands = {asked: row for asked, row in known.items() if row.state != ItemState.WITHDRAWN}
        wanted = [item for item in items if item.item_id not in stands]
        stands |= _opened(wanted, known, force=force, now=now)
        _bring_forward([(stands[item.item_id], item) for item in items], now=now)
        return {item.item_id: stands[item.item_id].id for item in items}


def reopen_item(item_id: UUID, *, text: str, force: ForceName, by: Actor, now: datetime) -> UUID:
    """
    Ask again for what was answered in a way that cannot be taken, and return the new item's id.

    It has the same matter, draft and limits; `text` says in words what was wrong. The crime system gets a new task.

    :raises UnknownItem: if the force has no such item.
    :raises StillOpen: if it is open.
    """
    with in_force(force):
        row = Item.objects.select_for_update().filter(force=force, id=item_id).first()
        if row is None:
            raise UnknownItem(item_id)
        if row.state == ItemState.OPEN:
            raise StillOpen(item_id)
        asked = replace(_wish(row), text=text)
        newest = _newest([row.asked_as])
        return _opened([asked], newest, force=force, now=now, by=by)[asked.item_id].id


def _newest(ids: Iterable[UUID]) -> dict[UUID, Item]:
    """Return the last item that was opened for each wanted id."""
    rows = Item.objects.filter(asked_as__in=list(ids)).order_by("again")
    return {row.asked_as: row for row in rows}


def _opened(
    wanted: Sequence[NewItem], known: Mapping[UUID, Item], *, force: ForceName, now: datetime, by: Actor = SYSTEM
) -> dict[UUID, Item]:
    """Return the open item of each wanted matter, by wanted id; those that are not there are written."""
    found: dict[UUID, Item] = {}
    for _ in range(_TRIES):
        by_matter = _open_by_matter(wanted, force)
        found = {item.item_id: by_matter[_matter(item)] for item in wanted if _matter(item) in by_matter}
        missing = {_matter(item): item for item in reversed(wanted) if item.item_id not in found}
        if not missing:
            return found
        _write([missing[key] for key in sorted(missing, key=repr)], known, force=force, now=now, by=by)
    raise CannotOpen(sorted(str(item.item_id) for item in wanted if item.item_id not in found))


def _open_by_matter(wanted: Sequence[NewItem], force: ForceName) -> dict[Matter, Item]:
    matters = {_matter(item) for item in wanted}
    of_cases = {matter.case_id for matter in matters} - {None}
    open_ = Item.objects.filter(force=force, state=ItemState.OPEN)
    rows = list(open_.filter(case_id__in=of_cases)) if of_cases else []
    if any(matter.case_id is None for matter in matters):
        rows += open_.filter(case_id=None)
    found = {matter_of(row): row for row in rows if matter_of(row) in matters}
    standing_for_more = [row for row in rows if row.mends]
    for item in wanted if standing_for_more else ():
        row = next((each for each in standing_for_more if _asks_the_same(each, item)), None)
        if row is not None:
            found.setdefault(_matter(item), row)
    return found


def _asks_the_same(row: Item, item: NewItem) -> bool:
    """Whether an open item about the record asks already for what this one would: nobody has two for one defect."""
    is_about = (row.case_id, row.kind) == (item.case_id, item.kind) and row.person_id in {None, item.person_id}
    return is_about and item.reason in mends_of(row).covers


def _write(items: Sequence[NewItem], known: Mapping[UUID, Item], *, force: ForceName, now: datetime, by: Actor) -> None:
    """Write items that nobody has opened yet; somebody who does so at the same moment is waited for, and wins."""
    case_ids = {item.case_id for item in items if item.case_id is not None}
    assigning = Assigning(case_ids, force=force, now=now)
    rows = [_row(item, known.get(item.item_id), assigning, force=force) for item in items]
    insert_rows(rows, ignore_conflicts=True)
    there = set(Item.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    details = {row.id: {"kind": row.kind, "owner": row.owner or row.at_desk, "reason": row.reason} for row in rows}
    opened = [change(row, What.OPENED, by=by, at=now, details=details[row.id]) for row in rows if row.id in there]
    insert_rows(opened, ignore_conflicts=True)
    if case_ids:
        wake("hand_out_items", force=force)


def _row(item: NewItem, before: Item | None, assigning: Assigning, *, force: ForceName) -> Item:
    terms, now = terms_in_force(), assigning.now
    due = due_at(item.kind, item.desk, terms=terms, limits=Limits(item.aim_at, item.due_at), now=now)
    again = before.again + 1 if before else 0
    row = Item(
        id=uuid5(item.item_id, f"again-{again}") if again else item.item_id,
        force=force,
        asked_as=item.item_id,
        again=again,
        case_id=item.case_id,
        person_id=item.person_id,
        person_ref=item.person_ref,
        kind=item.kind,
        desk=item.desk,
        matter=item.matter,
        reason=item.reason,
        text=item.text,
        subject=item.subject,
        script=item.script,
        draft=item.draft,
        duty=item.duty or "",
        mends=mends_json(item.mends),
        rule=item.rule,
        offers=len(item.mends.offers),
        opened_at=now,
        due_at=due,
        latest_at=item.due_at,
        look_at=look_at(due, item.desk, level=0, terms=terms),
    )
    assigning.give(row, level=0)
    return row


def _bring_forward(pairs: Iterable[tuple[Item, NewItem]], *, now: datetime) -> None:
    """Let each open item be due when the first of those who want it needs it."""
    earlier: dict[UUID, NewItem] = {}
    for row, item in pairs:
        if row.state == ItemState.OPEN and _due(item, now) < row.due_at:
            earlier[row.id] = min(earlier.get(row.id, item), item, key=lambda each: _due(each, now))
    if not earlier:
        return
    rows = Item.objects.select_for_update().filter(id__in=earlier, state=ItemState.OPEN).order_by("id")
    changes = [
        _brought_forward(row, earlier[row.id], now=now) for row in rows if _due(earlier[row.id], now) < row.due_at
    ]
    insert_rows(changes)


def _brought_forward(row: Item, item: NewItem, *, now: datetime) -> Change:
    due, before = _due(item, now), row.due_at
    row.due_at = due
    row.latest_at = min((each for each in (row.latest_at, item.due_at) if each is not None), default=None)
    row.look_at = look_at(due, Desk(row.desk), level=row.level, terms=terms_in_force())
    row.save(update_fields=["due_at", "latest_at", "look_at"])
    details = {"from": before.isoformat(), "to": due.isoformat()}
    return change(row, What.DUE_EARLIER, by=SYSTEM, at=now, details=details)


def _due(item: NewItem, now: datetime) -> datetime:
    limits = Limits(item.aim_at, item.due_at)
    return due_at(item.kind, item.desk, terms=terms_in_force(), limits=limits, now=now)


def _matter(item: NewItem) -> Matter:
    return Matter(item.case_id, item.person_id, item.kind, item.matter)


def _wish(row: Item) -> NewItem:
    """Return what was asked for when this item was first opened."""
    about = matter_of(row)
    return NewItem(
        item_id=row.asked_as,
        case_id=about.case_id,
        person_id=about.person_id,
        person_ref=row.person_ref,
        kind=ItemKind(row.kind),
        desk=Desk(row.desk),
        matter=row.matter,
        reason=row.reason,
        text=row.text,
        subject=row.subject,
        script=row.script,
        draft=row.draft,
        duty=row.duty or None,
        due_at=row.latest_at,
        mends=mends_of(row),
        rule=row.rule,
    )
