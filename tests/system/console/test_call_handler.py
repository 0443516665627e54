"""A call handler takes a call with keys alone: who is it, did we text them, why did they ring; and what may be done."""

from playwright.sync_api import Browser, Page, expect

from tests.system.browser import new_page
from tests.system.console.conftest import ERROR, HANDLER, Case, keys, look, tab_to
from tests.system.running import Demo
from tests.system.story import Phone, follow, press, sign_in_staff


def test_a_caller_is_found_answered_and_logged_with_keys_alone(
    demo: Demo, browser: Browser, bea: Case, phone: Phone
) -> None:
    text = phone.wait_for("has recorded your report")
    page = sign_in_staff(browser, demo, who=HANDLER)

    # The day begins where callers are found, with the box ready to be typed into.
    expect(page.get_by_label("Who or what is it about?")).to_be_focused()
    look(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page).to_have_title(ERROR)

    tab_to(page, "Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who or what is it about?")).to_be_focused()
    page.keyboard.type(bea.mobile)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Found by")).to_be_visible()
    assert bea.victim not in page.inner_text("main")
    look(page)
    keys(page, "B. I.")
    expect(page.get_by_role("heading", name="What to tell a caller")).to_be_visible()
    look(page)

    # Two keys log the call; it may be taken back.
    page.keyboard.press("3")
    expect(page.get_by_role("status").get_by_text("Y avoidable, N not avoidable")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_text("Asks whether a message came from the police. It could have been avoided.")).to_be_visible()
    look(page)
    keys(page, "Take it back")
    expect(page.get_by_text("It could have been avoided.")).to_have_count(0)

    did_you_text_me(page, bea, text)


def did_you_text_me(page: Page, bea: Case, text: str) -> None:
    """Ask by keys whether a text was ours: one that was, and one that was not."""
    keys(page, "Find")
    keys(page, "Was a text or email from us?")
    expect(page.get_by_label("To which phone number")).to_be_focused()
    page.keyboard.type(bea.mobile)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Yes, something was sent there")).to_be_visible()
    # The words are there to be compared; the address by which she comes in is hers alone.
    assert f"has recorded your report. Reference {bea.reference}" in page.inner_text("main")
    assert text.partition("\n")[0] not in page.inner_text("main")
    look(page)

    page.get_by_label("To which phone number").fill("07700 900499")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No, nothing was sent there")).to_be_visible()
    look(page)


def test_a_letter_is_printed_and_a_number_is_frozen(demo: Demo, browser: Browser, ida: Case) -> None:
    Phone(new_page(browser, width=360, scripts=True), demo, ida.mobile).wait_for("has recorded your report")
    page = sign_in_staff(browser, demo, who=HANDLER)
    find(page, ida)
    case = page.url

    follow(page, "The crime was recorded")
    look(page)
    follow(page, "Print it as a letter")
    look(page)
    with page.expect_download() as letter:
        page.get_by_role("button", name="Get the letter to print").click()
    assert letter.value.path().read_bytes().startswith(b"%PDF")

    page.goto(case)
    follow(page, "Stop messages to a number or address")
    press(page, "Stop messages")
    expect(page).to_have_title(ERROR)
    look(page)
    page.get_by_label("The phone number").check()
    page.get_by_label("Why?").fill("The caller says that her brother has this phone.")
    press(page, "Stop messages")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)

    # What a supervisor alone may undo is not offered here.
    expect(page.get_by_role("link", name="Let messages go")).to_have_count(0)


def find(page: Page, case: Case) -> None:
    """Find a case by its reference, and open it."""
    page.get_by_label("Who or what is it about?").fill(case.reference)
    press(page, "Find")
    page.locator("#results").get_by_role("link").first.click()
