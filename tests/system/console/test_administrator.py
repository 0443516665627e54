"""Whoever runs Waypost changes settings, stops and lifts; what is new then waits for a second pair of eyes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.browser import new_page
from tests.system.console.conftest import ERROR, Ledgerline, look
from tests.system.running import Demo
from tests.system.story import Phone, follow, press, reload_until, sign_in_staff

ADMINISTRATOR, APPROVER = "S207 Robin Vale", "P405 Bryn Ashdown"
CANARY = "Of what is new, so many leave before somebody looks"


@pytest.fixture
def page(demo: Demo, browser: Browser) -> Iterator[Page]:
    """Yield the administrator's page; what is guarded and when messages leave is as before afterwards."""
    page = sign_in_staff(browser, demo, who=ADMINISTRATOR)
    yield page
    change(page, "guards", CANARY, "0")


def test_an_administrator_stops_lifts_and_an_approver_lets_go_what_is_new(
    demo: Demo, browser: Browser, page: Page, ledgerline: Ledgerline
) -> None:
    look(page)
    follow(page, "Settings")
    look(page)
    hours(page)
    change(page, "guards", CANARY, "1")

    follow(page, "Administering")
    follow(page, "Stops")
    press(page, "Stop now")
    expect(page).to_have_title(ERROR)
    look(page)
    page.get_by_label("All messages of the force").check()
    page.get_by_label("Why?").fill("A text may be wrong.")
    press(page, "Stop now")
    expect(page.get_by_role("alert")).to_be_visible()
    first, second = (ledgerline.record(name, number) for name, number in NEW)
    follow(page, "Lift it")
    look(page)
    page.get_by_label("Why?").fill("It was right.")
    page.get_by_role("button").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)

    approver = sign_in_staff(browser, demo, who=APPROVER)
    reload_until(approver, "the rest waits")
    look(approver)
    while approver.get_by_role("link", name="Look at the first ones").count():
        follow(approver, "Look at the first ones")
        look(approver)
        approver.get_by_label("Why?").fill("I read the first one, and it is right.")
        approver.get_by_role("button").last.click()
    for case in (first, second):
        Phone(new_page(browser, width=360, scripts=True), demo, case.mobile).wait_for("has recorded your report")


NEW = (("Gus", "07700 900415"), ("Hal", "07700 900416"))


def hours(page: Page) -> None:
    """Type hours that are none, then those that hold."""
    follow(page, "Change Hours in which messages may leave")
    box = page.get_by_label("Hours in which messages may leave")
    box.fill("whenever")
    press(page, "Continue")
    expect(page).to_have_title(ERROR)
    look(page)
    page.get_by_label("Hours in which messages may leave").fill("09:15-17:45")
    press(page, "Continue")
    look(page)
    follow(page, "Leave it as it is")


def change(page: Page, key: str, label: str, value: str) -> None:
    """Change one figure of a setting, and say yes to what it means."""
    page.goto(f"{page.url.partition('/staff/')[0]}/staff/admin/settings/{key}/")
    page.get_by_label(label).fill(value)
    press(page, "Continue")
    press(page, "Change it")
    expect(page.get_by_role("alert")).to_be_visible()


def test_the_log_of_messages_says_what_became_of_each_and_leaves_as_a_file(demo: Demo, page: Page) -> None:
    follow(page, "Message log")
    look(page)
    expect(page.get_by_role("region", name="Messages").get_by_role("row")).not_to_have_count(0)
    page.get_by_label("From").fill("the day before yesterday")
    press(page, "Show")
    expect(page).to_have_title(ERROR)
    look(page)
    page.go_back()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download these lines").click()
    lines = file.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > 1
    assert not [line for line in lines if "07700" in line or "Invented" in line]
