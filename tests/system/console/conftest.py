"""Cases of made-up victims, typed into the crime system through its own pages, for the stories of each role."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pytest
import requests
from playwright.sync_api import Browser, Page

from tests.system.browser import HEIGHT, assert_accessible, assert_fits, new_page
from tests.system.running import Demo
from tests.system.story import Phone

HALL, BECK = "4471", "3907"
HANDLER: Final = "H310 Casey Drum"
AUDITOR: Final = "A118 Uma Fell"
ERROR: Final = re.compile("^Error: ")
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass(frozen=True)
class Case:
    """A case as it stands in the crime system."""

    reference: str
    victim: str
    mobile: str


@dataclass
class Ledgerline:
    """A made-up officer at the crime system, by its forms, without a browser."""

    url: str
    officer: str = HALL
    _session: requests.Session = field(default_factory=requests.Session)
    _token: str = ""

    def sign_in(self) -> None:
        """Choose who it is."""
        page = self._session.get(f"{self.url}/sign-in", timeout=30)
        self._token = self._found(_TOKEN, page.text)
        self._post("/sign-in", {"officer": self.officer})
        self._token = self._found(_TOKEN, self._session.get(f"{self.url}/occurrences/new", timeout=30).text)

    def record(self, first: str, mobile: str, **fields: str) -> Case:
        """Record the burglary of a shed, and take the case."""
        typed = {
            "offence": "028/DWL",
            "from_date": "20/11/2026",
            "summary": "Your shed was entered. (made up)",
            "victim_first": first,
            "victim_last": "Invented",
            "victim_dob": "12/4/1988",
            "victim_mobile": mobile,
        }
        made = self._post("/occurrences/new", {**typed, **fields})
        reference = made.url.rpartition("/")[2]
        assert reference.isdigit(), made.text
        self._post(f"/occurrences/{reference}/allocate", {"officer": self.officer})
        return Case(reference, f"{first} Invented", mobile)

    def _post(self, path: str, typed: Mapping[str, str]) -> requests.Response:
        answer = self._session.post(f"{self.url}{path}", data={"token": self._token, **typed}, timeout=30)
        answer.raise_for_status()
        return answer

    @staticmethod
    def _found(pattern: re.Pattern[str], text: str) -> str:
        found = pattern.search(text)
        assert found
        return found[1]


@pytest.fixture(scope="session")
def ledgerline(demo: Demo) -> Ledgerline:
    """Return the crime system, in which PC Hall has signed in."""
    made = Ledgerline(demo.rms)
    made.sign_in()
    return made


@pytest.fixture(scope="session")
def bea(ledgerline: Ledgerline) -> Case:
    """Return the case of somebody who rings up."""
    return ledgerline.record("Bea", "07700 900411")


@pytest.fixture(scope="session")
def ida(ledgerline: Ledgerline) -> Case:
    """Return the case of somebody who can be written a letter."""
    address = {"victim_address": "3 Nowhere Lane, Anyville", "victim_postcode": "AN1 4QT"}
    return ledgerline.record("Ida", "07700 900417", **address)


@pytest.fixture(scope="session")
def ada(ledgerline: Ledgerline) -> Case:
    """Return the case of somebody to whom an officer writes."""
    return ledgerline.record("Ada", "07700 900412")


@pytest.fixture(scope="session")
def flo(demo: Demo) -> Case:
    """Return a case of another team."""
    south = Ledgerline(demo.rms, BECK)
    south.sign_in()
    return south.record("Flo", "07700 900413")


@pytest.fixture
def phone(demo: Demo, browser: Browser) -> Phone:
    """Return the phone of Bea, to be looked at."""
    return Phone(new_page(browser, width=360, scripts=True), demo, "07700 900411")


def look(page: Page) -> None:
    """See that a page is accessible on a phone too, and needs no sideways scroll in any window."""
    assert_fits(page)
    page.set_viewport_size({"width": 768, "height": HEIGHT})
    assert_fits(page)
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": HEIGHT})


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so; nobody here touches a mouse."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in str(page.evaluate(_CALLED)):
            return
    raise AssertionError(f"the keys never came to {words!r} on {page.url}")


_CALLED: Final = """
() => {
    const here = document.activeElement;
    return [here.innerText, here.value, ...[...(here.labels || [])].map(one => one.innerText)].join(' ');
}
"""


def keys(page: Page, words: str) -> None:
    """Come to something by keys, and press it; another page comes."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
