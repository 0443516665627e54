"""What staff do at their desks, in Chromium: on a phone in a car, on a desk, with keys alone, without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.integration.messages.people import CALLED_FIRST, OUTCOME, owed_more
from tests.integration.messages.world import FORCE, an_intent
from tests.staff import HALL, NAIR, SHAW
from tests.system.browser import assert_accessible_everywhere
from tests.system.officer.conftest import LONG_PLAN, Desks
from waypost.base import clock
from waypost.messages.operations import plan_messages
from waypost.worklist.operations import escalate, withdraw_items
from waypost.worklist.values import ItemKind

scripts_on_and_off = pytest.mark.parametrize("scripts", [True, False])
MINE = "**/staff/worklist/?whose=mine"
EMAIL = "amina1@example.org"
NUMBER = "%2B447700900001"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def inbox(desks: Desks) -> str:
    """Return what the victim reads who opens the newest e-mail, in its plain form."""
    page = desks.elsewhere(f"{desks.phone}/email/{EMAIL}?pause=1")
    page.get_by_text("The same in plain text").first.click()
    return page.inner_text("main")


def texts(desks: Desks) -> str:
    """Return what stands on the victim's phone."""
    return desks.elsewhere(f"{desks.phone}/sms/{NUMBER}?pause=1").inner_text("main")


@scripts_on_and_off
def test_a_draft_that_an_officer_changed_and_confirmed_is_what_the_victim_gets(desks: Desks, *, scripts: bool) -> None:
    desks.draft("sms", "email")
    officer = desks.sign_in(scripts=scripts)
    officer.get_by_role("link", name="Confirm a message").click()
    draft = officer.get_by_label("The message", exact=True)
    expect(draft).to_have_value(desks.items()[0].draft or "")

    draft.fill(draft.input_value().replace("We have recorded this crime.", "I am sorry about your ring, Amina."))
    press(officer, "Confirm this message")

    expect(officer.get_by_role("alert").get_by_text("The message is confirmed.")).to_be_visible()
    expect(officer.get_by_text("You have nothing to do here now.")).to_be_visible()
    desks.deliver()
    assert "I am sorry about your ring, Amina." in inbox(desks)
    assert "has recorded your report" in texts(desks)
    assert "ring" not in texts(desks)


def test_a_link_that_an_officer_added_is_refused_in_words_and_what_was_typed_stays(desks: Desks) -> None:
    desks.draft("email")
    officer = desks.sign_in()
    officer.get_by_role("link", name="Confirm a message").click()
    draft = officer.get_by_label("The message", exact=True)
    changed = f"{draft.input_value()}\n\nSee http://elsewhere.example or ask Lee."

    draft.fill(changed)
    press(officer, "Confirm this message")

    problem = officer.get_by_role("link", name="It holds a web address that was not in the draft.")
    expect(problem).to_have_attribute("href", "#id_text")
    assert officer.title().startswith("Error: ")
    expect(officer.get_by_label("The message", exact=True)).to_have_value(changed)
    assert_accessible_everywhere(officer)
    desks.deliver()
    assert len(desks.items()) == 1


def test_a_text_message_is_shown_and_cannot_be_typed_into(desks: Desks) -> None:
    desks.draft("sms")
    officer = desks.sign_in()
    officer.get_by_role("link", name="Confirm a message").click()

    expect(officer.get_by_label("The message", exact=True)).to_have_count(0)
    expect(officer.get_by_text("has recorded your report")).to_be_visible()
    assert_accessible_everywhere(officer)
    press(officer, "Confirm this message")

    desks.deliver()
    assert "has recorded your report" in texts(desks)


@scripts_on_and_off
def test_a_draft_that_is_refused_is_never_sent(desks: Desks, *, scripts: bool) -> None:
    desks.draft("sms")
    officer = desks.sign_in(width=360, scripts=scripts)
    officer.get_by_role("link", name="Confirm a message").click()
    press(officer, "Refuse")
    expect(officer.get_by_role("link", name="Say why")).to_have_attribute("href", "#id_why")

    officer.get_by_label("Say why").fill("Her sister reads this phone.")
    press(officer, "Refuse")

    expect(officer.get_by_role("alert").get_by_text("It is refused.")).to_be_visible()
    desks.deliver()
    assert "has recorded" not in texts(desks)


