"""What the worklist asks because of one of them: one item at a time, for the supervisor, without anybody's words."""

from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from waypost.access.values import Staff
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.worklist.matters.models import Matter
from waypost.worklist.matters.terms import moment_of, terms_of_matters
from waypost.worklist.matters.values import MatterKind, MatterState
from waypost.worklist.operations.closing import AlreadyAnswered, answer_item
from waypost.worklist.operations.opening import open_items
from waypost.worklist.queries import open_items_of
from waypost.worklist.values import MATTER, Answer, Desk, ItemKind, ItemState, NewItem

_ACKNOWLEDGE: Final = (
    "{what}, came in on {day}. The person must be told by {due} that we have it. "
    "Open it, see what was sent, and mark it as acknowledged."
)
_ACKNOWLEDGE_SOME_TIME: Final = (
    "{what}, came in on {day}. Tell the person that we have it, and mark it as acknowledged."
)
_DECIDE: Final = "{what}, came in on {day}. Decide it by {due}, and write down what was found."
_LOOK: Final = "{what}, came in on {day}. No figure is published for the answer. Look at it by {due}, and decide it."


def ask_supervisor(row: Matter, person_ref: str, *, now: datetime) -> None:
    """Open the item of the step that is next, inside the caller's transaction."""
    item = NewItem(
        item_id=_item_id(row),
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id) if row.person_id is not None else None,
        person_ref=person_ref,
        kind=ItemKind.MEND,
        # Not for the officer in the case, whom it may be about.
        desk=Desk.SUPERVISOR,
        matter=f"{MATTER} {row.id}",
        reason=MATTER,
        text=_words(row),
        subject=str(row.id),
        due_at=moment_of(row.due_on) if row.due_on else None,
        aim_at=moment_of(row.due_on or row.look_on),
    )
    open_items([item], force=ForceName(row.force), now=now)


def close_what_asks(row: Matter, *, by: Staff, now: datetime) -> None:
    """Close what is open about it: somebody has done it."""
    given = Answer(ItemState.DONE, now, by=by.collar_number)
    for item in open_items_of([CaseId(row.case_id)], force=by.force):
        if (item.reason, item.subject) != (MATTER, str(row.id)):
            continue
        try:
            answer_item(item.item_id, given, force=by.force, by=by.actor, now=now)
        except AlreadyAnswered:
            # Somebody closed it meanwhile: it is closed all the same.
            continue


def _item_id(row: Matter) -> UUID:
    return uuid5(row.id, "acknowledge" if row.state == MatterState.RECEIVED else "decide")


def _words(row: Matter) -> str:
    due = row.due_on or row.look_on
    if row.state == MatterState.RECEIVED:
        said = _ACKNOWLEDGE if row.due_on else _ACKNOWLEDGE_SOME_TIME
    else:
        said = _DECIDE if row.due_on else _LOOK
    return said.format(what=terms_of_matters()[MatterKind(row.kind)].words, day=_day(row.received_on), due=_day(due))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
