"""Who got somebody else's message, and who wants fewer: in Chromium, with and without JavaScript."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.integration.portal.world import a_case
from tests.system.browser import assert_accessible_everywhere
from tests.system.victim.conftest import Portal

OpenPage = Callable[..., Page]
scripts_on_and_off = pytest.mark.parametrize("scripts", [True, False])


@scripts_on_and_off
def test_a_stranger_says_that_the_message_was_not_for_them_and_sees_nothing(
    *, scripts: bool, portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page, invited = open_page(scripts=scripts), a_case(now)
    page.goto(portal.url + invited.path)
    page.get_by_role("link", name="Tell us that it is not for you").click()

    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Say whether the message was for you")).to_be_visible()
    assert page.title().startswith("Error: ")
    look_at(page, scripts=scripts)
    page.get_by_label("No, it was not for me").check()
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    look_at(page, scripts=scripts)
    words = page.inner_text("body")
    assert not any(secret in words for secret in ("Amina", "4226", "burglary", "900001"))


@scripts_on_and_off
def test_a_victim_stops_texts_and_sees_that_it_holds(
    *, scripts: bool, portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page = open_page(scripts=scripts)
    portal.sign_in(page, a_case(now))
    page.get_by_role("link", name="Choose what we send you").click()
    look_at(page, scripts=scripts)

    page.get_by_label("Text messages").check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert").get_by_text("We have kept your choice")).to_be_visible()
    expect(page.get_by_label("Text messages")).to_be_checked()
    expect(page.get_by_label("Emails")).not_to_be_checked()
    look_at(page, scripts=scripts)
    page.get_by_role("link", name="Back to your report").click()
    expect(page.get_by_role("heading", name="Your report")).to_be_visible()


def look_at(page: Page, *, scripts: bool) -> None:
    """See that a page is accessible on a phone and on a desk."""
    if scripts:
        assert_accessible_everywhere(page)
