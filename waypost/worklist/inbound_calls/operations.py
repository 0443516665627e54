"""Writes: a call is logged, or taken back by who logged it. Each is one transaction with its line in the audit log."""

from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.queries import cases_by_id
from waypost.worklist.inbound_calls.models import InboundCall
from waypost.worklist.inbound_calls.reasons import call_reasons
from waypost.worklist.inbound_calls.values import LONGEST_NOTE, UNDO_WITHIN, BadCall, CannotUndo, NewCall


def log_call(new: NewCall, *, force: ForceName, by: Actor, now: datetime) -> bool:
    """
    Keep that somebody called, and why; return whether it was new: a call of that id may be kept already.

    :raises BadCall: if the reason, the case or the person is not known, or a note belongs to no case.
    """
    with in_force(force):
        _check(new, force=force)
        is_new = insert_rows([_row(new, force=force, by=by, now=now)], ignore_conflicts=True) > 0
        if is_new:
            record_audit(
                Action.STAFF_CALL_LOGGED,
                by=by,
                force=force,
                now=now,
                case_id=new.case_id,
                person_id=new.person_id,
                fields=[str(new.call_id)],
            )
        return is_new


def undo_call(call_id: UUID, *, force: ForceName, by: Actor, now: datetime) -> None:
    """
    Take back a call that this person logged in the last ten minutes; what they noted goes.

    :raises CannotUndo: if there is no such call: nothing is changed.
    """
    with in_force(force):
        mine = InboundCall.objects.filter(force=force, id=call_id, logged_by=by.id, undone_at=None)
        row = mine.filter(at__gt=now - UNDO_WITHIN).select_for_update().first()
        if row is None:
            raise CannotUndo(call_id)
        row.undone_at, row.note = now, ""
        row.save(update_fields=["undone_at", "note"])
        case_id = None if row.case_id is None else CaseId(row.case_id)
        record_audit(Action.STAFF_CALL_UNDONE, by=by, force=force, now=now, case_id=case_id, fields=[str(call_id)])


def _check(new: NewCall, *, force: ForceName) -> None:
    if new.reason not in {one.code for one in call_reasons()}:
        raise BadCall("that reason is not known: choose one of the list")
    if new.note and (new.case_id is None or len(new.note) > LONGEST_NOTE):
        raise BadCall("a note belongs to a case, and is 1,000 characters at most")
    if new.person_id is not None and new.case_id is None:
        raise BadCall("a person belongs to a case")
    if new.case_id is None:
        return
    case = cases_by_id({new.case_id}, force=force).get(new.case_id)
    if case is None or new.person_id not in {None, *(person.person_id for person in case.people)}:
        raise BadCall("that case, or that person in it, is not here")


def _row(new: NewCall, *, force: ForceName, by: Actor, now: datetime) -> InboundCall:
    return InboundCall(
        id=new.call_id,
        force=force,
        at=now,
        on=now.astimezone(LONDON).date(),
        logged_by=by.id,
        case_id=new.case_id,
        person_id=new.person_id,
        reason=new.reason,
        is_avoidable=new.is_avoidable,
        note=new.note,
    )
