"""What a victim does at the portal, in Chromium: on a phone, on a desk, with and without JavaScript."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.integration.portal.world import OFFICER, SAFE_PLAN, VICTIM, a_case, wait_for_code
from tests.system.browser import assert_accessible, assert_accessible_everywhere
from tests.system.victim.conftest import Portal

OpenPage = Callable[..., Page]
NOTHING = "/i/aaaaaaaaaaaaaaaaaaaaaaaaaa/"

scripts_on_and_off = pytest.mark.parametrize("scripts", [True, False])


def full_case(now: datetime) -> dict[str, object]:
    """Return a case in which there is something of everything."""
    soon, gone = now + timedelta(days=2), now - timedelta(days=2)
    return {
        "appointments": [
            {"id": "a1", "kind": "visit", "starts_at": soon.isoformat(), "status": "booked", "place": "your home"},
            {"id": "a2", "kind": "phone_call", "starts_at": gone.isoformat(), "status": "attended"},
        ],
        "entries": [
            {
                "id": f"e{number}",
                "kind": "officer_message",
                "author": "PC 4471 Hall",
                "at": (now - timedelta(hours=number)).isoformat(),
                "text": f"Message {number}. " + "We are checking shops this week. " * 20,
            }
            for number in range(12)
        ],
        "property": [{"id": "r", "description": "Ring, gold", "status": "stolen"}],
    }


def long_case(_now: datetime) -> dict[str, object]:
    """Return a case whose words have no end and no blank."""
    officer = {**OFFICER, "name": "Featherstonehaugh" * 6, "team": "NeighbourhoodCrimeInvestigation" * 3}
    return {"reference": "W" * 60, "officer": officer}


def closed_case(now: datetime) -> dict[str, object]:
    """Return a case that is closed without a suspect."""
    outcome = {"code": "18", "decided_at": now.isoformat(), "reason": "Nobody saw it.\nNo camera did."}
    return {"status": "closed", "outcome": outcome}


def empty_case(_now: datetime) -> dict[str, object]:
    """Return a case in which nothing has happened yet."""
    return {"status": "recorded", "officer": None}


def talk_first_case(now: datetime) -> dict[str, object]:
    """Return a case whose end an officer tells in person."""
    return {"status": "closed", "outcome": {"code": "15", "decided_at": now.isoformat(), "reason": "No"}}


def test_pages_before_sign_in_are_accessible_at_every_width(portal: Portal, open_page: OpenPage) -> None:
    page = open_page()
    static = ("/help/", "/privacy/", "/cookies/", "/accessibility/", "/nothing/")
    for path in ("/", NOTHING, f"{NOTHING}code/", *static):
        page.goto(portal.url + path)

        assert page.title().endswith("Your update")
        assert_accessible_everywhere(page)


@pytest.mark.parametrize("state", [empty_case, full_case, long_case, closed_case, talk_first_case])
def test_a_case_page_is_accessible_in_every_state_at_every_width(
    state: Callable[[datetime], dict[str, object]], portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page = open_page()
    portal.sign_in(page, a_case(now, **state(now)))

    assert_accessible_everywhere(page)
    for details in page.locator("summary").all():
        details.click()

    assert_accessible_everywhere(page)


@scripts_on_and_off
def test_a_victim_reads_her_case_and_writes_to_her_officer(
    *, scripts: bool, portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page = open_page(scripts=scripts)
    portal.sign_in(page, a_case(now, **full_case(now)))
    expect(page.get_by_text("We are looking into it")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="PC Jo Hall")).to_be_visible()

    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("link", name="Write your message")).to_be_visible()
    page.get_by_label("Your message").fill("Is there any news about my ring?")
    page.get_by_label("I want to write to the police here").check()
    page.get_by_role("button", name="Send message").click()

    expect(page.get_by_role("alert").get_by_text("on its way")).to_be_visible()
    expect(page.get_by_text("Is there any news about my ring?")).to_be_visible()
    if scripts:
        assert_accessible(page)


@scripts_on_and_off
def test_exit_this_page_signs_out_and_back_shows_nothing_of_the_case(
    *, scripts: bool, portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page = open_page(scripts=scripts)
    portal.sign_in(page, a_case(now))
    case = page.url

    page.get_by_role("button", name="Exit this page").first.click()
    page.wait_for_url(portal.elsewhere)
    expect(page.get_by_role("heading", name="Weather")).to_be_visible()
    page.go_back()

    expect(page.get_by_role("heading", name="Sign in to see your update")).to_be_visible()
    shown = page.content()
    for telling in ("42260000001", "Burglary", "officer", "police", "101", "999"):
        assert telling not in shown
    page.goto(case)
    expect(page.get_by_role("heading", name="Sign in to see your update")).to_be_visible()


def test_shift_three_times_leaves_the_page(portal: Portal, open_page: OpenPage, now: datetime) -> None:
    page = open_page()
    portal.sign_in(page, a_case(now))

    for _ in range(3):
        page.keyboard.press("Shift")

    page.wait_for_url(portal.elsewhere)


def test_the_first_two_stops_of_the_keyboard_are_the_content_and_the_way_out(
    portal: Portal, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(portal.url + NOTHING)

    stops = []
    for _ in range(2):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim()"))

    assert stops == ["Skip to main content", "Exit this page"]


def test_scripts_run_under_the_strict_policy_and_everything_comes_from_here(
    portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    portal.sign_in(page, a_case(now))

    assert page.evaluate("document.body.classList.contains('govuk-frontend-supported')")
    expect(page.get_by_text("You have 2,000 characters remaining").first).to_be_visible()
    assert [url for url in asked if not url.startswith(portal.url)] == []


def test_a_code_may_be_typed_with_blanks_and_a_wrong_answer_says_not_which(
    portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    invited, page = a_case(now), open_page()
    page.goto(portal.url + invited.path)
    page.get_by_role("button", name="Send me a code").click()
    code = wait_for_code(portal.phone)

    page.get_by_label("6-digit code").fill(f"{code[:3]} - {code[3:]}")
    for box, text in (("Day", "13"), ("Month", "4"), ("Year", "1988")):
        page.get_by_label(box).fill(text)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("do not fit together")
    assert page.title().startswith("Error: ")
    assert_accessible(page)
    page.get_by_label("Day").fill("12")
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url("**/case/**")


@scripts_on_and_off
def test_an_entry_with_nothing_in_it_says_what_is_missing(
    *, scripts: bool, portal: Portal, open_page: OpenPage
) -> None:
    page = open_page(scripts=scripts)
    page.goto(f"{portal.url}{NOTHING}code/")

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("link", name="Enter the 6-digit code")).to_have_attribute("href", "#id_code")
    expect(page.get_by_role("link", name="Enter your date of birth")).to_have_attribute("href", "#id_day")
    if scripts:
        assert_accessible(page)


def test_a_woman_who_fled_is_asked_for_the_word_that_her_officer_gave_her(
    portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    person = {**VICTIM, "contact_plan": SAFE_PLAN}
    invited, page = a_case(now, people=[person], flags=["domestic_abuse"]), open_page()
    page.goto(portal.url + invited.path)
    page.get_by_role("button", name="Send me a code").click()
    assert_accessible(page)

    page.get_by_label("6-digit code").fill(wait_for_code(portal.phone))
    page.get_by_label("Your code word").fill("blue kettle")
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url("**/case/**")
    assert page.title() == "Your report – Your update"


def test_signing_out_leads_to_the_first_page_and_back_shows_nothing(
    portal: Portal, open_page: OpenPage, now: datetime
) -> None:
    page = open_page()
    portal.sign_in(page, a_case(now))

    page.get_by_role("button", name="Sign out").click()
    # A browser that is still on its way has nothing to go back to.
    page.wait_for_url(f"{portal.url}/")
    page.go_back()

    expect(page.get_by_role("heading", name="Sign in to see your update")).to_be_visible()
