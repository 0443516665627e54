"""Made-up staff, and a browser in which one of them has signed in, without a provider."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from waypost.access.staff import NewStaff, add_staff
from waypost.access.staff_sessions import begin_staff_session
from waypost.access.values import OPERATOR, Staff, StaffRole
from waypost.base.values import ForceName
from waypost.config import settings as product

FORCE = ForceName("anyshire")
HALL = NewStaff("4471", "PC Jo Hall", "North CID", frozenset({StaffRole.OFFICER}), deputy="5128")
NAIR = NewStaff("5128", "DC Priya Nair", "North CID", frozenset({StaffRole.OFFICER}))
SHAW = NewStaff("2210", "SGT Ali Shaw", "North CID", frozenset({StaffRole.OFFICER, StaffRole.SUPERVISOR}))
REID = NewStaff("C118", "Morgan Reid", "Crime Records", frozenset({StaffRole.DATA_QUALITY}))


def a_member(new: NewStaff, *, now: datetime, force: ForceName = FORCE) -> Staff:
    """Add somebody to the directory, as whoever runs Waypost does."""
    return add_staff(new, force=force, by=OPERATOR, now=now)


def sign_in_staff(client: Client, staff: Staff, *, now: datetime) -> None:
    """Begin a session for somebody in this browser; `now` must be the real time where views ask the clock."""
    request = HttpRequest()
    request.session = client.session if isinstance(client.session, SessionStore) else SessionStore()
    begin_staff_session(request, staff=staff, now=now)
    request.session.save()
    client.cookies[product.SESSION_COOKIE_NAME] = str(request.session.session_key)
