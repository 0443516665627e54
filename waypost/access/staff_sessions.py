"""
A browser in which a member of staff has signed in: Django's own sessions and rotation, with limits of its own.

One session is a victim's or a member of staff's, never both: each beginning empties the session before it. What
somebody may do is read from the directory at every page, not kept in the session.
"""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from waypost.access.queries import staff_member
from waypost.access.staff_rules import is_session_over
from waypost.access.values import Staff
from waypost.base.values import ForceName

_KEY = "staff"


def begin_staff_session(request: HttpRequest, *, staff: Staff, now: datetime) -> None:
    """Sign this browser in under a new session key, so that one known from before is of no use."""
    request.session.flush()
    request.session[_KEY] = {
        "id": staff.id,
        "force": staff.force,
        "signed_in_at": now.isoformat(),
        "seen_at": now.isoformat(),
    }


def end_staff_session(request: HttpRequest) -> None:
    """Sign this browser out and forget everything that the session held."""
    request.session.flush()


def signed_in_staff(request: HttpRequest, *, now: datetime) -> Staff | None:
    """Return who has signed in here, as the directory has them now; a session that is over is ended here."""
    kept = request.session.get(_KEY)
    if kept is None:
        return None
    signed_in_at, seen_at = datetime.fromisoformat(kept["signed_in_at"]), datetime.fromisoformat(kept["seen_at"])
    staff = staff_member(UUID(kept["id"]), force=ForceName(kept["force"]))
    if staff is None or not staff.is_active or is_session_over(signed_in_at, seen_at=seen_at, now=now):
        end_staff_session(request)
        return None
    request.session[_KEY] = {**kept, "seen_at": now.isoformat()}
    return staff
