"""What people do in the stories of a running demonstration, and how they wait for what comes."""

import re
import time
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, Page

from tests.system.browser import assert_accessible, new_page
from tests.system.running import Demo
from tests.system.standstill import standstill

OFFICER: Final = "PC 4471 Jo Hall"
STAFF: Final = "4471 PC Jo Hall"
SUPERVISOR: Final = "2210 SGT Ali Shaw"
RECORDS: Final = "C118 Morgan Reid"
PATIENCE_S: Final = 45.0


@dataclass
class Phone:
    """Somebody looks at one phone: its texts, the newest last."""

    page: Page
    demo: Demo
    number: str

    def texts(self) -> list[str]:
        """Return each text: its words, a blank line, when it came and what its receipt says."""
        self.page.goto(f"{self.demo.phone}/sms/%2B44{self.number.replace(' ', '')[1:]}?pause=1")
        return [item.inner_text() for item in self.page.locator("main li").all()]

    def words(self) -> list[str]:
        """Return the words of each text without the line below it, whose receipt comes when it comes."""
        return [text.rpartition("\n\n")[0] for text in self.texts()]

    def wait_for(self, words: str) -> str:
        """Look until a text with these words has come; return it."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for text in reversed(self.texts()):
                if words in text:
                    return text
            time.sleep(0.5)
        raise AssertionError(f"no text with {words!r} among {self.texts()}\n{standstill(self.demo)}")


def at(page: Page, url: str) -> None:
    """Open an address, and see that the page is accessible."""
    page.goto(url)
    assert_accessible(page)


def press(page: Page, name: str) -> None:
    """Press a button, and see that what comes is accessible."""
    page.get_by_role("button", name=name).click()
    assert_accessible(page)


def follow(page: Page, name: str) -> None:
    """Follow a link, and see that what comes is accessible."""
    page.get_by_role("link", name=name).first.click()
    assert_accessible(page)


def reload_until(page: Page, words: str) -> None:
    """Load a page anew until it has these words."""
    deadline = time.monotonic() + PATIENCE_S
    while words not in page.inner_text("body"):
        assert time.monotonic() < deadline, f"{words!r} never came to {page.url}"
        time.sleep(0.5)
        page.reload()
    assert_accessible(page)


def sign_in_officer(browser: Browser, demo: Demo, *, width: int = 1280) -> Page:
    """Return a page on which PC Hall (made up) has signed in to the crime system."""
    officer = new_page(browser, width=width, scripts=True)
    at(officer, demo.rms)
    officer.get_by_label(OFFICER).check()
    press(officer, "Sign in")
    return officer


def sign_in_staff(browser: Browser, demo: Demo, *, who: str = STAFF, width: int = 1280) -> Page:
    """Return a page on which a made-up member of staff has signed in to Waypost, at the force's identity provider."""
    page = new_page(browser, width=width, scripts=True)
    at(page, f"{demo.waypost}/staff/")
    page.get_by_label(who).check()
    press(page, "Continue")
    assert page.url.startswith(f"{demo.waypost}/staff/"), page.url
    return page


def open_occurrence(officer: Page, victim: str) -> None:
    """Open the newest occurrence of a victim."""
    officer.get_by_role("link", name="Occurrences").click()
    officer.get_by_role("row", name=victim).get_by_role("link").first.click()
    assert_accessible(officer)


def sign_in_victim(browser: Browser, phone: Phone, text: str, *, width: int = 360) -> Page:
    """Go in by the address of a text, with the code that then comes and her date of birth."""
    address = re.search(r"https?://\S+", text)
    assert address
    victim = new_page(browser, width=width, scripts=True)
    at(victim, address[0])
    press(victim, "Send me a code")
    code = re.search(r"\b\d{6}\b", phone.wait_for("sign-in code"))
    assert code
    victim.get_by_label("6-digit code").fill(code[0])
    for label, value in (("Day", "12"), ("Month", "4"), ("Year", "1988")):
        victim.get_by_label(label, exact=True).fill(value)
    press(victim, "Continue")
    return victim


def record_crime(
    officer: Page, *, victim: tuple[str, str], mobile: str, flag: str | None = None, incident: str = ""
) -> None:
    """Record a burglary of a shed, perhaps from an incident of the control room."""
    fill_in_crime(officer, victim=victim, mobile=mobile)
    officer.get_by_label("Incident number").fill(incident)
    if flag:
        officer.get_by_label(flag).check()
    press(officer, "Record this crime")


def fill_in_crime(officer: Page, *, victim: tuple[str, str], mobile: str) -> None:
    """Fill in the form of a burglary of a shed, and do not send it yet."""
    follow(officer, "Record a crime")
    officer.get_by_label("Offence", exact=True).select_option("Burglary - residential")
    officer.locator("[name=from_date]").fill("20/11/2026")
    officer.locator("[name=from_time]").fill("09:30")
    officer.get_by_label("What happened").fill("Your shed was entered. A mower was taken. (made up)")
    officer.locator("[name=victim_first]").fill(victim[0])
    officer.locator("[name=victim_last]").fill(victim[1])
    officer.locator("[name=victim_dob]").fill("2/5/1979")
    officer.locator("[name=victim_mobile]").fill(mobile)
