"""The control by which a call is logged: what it shows on the page of a case and on the page of finding."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest

from waypost.access.values import Staff
from waypost.base.values import CaseId
from waypost.worklist.inbound_calls.queries import call_to_undo
from waypost.worklist.inbound_calls.reasons import call_reasons
from waypost.worklist.inbound_calls.values import CallReason, LoggedCall

LAST_CALL = "staff_last_call"


@dataclass(frozen=True)
class CallControl:
    """What `console/finding/log-call.html` shows; `last` is the call that this browser logged and may take back."""

    call_id: UUID
    case_id: CaseId | None
    back: str
    reasons: tuple[CallReason, ...]
    last: LoggedCall | None


def call_control(request: HttpRequest, *, by: Staff, now: datetime, case_id: CaseId | None = None) -> CallControl:
    """Return the control for a page; one read where this browser has just logged a call, else none."""
    return CallControl(uuid4(), case_id, request.get_full_path(), tuple(call_reasons()), _last(request, by=by, now=now))


def _last(request: HttpRequest, *, by: Staff, now: datetime) -> LoggedCall | None:
    said = request.session.get(LAST_CALL)
    if not said:
        return None
    found = call_to_undo(UUID(said), force=by.force, by=by.actor, now=now)
    if found is None:
        del request.session[LAST_CALL]
    return found
