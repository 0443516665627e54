"""A made-up desk: a case, items about it, and browsers in which staff have signed in."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from uuid import UUID

from django.test import Client

from tests.integration.worklist.world import World, a_world
from tests.snapshots import FORCE
from tests.staff import HALL, a_member, sign_in_staff
from waypost.access.models import AuditEvent
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole
from waypost.base.scope import in_force
from waypost.worklist.queries import item_by_id
from waypost.worklist.values import Desk, ItemFacts, ItemKind

STRANGER = NewStaff("7001", "Sam Stone", "South CID", frozenset({StaffRole.OFFICER}))
"""An officer of another team, who has nothing to do with the case."""


@dataclass
class Response:
    """What came back, as a person reads it."""

    status: int
    html: str
    location: str

    @property
    def words(self) -> str:
        """The words of the page's body, on one line."""
        body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def title(self) -> str:
        """The page's title."""
        found = re.search(r"<title>(.*?)</title>", self.html, re.DOTALL)
        return unescape(found[1]) if found else ""


@dataclass
class Browser:
    """One browser in which somebody has signed in."""

    client: Client

    def get(self, path: str) -> Response:
        """Open a page."""
        return _response(self.client.get(f"/staff/{path}"))

    def post(self, path: str, **typed: str) -> Response:
        """Send a form."""
        return _response(self.client.post(f"/staff/{path}", typed))

    def follow(self, path: str) -> Response:
        """Open a page, and go where it leads."""
        return _response(self.client.get(f"/staff/{path}", follow=True))


@dataclass
class Room:
    """The world of the worklist, with its staff."""

    world: World
    now: datetime

    def sign_in(self, new: NewStaff = HALL) -> Browser:
        """Return a browser of a member of staff, who is added to the directory."""
        return signed_in(self.now, new)

    def mend(self, **fields: Any) -> UUID:
        """Open something to put right, for the officer in the case."""
        return self.world.open(**{"kind": ItemKind.MEND, "matter": "contact_unusable", **MEND, **fields})

    def call(self, **fields: Any) -> UUID:
        """Open a call to make."""
        return self.world.open(**fields)


MEND = {"reason": "contact_unusable", "text": "Ask the victim for a phone number that works."}
RECORDS = {"desk": Desk.RECORDS}


def a_room(now: datetime) -> Room:
    """Return a room with one case in it: PC 4471 has it."""
    return Room(a_world(now), now)


def signed_in(now: datetime, new: NewStaff = HALL) -> Browser:
    """Return a browser of a member of staff, who is added to the directory."""
    client = Client()
    sign_in_staff(client, a_member(new, now=now), now=now)
    return Browser(client)


def audit(action: str) -> list[AuditEvent]:
    """Return the lines of the audit log with this action, in order."""
    with in_force(FORCE):
        return list(AuditEvent.objects.filter(action=action).order_by("id"))


def item_now(item_id: UUID) -> ItemFacts:
    """Return an item as it is now."""
    return item_by_id(item_id, force=FORCE)


def _response(answer: Any) -> Response:
    return Response(answer.status_code, answer.content.decode(), answer.headers.get("Location", ""))
