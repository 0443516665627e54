"""Opens a case to somebody out of whose reach it is: the reason is kept, and behind glass its owners are told."""

from datetime import datetime
from uuid import uuid5

from waypost.access.alarms import raise_glass_alarm
from waypost.access.case_reasons import give_reason
from waypost.access.values import Staff
from waypost.base.pages.dates import say_moment
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.worklist.operations.opening import open_items
from waypost.worklist.values import OPENED_FROM_OUTSIDE, Desk, ItemKind, NewItem

_TOLD = (Desk.OIC, Desk.SUPERVISOR)
_TEXT = (
    "Collar number {collar} opened this case from outside it on {moment}. They gave a reason, and the auditor knows.\n"
    "If you do not know why, ask them. If it puts anybody at risk, tell your professional standards department."
)


def open_for_a_reason(case_id: CaseId, *, reason: str, is_glass: bool, by: Staff, now: datetime) -> None:
    """
    Let somebody into a case for a reason. `is_glass`: the officer in it, the supervisor and the auditor are told.

    Whether they may at all is `console.standing`'s to say. Who has opened the case within the same day is told of once.

    :raises BadReason: if it is too short to be one, or too long: nothing is kept.
    """
    with in_force(by.force):
        give_reason(case_id, reason=reason, is_glass=is_glass, by=by, now=now)
        if is_glass:
            alarm_id = raise_glass_alarm(case_id, about=by, now=now)
            text = _TEXT.format(collar=by.collar_number, moment=say_moment(now))
            items = [
                NewItem(
                    item_id=uuid5(alarm_id, desk.value),
                    case_id=case_id,
                    person_id=None,
                    person_ref="",
                    kind=ItemKind.MEND,
                    desk=desk,
                    # One for each who opens it: another's look is another matter.
                    matter=f"{OPENED_FROM_OUTSIDE} {by.id} {desk.value}",
                    reason=OPENED_FROM_OUTSIDE,
                    text=text,
                )
                for desk in _TOLD
            ]
            open_items(items, force=by.force, now=now)
