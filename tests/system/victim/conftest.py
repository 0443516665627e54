"""The portal on a port, a phone that texts come to, and Chromium."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID, ApiKey, PhoneConfig
from demo.phone.server import PhoneServer
from tests.integration.portal.world import FORCE, Invited, wait_for_code
from tests.system.browser import leave_pages, new_page
from waypost.access.models import Force
from waypost.base import clock
from waypost.portal.courier import _threads


class _Server(ThreadingMixIn, WSGIServer):
    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer one request; its thread ends, and its connection to the database with it."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serve a WSGI application on a free port and yield its address."""
    with make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _weather(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<!doctype html><html lang=en><title>Weather</title><h1>Weather</h1><p>Mild, some rain."]


@dataclass
class Portal:
    """Where everything of a story is."""

    url: str
    phone: str
    elsewhere: str
    violations: list[str] = field(default_factory=list)

    def sign_in(self, page: Page, invited: Invited, *, codes: int = 1) -> None:
        """Go the whole way from the text to the case."""
        page.goto(self.url + invited.path)
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("6-digit code").fill(wait_for_code(self.phone, count=codes))
        page.get_by_label("Day").fill("12")
        page.get_by_label("Month").fill("4")
        page.get_by_label("Year").fill("1988")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url("**/case/**")


@pytest.fixture
def now() -> datetime:
    """The server asks the clock itself."""
    return clock.now()


@pytest.fixture
def portal(committed_db: None, settings: Settings, tmp_path: Path) -> Iterator[Portal]:
    """Yield a running portal; a policy violation or a script's error in any of its pages fails the story."""
    config = PhoneConfig(data_dir=tmp_path / "phone", api_key=ApiKey.parse(DEMO_API_KEY))
    application = StaticFilesHandler(get_wsgi_application())
    with PhoneServer(config, port=0) as phone, serving(application) as url, serving(_weather) as elsewhere:
        settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = phone.url, DEMO_API_KEY
        settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID
        settings.PORTAL_LEAVE_URL = f"{elsewhere}/"
        # Settings are https only; what stands in for the weather here is not.
        Force.objects.filter(name=FORCE).update(leave_url=f"{elsewhere}/")
        made = Portal(url=url, phone=phone.url, elsewhere=f"{elsewhere}/")
        yield made
        leave_pages()
        _threads().shutdown(wait=True)
        _threads.cache_clear()
        connections.close_all()
    assert made.violations == []


@pytest.fixture
def open_page(browser: Browser, portal: Portal) -> Callable[..., Page]:
    """Return what opens a page in a session of its own; `width` in pixels, `scripts` False: without JavaScript."""

    def opener(*, width: int = 360, scripts: bool = True) -> Page:
        page = new_page(browser, width=width, scripts=scripts)
        page.on("console", lambda message: _note(portal, message.type, message.text))
        page.on("pageerror", lambda error: portal.violations.append(str(error)))
        return page

    return opener


def _note(portal: Portal, kind: str, text: str) -> None:
    # A page that answers 404 says so here too; that is its purpose.
    if kind == "error" and "Failed to load resource" not in text:
        portal.violations.append(text)
