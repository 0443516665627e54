"""Gives items to who has them now: when they are opened, when officers change, when somebody leaves or is away."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from waypost.access.queries import directory
from waypost.access.values import Directory
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.worklist.library import terms_in_force
from waypost.worklist.models import Change, Item
from waypost.worklist.rows import HOLDER_FIELDS, SYSTEM, change, give_to, held_by
from waypost.worklist.rules import Circumstances, Holder, holder, is_settled
from waypost.worklist.values import Desk, ItemState, What

_BATCH = 500


class Assigning:
    """Who has what in one force at one moment: its cases and its directory, read once."""

    def __init__(self, case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> None:
        self.cases: Mapping[CaseId, CaseFacts] = cases_by_id(case_ids, force=force) if case_ids else {}
        self.directory: Directory = directory(force)
        self.now = now

    def holder(self, desk: Desk, *, case_id: int | None, level: int) -> Holder:
        """Return who has an item of `desk` that was escalated `level` times."""
        case = self.cases.get(CaseId(case_id)) if case_id is not None else None
        around = Circumstances(case, self.directory, terms_in_force().last_desk[desk], self.now)
        return holder(desk, level, around)

    def give(self, row: Item, *, level: int) -> None:
        """Set who has an item that was escalated `level` times; the caller saves it."""
        desk = Desk(row.desk)
        row.first_owner = self.holder(desk, case_id=row.case_id, level=0).owner
        give_to(row, self.holder(desk, case_id=row.case_id, level=level))


def reassign(case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> int:
    """Give the open items of these cases to who has them now; return how many changed hands."""
    with in_force(force):
        rows = Item.objects.select_for_update().filter(force=force, state=ItemState.OPEN, case_id__in=list(case_ids))
        return _reassign(list(rows.order_by("id")), force=force, now=now)


def follow_directory(force: ForceName, *, now: datetime) -> int:
    """
    Give the open items of those who have left, are away or are back to who has them now; return how many changed.

    Only items whose owner and cover do not fit the directory are looked at, batch by batch.
    """
    with in_force(force):
        open_ = Item.objects.filter(force=force, state=ItemState.OPEN).exclude(owner="")
        held = open_.order_by("owner", "cover", "team").values_list("owner", "cover", "team").distinct()
        staff = directory(force)
        owners = {
            owner for owner, cover, team in held if not is_settled(Holder(owner, None, team, cover), staff, now=now)
        }
        ids = list(open_.filter(owner__in=owners).order_by("id").values_list("id", flat=True))
    return sum(
        _follow(batch, force=force, now=now) for batch in (ids[at : at + _BATCH] for at in range(0, len(ids), _BATCH))
    )


def _follow(ids: Collection[UUID], *, force: ForceName, now: datetime) -> int:
    with in_force(force):
        rows = Item.objects.filter(force=force, state=ItemState.OPEN, id__in=ids)
        return _reassign(list(rows.select_for_update(skip_locked=True).order_by("id")), force=force, now=now)


def _reassign(rows: Sequence[Item], *, force: ForceName, now: datetime) -> int:
    if not rows:
        return 0
    assigning = Assigning({CaseId(row.case_id) for row in rows if row.case_id is not None}, force=force, now=now)
    changes = []
    for row in rows:
        before, first_owner = held_by(row), row.first_owner
        assigning.give(row, level=row.level)
        if (held_by(row), row.first_owner) != (before, first_owner):
            changes.append(_handed_on(row, before, now=now))
    changed = {line.item_id for line in changes}
    update_rows([row for row in rows if row.id in changed], HOLDER_FIELDS)
    insert_rows(changes)
    return len(changes)


def _handed_on(row: Item, before: Holder, *, now: datetime) -> Change:
    details = {
        "from": before.owner or str(before.at_desk),
        "to": row.owner or row.at_desk,
        "cover": row.cover,
    }
    return change(row, What.REASSIGNED, by=SYSTEM, at=now, details=details)
