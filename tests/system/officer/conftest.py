"""The staff pages on a port, a phone that texts and e-mails come to, and Chromium in which staff have signed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID, ApiKey, PhoneConfig
from demo.phone.server import PhoneServer
from tests.integration.messages.people import owed_more
from tests.integration.messages.world import FORCE, World, a_world, an_intent
from tests.staff import HALL, a_member, sign_in_staff
from tests.system.browser import leave_pages, new_page
from tests.system.victim.conftest import serving
from waypost.access.staff import NewStaff
from waypost.base import clock
from waypost.config import settings as product
from waypost.messages.operations import deliver, plan_messages
from waypost.messages.providers.set_up import providers_set_up
from waypost.worklist.operations import open_items
from waypost.worklist.queries import items_of_case
from waypost.worklist.values import Desk, ItemFacts, ItemKind, ItemState, NewItem

LONG_PLAN = {
    "agreed_at": "2026-11-01T10:00:00Z",
    "channels": ["sms", "email", "phone"],
    "never": ["voicemail", "letter"],
    "hours": {"from": "18:00", "to": "20:00"},
    "safe_confirmed_at": "2026-11-01T10:00:00Z",
    "code_word": "Blue Kettle",
}


@dataclass
class Desks:
    """Where everything of a story is."""

    url: str
    phone: str
    browser: Browser
    world: World
    violations: list[str] = field(default_factory=list)
    known: dict[str, Client] = field(default_factory=dict)

    def sign_in(self, new: NewStaff = HALL, *, width: int = 1280, scripts: bool = True) -> Page:
        """Return a page in a session of somebody who has signed in; their provider is looked at elsewhere."""
        if new.collar_number not in self.known:
            client = self.known[new.collar_number] = Client()
            sign_in_staff(client, a_member(new, now=clock.now()), now=clock.now())
        page = new_page(self.browser, width=width, scripts=scripts)
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.violations.append(str(error)))
        cookie = self.known[new.collar_number].cookies[product.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": product.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}])
        page.goto(f"{self.url}/staff/")
        return page

    def elsewhere(self, url: str) -> Page:
        """Return a page of somebody who has not signed in."""
        page = new_page(self.browser, width=360, scripts=True)
        page.goto(url)
        return page

    def change(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Send a new revision of the case."""
        self.world = self.world.change(change)

    def draft(self, *channels: str, **plan: Any) -> ItemFacts:
        """Have a message planned that an officer must confirm, and return what the officer is asked."""
        self.world = owed_more(self.world, channels=list(channels), **plan)
        plan_messages([an_intent(self.world)], force=FORCE, now=clock.now())
        return next(item for item in self.items() if item.kind is ItemKind.CONFIRM)

    def ask(self, kind: ItemKind, *, due_in: timedelta = timedelta(hours=3), **fields: Any) -> UUID:
        """Ask somebody for something, due a while from now."""
        about = {"case_id": self.world.case_id, "person_id": self.world.person_id(), "person_ref": "p1"}
        wish = NewItem(**{**about, **_wish(kind, clock.now() + due_in), **fields})
        return open_items([wish], force=FORCE, now=clock.now())[wish.item_id]

    def items(self) -> list[ItemFacts]:
        """Return what is open in the case."""
        return [item for item in items_of_case(self.world.case_id, force=FORCE) if item.state is ItemState.OPEN]

    def deliver(self) -> None:
        """Let leave what may leave, as the worker does."""
        deliver(FORCE, now_fn=clock.now, providers=providers_set_up(FORCE))

    def _note(self, kind: str, text: str) -> None:
        # A page that answers 404 or 409 says so here too; that is its purpose.
        if kind == "error" and "Failed to load resource" not in text:
            self.violations.append(text)


def _wish(kind: ItemKind, due_at: datetime) -> dict[str, Any]:
    reasons = {ItemKind.CALL: "safety_flag", ItemKind.MEND: "contact_unusable", ItemKind.REPLY: "message.inbound"}
    return {
        "item_id": UUID(int=hash((kind, due_at)) % 2**128),
        "kind": kind,
        "desk": Desk.OIC,
        "matter": f"{kind} {due_at}",
        "reason": reasons[kind],
        "text": "Do it, and say here that it is done.",
        "due_at": due_at,
    }


@pytest.fixture
def now() -> datetime:
    """The server asks the clock itself."""
    return clock.now()


@pytest.fixture
def desks(committed_db: None, browser: Browser, settings: Settings, tmp_path: Path, now: datetime) -> Iterator[Desks]:
    """Yield the running pages; a policy violation or a script's error in any of them fails the story."""
    config = PhoneConfig(data_dir=tmp_path / "phone", api_key=ApiKey.parse(DEMO_API_KEY))
    with PhoneServer(config, port=0) as phone, serving(StaticFilesHandler(get_wsgi_application())) as url:
        settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = phone.url, DEMO_API_KEY
        settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID
        settings.SMTP_URL = f"smtp://127.0.0.1:{phone.mail_port}?from=no-reply@anyshire.example.org"
        made = Desks(url, phone.url, browser, a_world(now))
        yield made
        leave_pages()
        connections.close_all()
    assert made.violations == []
