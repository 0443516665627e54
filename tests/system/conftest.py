"""One browser for all tests that look at pages: Playwright runs one event loop in a thread, and no second."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.system.browser import chromium, leave_pages
from tests.system.running import Demo, running_demo


@pytest.fixture(scope="session", autouse=True)
def _an_event_loop_is_no_asynchronous_code() -> None:
    # Playwright's loop runs in the tests' thread; Django would take what the tests do for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def _every_test_begins_signed_out() -> Iterator[None]:
    yield
    leave_pages()


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """Yield the running demonstration, one for all stories: to start it takes longer than to tell one."""
    with running_demo() as running:
        yield running