@scripts_on_and_off
def test_a_call_is_recorded_and_the_writing_follows(desks: Desks, *, scripts: bool) -> None:
    desks.world = owed_more(desks.world).change(lambda case: case.update(outcome=OUTCOME))
    plan_messages([an_intent(desks.world, CALLED_FIRST)], force=FORCE, now=clock.now())
    desks.deliver()
    assert "news on your report" not in texts(desks)
    officer = desks.sign_in(scripts=scripts)
    officer.get_by_role("link", name="Make a call").click()
    expect(officer.get_by_role("heading", name="What to say")).to_be_visible()
    expect(officer.get_by_text("07700 900001")).to_be_visible()

    officer.get_by_label("I spoke to them and told them").check()
    officer.get_by_label("Note", exact=True).fill("She would like it in writing.")
    press(officer, "Record this call")

    expect(officer.get_by_role("alert").get_by_text("The call is recorded.")).to_be_visible()
    desks.deliver()
    assert "news on your report" in texts(desks)


@scripts_on_and_off
def test_a_call_with_something_missing_says_what(desks: Desks, *, scripts: bool) -> None:
    desks.ask(ItemKind.CALL)
    officer = desks.sign_in(width=360, scripts=scripts)
    officer.get_by_role("link", name="Make a call").click()
    officer.get_by_label("At what time?").fill("later")
    officer.get_by_label("Note", exact=True).fill("Nobody there.")

    press(officer, "Record this call")

    for words, field in (
        ("Say what happened when you called", "#id_outcome"),
        ("Enter the time of the call", "#id_at"),
    ):
        expect(officer.get_by_role("link", name=words)).to_have_attribute("href", field)
    expect(officer.get_by_label("Note", exact=True)).to_have_value("Nobody there.")
    if scripts:
        officer.get_by_role("link", name="Say what happened").click()
        assert officer.evaluate("document.activeElement.id") == "id_outcome"
        assert_accessible_everywhere(officer)


def test_what_an_officer_was_late_with_stands_with_the_supervisor(desks: Desks) -> None:
    desks.ask(ItemKind.CALL, due_in=timedelta(hours=-1))
    assert escalate(FORCE, now=clock.now())

    supervisor = desks.sign_in(SHAW)

    expect(supervisor.get_by_text("Passed to the supervisor")).to_be_visible()
    expect(supervisor.get_by_text("Overdue by 1 hour")).to_be_visible()
    assert_accessible_everywhere(supervisor)
    supervisor.get_by_role("link", name="Make a call").click()
    expect(supervisor.get_by_text("It was late, and was passed up to SGT Ali Shaw (2210)")).to_be_visible()


def test_somebody_else_was_quicker_and_nothing_that_was_typed_is_lost(desks: Desks) -> None:
    item_id = desks.ask(ItemKind.MEND)
    slow, quick = desks.sign_in(HALL), desks.sign_in(NAIR)
    for page in (slow, quick):
        page.goto(f"{desks.url}/staff/item/{item_id}/")
        page.get_by_label("What did you do?").fill(f"I rang her. {page is slow}")

    press(quick, "Mark as done")
    press(slow, "Mark as done")

    expect(slow.get_by_role("heading", name="Your answer was not needed any more")).to_be_visible()
    expect(slow.get_by_text("DC Priya Nair (5128)")).to_be_visible()
    expect(slow.get_by_text("I rang her. True")).to_be_visible()
    assert_accessible_everywhere(slow)


