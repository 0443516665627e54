"""Every page of the control room in a real browser: accessible at both widths, and usable without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.browser import WIDTHS, assert_accessible, new_page


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Page:
    """Return a page at one of the two widths."""
    return new_page(browser, width=request.param, scripts=True)


def take_call(page: Page, room: str) -> str:
    """Open an incident, and return the address of its page."""
    page.goto(f"{room}/incidents/new")
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Invented")
    page.get_by_label("Kind", exact=True).select_option("Theft of a bicycle")
    page.get_by_role("group", name="Is the caller afraid").get_by_label("Not asked yet").check()
    page.get_by_role("group", name="Could a suspect").get_by_label("Not asked yet").check()
    page.get_by_role("button", name="Open the incident").click()
    return page.url


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_lists_forms_and_faults_are_accessible(page: Page, control_room_url: str) -> None:
    for path in ("/", "/incidents/new", "/incidents/none"):
        page.goto(control_room_url + path)
        assert_accessible(page)

    page.goto(f"{control_room_url}/incidents/new")
    press(page, "Open the incident")

    assert_accessible(page)
    page.get_by_role("link", name="Say whether they are afraid").click()
    assert page.evaluate("document.activeElement.id") == "asked"


def test_an_incident_and_each_of_its_actions_are_accessible(page: Page, control_room_url: str) -> None:
    address = take_call(page, control_room_url)
    assert_accessible(page)

    for action in ("assign", "on-the-way", "delay", "ask", "safety", "result", "at-scene"):
        page.goto(f"{address}/{action}")
        assert_accessible(page)

    page.goto(control_room_url)
    assert_accessible(page)


def test_an_incident_is_led_to_its_end_without_javascript(browser: Browser, control_room_url: str) -> None:
    page = new_page(browser, width=360, scripts=False)
    take_call(page, control_room_url)
    expect(page.get_by_text("Until all of this is known, Waypost sends nothing by itself.")).to_be_visible()

    press(page, "Assign somebody")
    page.get_by_role("link", name="On the way").click()
    page.get_by_label("Minutes").fill("soon")
    press(page, "On the way")
    expect(page.get_by_role("alert")).to_contain_text("Write how many minutes")
    expect(page.get_by_label("Minutes")).to_have_value("soon")
    page.get_by_label("Minutes").fill("20")
    press(page, "On the way")
    expect(page.get_by_text("The caller is told a band of an hour")).to_be_visible()
    press(page, "At the scene")
    page.get_by_role("link", name="Result").click()
    page.get_by_label("Advice given").check()
    press(page, "Save the result")
    press(page, "Close")

    expect(page.get_by_text("This incident is closed")).to_be_visible()
    expect(page.get_by_role("navigation", name="Do something")).to_have_count(0)
