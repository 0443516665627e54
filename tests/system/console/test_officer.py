"""An officer's day: who waits for what, an answer from a template that she reads and changes, and a time away."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, expect

from tests.system.browser import new_page
from tests.system.console.conftest import ERROR, Case, keys, look, tab_to
from tests.system.running import Demo
from tests.system.story import Phone, follow, press, reload_until, sign_in_staff, sign_in_victim

COLLEAGUE = "5128 DC Priya Nair"
OWN_WORDS = "I asked the shop on the corner for its pictures."


def test_an_officer_writes_to_a_victim_with_keys_alone_and_she_reads_it(
    demo: Demo, browser: Browser, ada: Case
) -> None:
    phone = Phone(new_page(browser, width=360, scripts=True), demo, ada.mobile)
    recorded = phone.wait_for("has recorded your report")
    page = sign_in_staff(browser, demo)
    look(page)
    keys(page, "My victims")
    reload_until(page, ada.victim)
    look(page)
    keys(page, f"Write to {ada.victim}")
    expect(page.get_by_role("heading", name=f"Write to {ada.victim}")).to_be_visible()
    look(page)

    # A text to begin with is chosen, and nothing of it goes unread.
    tab_to(page, "No news yet")
    page.keyboard.type("No news")
    keys(page, "Put it in the box")
    box = page.get_by_label("Your message")
    expect(box).to_have_value(re.compile(r"\[say what you will do next\]"))
    keys(page, "Read it before it goes")
    expect(page).to_have_title(ERROR)
    look(page)
    box = page.get_by_label("Your message")
    box.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(OWN_WORDS)
    keys(page, "Read it before it goes")
    expect(page.get_by_text(OWN_WORDS)).to_be_visible()
    look(page)
    keys(page, "Send this message")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)

    alert = phone.wait_for("you have a message")
    assert "shop" not in alert
    victim = sign_in_victim(browser, phone, recorded)
    reload_until(victim, OWN_WORDS)


def test_an_officer_goes_away_and_a_colleague_sees_her_victims(demo: Demo, browser: Browser, ada: Case) -> None:
    page = sign_in_staff(browser, demo)
    follow(page, "Absence")
    look(page)
    page.get_by_label("Last day away").fill("soon")
    press(page, "Keep this")
    expect(page).to_have_title(ERROR)
    look(page)
    page.get_by_label("Last day away").fill(f"{datetime.now(UTC) + timedelta(days=3):%d/%m/%Y}")
    page.get_by_label("Who covers?").select_option("5128")
    press(page, "Keep this")
    expect(page.get_by_text("DC Priya Nair (5128) covers.")).to_be_visible()
    look(page)

    colleague = sign_in_staff(browser, demo, who=COLLEAGUE)
    follow(colleague, "My victims")
    expect(colleague.get_by_text("You cover PC Jo Hall")).to_be_visible()
    expect(colleague.get_by_role("link", name=re.compile(f"{ada.victim}, {ada.reference}"))).to_be_visible()
    look(colleague)
    back_at_work(page, colleague)


def back_at_work(page: Page, colleague: Page) -> None:
    """End the absence; nobody is covered any more."""
    press(page, "I am back")
    expect(page.get_by_text("You are at work.")).to_be_visible()
    colleague.reload()
    expect(colleague.get_by_text("You cover PC Jo Hall")).to_have_count(0)
