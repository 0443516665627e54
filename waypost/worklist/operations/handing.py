"""Hands items to the crime system as tasks, and tells its log which of them nobody need do any more. Exactly once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid5

from waypost.base.clock import LONDON
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import CaseId, ForceName, JsonValue
from waypost.cases.outbox import NewOutboxItem, add_all_to_outbox, lock_cases_if_free
from waypost.cases.values import OutboxKind
from waypost.worklist.library import mend_terms_in_force, terms_in_force
from waypost.worklist.models import Item
from waypost.worklist.rows import SYSTEM, change, mends_of, waiting_to_be_handed_out
from waypost.worklist.rules import Terms
from waypost.worklist.rules.mending import confirms_nothing
from waypost.worklist.values import ItemKind, ItemState, What

HAND_OUT_BATCH = 200


def hand_out(force: ForceName, *, now: datetime) -> int:
    """
    Put one batch of waiting tasks and notes of a force into the outbox; return how many.

    Cases that somebody else has in hand are left for the next time: their lock comes before the items'.
    """
    return again_after_deadlock(lambda: _hand_out(force, now=now))


def _hand_out(force: ForceName, *, now: datetime) -> int:
    with in_force(force):
        waiting = dict(waiting_to_be_handed_out(force).values_list("id", "case_id")[:HAND_OUT_BATCH])
        if not waiting:
            return 0
        free = lock_cases_if_free({CaseId(case_id) for case_id in waiting.values() if case_id}, force=force)
        locked = waiting_to_be_handed_out(force).filter(id__in=waiting, case_id__in=free)
        rows = list(locked.select_for_update(skip_locked=True))
        add_all_to_outbox([_outbox_item(row, terms_in_force(), now=now) for row in rows], force=force, now=now)
        _write_down(rows, now=now)
        return len(rows)


def _outbox_item(row: Item, terms: Terms, *, now: datetime) -> NewOutboxItem:
    case_id = CaseId(row.case_id or 0)
    if row.is_note_due:
        waypost_id = uuid5(row.id, "not-needed")
        return NewOutboxItem(waypost_id, case_id, OutboxKind.NOTE, _note(row, terms, now=now))
    return NewOutboxItem(row.id, case_id, OutboxKind.TASK, _task(row))


def _task(row: Item) -> dict[str, JsonValue]:
    """
    Return a task as the crime system gets it. `text` is what is asked, and of a draft to confirm the draft itself: it
    comes back there as the officer left it. What to say, or what may be changed, is the `script`.

    *Source:* contract, "Write-back", `org.waypost.task.v1`.
    """
    return {
        "kind": row.kind,
        "person": row.person_ref or None,
        "text": row.draft or row.text,
        "script": row.text if row.draft else row.script or None,
        "due_at": row.due_at.isoformat(),
        "for": row.cover or row.owner or None,
    }


def _note(row: Item, terms: Terms, *, now: datetime) -> dict[str, JsonValue]:
    """*Source:* contract, "Write-back", `org.waypost.note.v1`."""
    given = (row.handed_out_at or row.opened_at).astimezone(LONDON)
    words = terms.notes[ItemState(row.state)]
    if confirms_nothing(mends_of(row).offers, ItemState(row.state), row.answer_note):
        words = mend_terms_in_force().words["not_confirmed"]
    date = f"{given.day} {given:%B %Y}"
    return {
        "person": row.person_ref or None,
        "text": words.format(kind=terms.kinds[ItemKind(row.kind)], date=date),
        "at": now.isoformat(),
    }


def _write_down(rows: Sequence[Item], *, now: datetime) -> None:
    lines = []
    for row in rows:
        lines.append(change(row, What.NOTED if row.is_note_due else What.HANDED_OUT, by=SYSTEM, at=now, details={}))
        row.handed_out_at, row.is_note_due = row.handed_out_at or now, False
    update_rows(rows, ["handed_out_at", "is_note_due"])
    insert_rows(lines)
