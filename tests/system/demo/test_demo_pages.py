"""Every page of the demo in a real browser: accessible at both widths, and usable without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.browser import WIDTHS, assert_accessible, new_page
from tests.system.demo.conftest import VICTIMS_MESSAGE

FORMS = [
    "allocate", "status", "outcome", "message", "log", "flags", "appointments/new", "people/new",
]  # fmt: skip


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Page:
    """Return a page at one of the two widths."""
    return new_page(browser, width=request.param, scripts=True)


@pytest.fixture
def plain_page(browser: Browser) -> Page:
    """Return a page without JavaScript."""
    return new_page(browser, width=1280, scripts=False)


def sign_in(page: Page, rms_url: str) -> None:
    """Sign in as PC Hall (made up)."""
    page.goto(f"{rms_url}/sign-in")
    page.get_by_label("PC 4471 Jo Hall").check()
    page.get_by_role("button", name="Sign in").click()


def open_burglary(page: Page, rms_url: str) -> str:
    """Open the burglary that the demo begins with, and return its address."""
    page.goto(f"{rms_url}/occurrences?q=Ferris")
    page.locator("table a").first.click()
    return page.url


def test_check_finds_what_is_not_accessible(browser: Browser) -> None:
    page = new_page(browser, width=360, scripts=True)
    page.set_content(
        "<html lang='en'><title>t</title><main><input><p style='color:#ccc;width:500px'>too faint to read</p></main>"
    )

    with pytest.raises(AssertionError, match=r"label(?s:.)*color-contrast|color-contrast(?s:.)*label"):
        assert_accessible(page)


def test_lists_and_the_door_are_accessible(page: Page, rms_url: str) -> None:
    page.goto(rms_url)
    assert_accessible(page)
    sign_in(page, rms_url)

    for path in ("/occurrences", "/occurrences?q=nothing", "/tasks", "/occurrences/new", "/occurrences/none"):
        page.goto(rms_url + path)
        assert_accessible(page)


def test_pages_of_an_occurrence_are_accessible(page: Page, rms_url: str) -> None:
    sign_in(page, rms_url)
    address = open_burglary(page, rms_url)
    assert_accessible(page)
    page.get_by_role("link", name="Change details of Maya Ferris").click()
    assert_accessible(page)

    for form in FORMS:
        page.goto(f"{address}/{form}")
        assert_accessible(page)


def test_form_with_errors_is_accessible_and_leads_to_the_first(page: Page, rms_url: str) -> None:
    sign_in(page, rms_url)
    page.goto(f"{rms_url}/occurrences/new")

    page.get_by_role("button", name="Record this crime").click()

    assert_accessible(page)
    page.get_by_role("link", name="Choose the offence").click()
    assert page.evaluate("document.activeElement.id") == "offence"


@pytest.mark.parametrize(
    ("task", "refuse"),
    [
        ("Reply", "Close without a reply"),
        ("Confirm a draft", "Do not send it"),
        ("Call", "Record this call"),
        ("Put right", "Close without doing it"),
    ],
)
def test_each_kind_of_task_is_accessible_also_with_errors(page: Page, rms_url: str, task: str, refuse: str) -> None:
    sign_in(page, rms_url)
    page.goto(f"{rms_url}/tasks")
    assert_accessible(page)

    page.get_by_role("link", name=f"{task}: Maya Ferris").click()
    expect(page.get_by_text(VICTIMS_MESSAGE).first).to_be_visible()
    expect(page.get_by_text("The task is no longer needed. Close it.").first).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name=refuse).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize(
    "path",
    ["/sms", "/sms/+447700900142", "/sms/+447700900999", "/sms/none", "/email/maya.ferris@example.org", "/letter"],
)
def test_phone_is_accessible(page: Page, phone_url: str, path: str) -> None:
    page.goto(f"{phone_url}{path}?pause=1")

    assert_accessible(page)


def test_officer_answers_and_books_without_javascript(plain_page: Page, rms_url: str) -> None:
    page = plain_page
    sign_in(page, rms_url)
    address = open_burglary(page, rms_url)

    page.get_by_role("link", name="Allocate").or_(page.get_by_role("link", name="Change officer")).click()
    page.get_by_label("DC 5128 Priya Nair").check()
    page.get_by_role("button", name="Allocate").click()
    expect(page.get_by_role("status")).to_have_text("Allocated to DC 5128 Priya Nair")

    page.get_by_role("link", name="Book an appointment").click()
    page.get_by_label("Kind").select_option(label="Visit")
    page.get_by_label("Date").fill("3/8/2099")
    page.get_by_label("From").fill("10:00")
    page.get_by_label("Until").fill("12:00")
    page.get_by_role("button", name="Book").click()

    expect(page.get_by_role("status")).to_have_text("Appointment booked")
    expect(page.get_by_text("Mon 3 August 2099, 10:00 to 12:00")).to_be_visible()
    assert page.url == address


def test_phone_shows_links_to_follow_and_text_as_text(plain_page: Page, phone_url: str) -> None:
    page = plain_page
    page.goto(f"{phone_url}/sms?pause=1")
    page.get_by_role("link", name="07700 900142").click()

    links = page.get_by_role("main").get_by_role("link", name="127.0.0.1:8000/i/ABCD")
    expect(links).to_have_count(2)
    expect(links.first).to_have_attribute("href", "http://127.0.0.1:8000/i/ABCD")

    page.get_by_role("link", name="E-mails").click()
    page.get_by_role("link", name="maya.ferris@example.org").click()
    page.get_by_text("The same in plain text").first.click()
    expect(page.get_by_text("<b>Call 101.</b>")).to_be_visible()


def test_phone_renews_itself_until_it_is_paused(plain_page: Page, phone_url: str) -> None:
    renewing = plain_page.goto(f"{phone_url}/sms")
    plain_page.get_by_role("link", name="Pause").click()
    paused = plain_page.reload()

    assert renewing is not None
    assert paused is not None
    assert renewing.headers["refresh"] == "5"
    assert "refresh" not in paused.headers
