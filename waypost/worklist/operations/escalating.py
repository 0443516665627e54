"""Takes what is past its time to the supervisor of the case, and then to the last desk; each step once."""

from datetime import datetime

from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import CaseId, ForceName, JsonValue
from waypost.worklist.library import terms_in_force
from waypost.worklist.models import Change, Item
from waypost.worklist.operations.assigning import Assigning
from waypost.worklist.rows import HOLDER_FIELDS, SYSTEM, change, held_by
from waypost.worklist.rules import LAST_LEVEL, look_at
from waypost.worklist.values import Desk, ItemState, What

ESCALATE_BATCH = 200


def escalate(force: ForceName, *, now: datetime) -> int:
    """Take one batch of items that nobody has answered in time one level up; return how many."""
    with in_force(force):
        late = Item.objects.filter(force=force, state=ItemState.OPEN, look_at__lte=now)
        rows = list(late.order_by("look_at", "id").select_for_update(skip_locked=True)[:ESCALATE_BATCH])
        if not rows:
            return 0
        assigning = Assigning({CaseId(row.case_id) for row in rows if row.case_id is not None}, force=force, now=now)
        lines = [_one_up(row, assigning) for row in rows]
        update_rows(rows, ["level", "look_at", *HOLDER_FIELDS])
        insert_rows(lines)
        return len(rows)


def _one_up(row: Item, assigning: Assigning) -> Change:
    before = held_by(row)
    row.level += 1
    assigning.give(row, level=row.level)
    if row.at_desk:
        # There is no supervisor between the owner and the desk.
        row.level = LAST_LEVEL
    # Counted from now: who has it next gets time of their own, however long nobody looked.
    row.look_at = look_at(assigning.now, Desk(row.desk), level=row.level, terms=terms_in_force())
    details: dict[str, JsonValue] = {
        "level": row.level,
        "from": before.owner or str(before.at_desk),
        "to": row.owner or row.at_desk,
        "due_at": row.due_at.isoformat(),
    }
    return change(row, What.ESCALATED, by=SYSTEM, at=assigning.now, details=details)
