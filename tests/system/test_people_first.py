"""
People before messages, as an officer and an enhanced victim see it: the officer reads and changes each draft in the
crime system before it goes, and calls before bad news is written. Each page is checked for accessibility on the way.
"""

import re
import time

from playwright.sync_api import Browser, Page, expect

from tests.system.browser import assert_accessible, new_page
from tests.system.running import Demo
from tests.system.story import PATIENCE_S, Phone, fill_in_crime, press, sign_in_officer

NUMBER = "07700 900195"
EMAIL = "rosa.madeup@example.org"
PORTAL_IN_DRAFTS = "(address of the portal)"


def test_an_enhanced_victim_reads_what_her_officer_confirmed_and_is_called_before_bad_news(
    demo: Demo, browser: Browser
) -> None:
    phone = Phone(new_page(browser, width=360, scripts=True), demo, NUMBER)
    officer = sign_in_officer(browser, demo)
    occurrence = record_enhanced(officer)

    # Nothing goes by itself: the draft comes to the crime system, and the officer changes it there.
    open_task(officer, occurrence, "Confirm a draft")
    draft = officer.get_by_label("The text to be sent")
    changed = draft.input_value().replace("We have recorded this crime.", "I am sorry about your mower, Rosa.")
    assert changed != draft.input_value()
    assert phone.texts() == []
    assert emails(phone.page, demo) == []
    draft.fill(changed)
    press(officer, "Confirm this text")

    # The text says that there is news, and no more; the e-mail is what the officer wrote.
    phone.wait_for("news on your report")
    email = newest_email(phone.page, demo)
    assert words(email) == words(changed.replace(PORTAL_IN_DRAFTS, address_in(email)))

    # The case closes: she is called first, and the writing follows the call.
    officer.goto(f"{occurrence}/outcome")
    officer.get_by_label("Outcome").select_option("HO18 Enquiries complete; no suspect identified")
    officer.get_by_label("Reason").fill("We found no picture or witness that shows who did it.")
    press(officer, "Save and finalise")
    open_task(officer, occurrence, "Call")
    expect(officer.get_by_text(NUMBER).first).to_be_visible()
    assert len(emails(phone.page, demo)) == 1
    officer.get_by_label("I spoke to them and told them").check()
    officer.get_by_label("Remark").fill("She would like it in writing.")
    press(officer, "Record this call")

    writing = newest_email(phone.page, demo, after=1)
    assert "We have spoken to you" in writing


def record_enhanced(officer: Page) -> str:
    """Record a crime whose victim is vulnerable and may be texted and e-mailed; return where it is."""
    fill_in_crime(officer, victim=("Rosa", "Madeup"), mobile=NUMBER)
    officer.locator("[name=victim_email]").fill(EMAIL)
    officer.get_by_label("Enhanced rights").select_option("Vulnerable")
    for channel in ("S", "E"):
        officer.locator(f"[name=channels][value={channel}]").check()
    officer.locator("[name=safe_confirmed]").check()
    press(officer, "Record this crime")
    return officer.url


def open_task(officer: Page, occurrence: str, kind: str) -> None:
    """Wait until the crime system has a task of a kind, and open it."""
    officer.goto(occurrence)
    task = officer.get_by_role("link", name=kind, exact=True)
    deadline = time.monotonic() + PATIENCE_S
    while task.count() == 0:
        assert time.monotonic() < deadline, f"no task {kind!r} came"
        time.sleep(0.5)
        officer.reload()
    task.click()
    assert_accessible(officer)


def emails(page: Page, demo: Demo) -> list[str]:
    """Return the e-mails of her inbox in their plain form, the newest last."""
    page.goto(f"{demo.phone}/email/{EMAIL}?pause=1")
    return [text or "" for text in page.locator("main li p.text").all_text_contents()]


def newest_email(page: Page, demo: Demo, *, after: int = 0) -> str:
    """Look until one e-mail more than `after` has come; return it."""
    deadline = time.monotonic() + PATIENCE_S
    while len(found := emails(page, demo)) <= after:
        assert time.monotonic() < deadline, "no e-mail came"
        time.sleep(0.5)
    return found[-1]


def words(text: str) -> list[str]:
    """Return the words of a text, however its lines are broken and its headings marked."""
    return re.sub(r"^[#*•-]+ ", "", text, flags=re.MULTILINE).split()


def address_in(text: str) -> str:
    """Return the address of the portal, which stands in the e-mail that was sent and in no draft."""
    found = re.search(r"https?://\S+", text)
    assert found
    return found[0]