def test_an_item_is_answered_with_keys_alone(desks: Desks) -> None:
    desks.ask(ItemKind.MEND)
    officer = desks.sign_in()
    officer.keyboard.press("Tab")
    assert focused(officer) == "Skip to main content"
    officer.keyboard.press("Enter")

    go_to(officer, "Put a record right")
    officer.keyboard.press("Enter")
    expect(officer.get_by_role("heading", name="Put a record right")).to_be_visible()
    go_to(officer, "note")
    officer.keyboard.type("She gave me a new number.")
    go_to(officer, "Mark as done")
    officer.keyboard.press("Enter")

    expect(officer.get_by_role("alert").get_by_text("It is marked as done.")).to_be_visible()


def go_to(page: Page, what: str) -> None:
    """Press Tab until something has the focus that reads so."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if what in focused(page):
            return
    raise AssertionError(f"Tab never came to {what!r}")


def focused(page: Page) -> str:
    """Return what has the focus: its words, else its name."""
    return str(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name || ''"))


def nothing(desks: Desks) -> str:
    """Return the list of somebody who has nothing to do."""
    return "worklist/"


def much(desks: Desks) -> str:
    """Return a list with one of each kind, and a second page."""
    desks.draft("sms", "email")
    for kind in (ItemKind.CALL, ItemKind.REPLY):
        desks.ask(kind, due_in=timedelta(days=-1))
    for number in range(21):
        desks.ask(ItemKind.MEND, due_in=timedelta(minutes=number), matter="W" * 150 + str(number))
    return "worklist/?whose=team"


def the_last_page(desks: Desks) -> str:
    """Return a page after the first."""
    desks.ask(ItemKind.MEND)
    return "worklist/?whose=all&after=2026-01-01T00:00:00%2B00:00~00000000-0000-4000-8000-000000000001"


def long_words(desks: Desks) -> str:
    """Return a call about somebody of whom there is much to say."""
    item_id = desks.ask(
        ItemKind.CALL, script="Featherstonehaugh" * 12 + "\n\nIs it safe to talk?", due_in=-timedelta(1)
    )
    desks.change(lambda case: case.update(flags=["domestic_abuse", "high_risk", "honour_based_abuse", "child_abuse"]))
    desks.change(lambda case: case["people"][0].update(contact_plan=LONG_PLAN, given_name="Featherstone" * 8))
    return f"item/{item_id}/"


def no_contact(desks: Desks) -> str:
    """Return a call to somebody who wants none."""
    item_id = desks.ask(ItemKind.CALL)
    plan = {"agreed_at": "2026-11-01T10:00:00Z", "no_contact": True, "never": ["phone"]}
    desks.change(lambda case: case["people"][0].update(contact_plan=plan))
    return f"item/{item_id}/"


def of_a_kind(kind: ItemKind) -> Callable[[Desks], str]:
    """Return what opens one item of a kind."""
    return lambda desks: f"item/{desks.ask(kind)}/"


def a_draft(desks: Desks) -> str:
    """Return a draft of an e-mail."""
    return f"item/{desks.draft('sms', 'email').item_id}/"


def withdrawn(desks: Desks) -> str:
    """Return an item that nobody need do."""
    item_id = desks.ask(ItemKind.MEND)
    withdraw_items([item_id], force=FORCE, reason="delivered", now=clock.now())
    return f"item/{item_id}/"


def not_there(_desks: Desks) -> str:
    """Return an item that was never there."""
    return "item/00000000-0000-4000-8000-000000000009/"


STATES: list[Any] = [
    nothing,
    much,
    the_last_page,
    long_words,
    no_contact,
    a_draft,
    pytest.param(of_a_kind(ItemKind.MEND), id="mend"),
    pytest.param(of_a_kind(ItemKind.REPLY), id="reply"),
    withdrawn,
    not_there,
]


@pytest.mark.parametrize("state", STATES)
def test_every_page_is_accessible_in_every_state_at_every_width(state: Callable[[Desks], str], desks: Desks) -> None:
    path = state(desks)
    officer = desks.sign_in()

    officer.goto(f"{desks.url}/staff/{path}")

    assert officer.title().endswith(" – Waypost")
    expect(officer.get_by_role("heading", level=1)).to_have_count(1)
    expect(officer.get_by_text("Signed in as PC Jo Hall, 4471")).to_be_visible()
    assert_accessible_everywhere(officer)
