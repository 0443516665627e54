"""The page of an incident in Chromium: before anybody comes, late, hidden, over."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.integration.portal.world import an_incident
from tests.system.browser import assert_accessible_everywhere
from tests.system.victim.conftest import Portal

OpenPage = Callable[..., Page]


def expected(now: datetime) -> dict[str, object]:
    """Return an incident in which somebody is on the way."""
    return {"status": "en_route", "eta": (now + timedelta(minutes=40)).isoformat()}


def late(now: datetime) -> dict[str, object]:
    """Return an incident whose promise has passed."""
    return {"promised_by": (now - timedelta(hours=1)).isoformat(), "information_required": "A photo of the lock"}


def hidden(now: datetime) -> dict[str, object]:
    """Return an incident of which nothing of the arrival may be shown."""
    return {**expected(now), "suspect_may_see_phone": None}


def over(now: datetime) -> dict[str, object]:
    """Return an incident that another service deals with."""
    return {"status": "resulted", "result": "other_agency", "agency": "Anyshire Council (made up)", "promised_by": None}


@pytest.mark.parametrize("state", [expected, late, hidden, over])
def test_an_incident_page_is_accessible_in_every_state_at_every_width(
    state: Callable[[datetime], dict[str, object]], portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page = open_page()
    portal.sign_in(page, an_incident(now, **state(now)))

    assert_accessible_everywhere(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_whoever_reported_reads_when_somebody_comes_and_writes_back(
    *, scripts: bool, portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page = open_page(scripts=scripts)
    portal.sign_in(page, an_incident(now, **expected(now)))
    expect(page.get_by_text("We expect to be with you between")).to_be_visible()
    expect(page.get_by_text("If you no longer need us")).to_be_visible()

    page.get_by_label("Your message").fill("Please use the back door.")
    page.get_by_label("I want to write to the police here").check()
    page.get_by_role("button", name="Send message").click()

    expect(page.get_by_role("alert").get_by_text("on its way")).to_be_visible()
    expect(page.get_by_text("Please use the back door.")).to_be_visible()
    expect(page.get_by_text("We expect to be with you between")).to_be_visible()
