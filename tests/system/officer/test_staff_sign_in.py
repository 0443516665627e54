"""Staff sign in at the provider of their force in a real browser, and out again; every page there is accessible."""

import pytest
from playwright.sync_api import Browser

from tests.system.browser import WIDTHS, assert_accessible, new_page
from tests.system.running import Demo
from tests.system.story import RECORDS, STAFF, SUPERVISOR, at, follow, press, sign_in_staff


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", [STAFF, SUPERVISOR, RECORDS])
def test_staff_choose_who_they_are_and_come_in(browser: Browser, demo: Demo, who: str, width: int) -> None:
    page = sign_in_staff(browser, demo, who=who, width=width)

    assert who.split(maxsplit=1)[1] in page.inner_text("header")


@pytest.mark.parametrize("scripts", [True, False])
def test_who_signs_out_is_out_and_signs_in_again(browser: Browser, demo: Demo, scripts: bool) -> None:
    page = new_page(browser, width=360, scripts=scripts)
    page.goto(f"{demo.waypost}/staff/")
    page.get_by_label(STAFF).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Sign out").click()

    assert "You have signed out" in page.inner_text("main")
    page.goto(f"{demo.waypost}/staff/")
    assert page.url.startswith(demo.identity)


def test_the_pages_of_the_door_are_accessible(browser: Browser, demo: Demo) -> None:
    page = sign_in_staff(browser, demo, width=360)
    press(page, "Sign out")
    follow(page, "Sign in again")
    page.get_by_label("8844 PC Sam Lowe").check()
    press(page, "Continue")

    assert "does not know your collar number" in page.inner_text("main")
    at(page, f"{demo.identity}/")
    page.goto(f"{demo.identity}/sign-in")
    assert_accessible(page)


def test_a_form_without_a_choice_is_asked_again(browser: Browser, demo: Demo) -> None:
    page = new_page(browser, width=360, scripts=True)
    page.goto(f"{demo.waypost}/staff/")
    page.locator("[name=person]:checked").evaluate("box => box.checked = false")
    press(page, "Continue")

    assert "Choose who you are" in page.inner_text("main")
    follow(page, "Choose who you are")
    assert page.evaluate("document.activeElement.id") == "person"
