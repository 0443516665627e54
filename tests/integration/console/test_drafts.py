"""A draft on its page: the text as it would go, what of it may be changed, and what is said of a change too far."""

import re
from html import unescape

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.console.desk import Browser, signed_in
from tests.integration.messages.people import items, owed_more, the_item
from tests.integration.messages.world import FORCE, World, a_world, an_intent
from waypost.base import clock
from waypost.messages.operations import plan_messages
from waypost.worklist.values import ItemState

pytestmark = pytest.mark.django_db
AREA = re.compile(r'<textarea[^>]*id="id_text"[^>]*>(.*?)</textarea>', re.DOTALL)


@pytest.fixture(autouse=True)
def providers(settings: Settings) -> None:
    """Set Notify and a mail server up, at addresses where nobody listens."""
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = "http://127.0.0.1:9", DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS, settings.SMTP_URL = SMS_TEMPLATE_ID, "smtp://127.0.0.1:9"


@pytest.fixture
def officer(db: None) -> Browser:
    return signed_in(clock.now())


def drafted(*channels: str, **plan: object) -> World:
    """Return a world in which an officer must confirm a message."""
    world = owed_more(a_world(clock.now()), channels=list(channels), **plan)
    plan_messages([an_intent(world)], force=FORCE, now=world.now)
    return world


def test_the_draft_of_an_email_stands_in_a_box_as_it_would_go(officer: Browser) -> None:
    item = the_item(drafted("sms", "email"))

    page = officer.get(f"item/{item.item_id}/")

    (shown,) = AREA.findall(page.html)
    assert unescape(shown) == item.draft
    assert "Add no link, no phone number and no address" in page.words


@pytest.mark.parametrize("plan", [{"channels": ["sms"]}, {"channels": ["email"], "discreet": True}])
def test_words_that_must_stay_as_they_are_stand_in_no_box(officer: Browser, plan: dict[str, object]) -> None:
    channels = plan.pop("channels")
    assert isinstance(channels, list)
    item = the_item(drafted(*channels, **plan))

    page = officer.get(f"item/{item.item_id}/")

    assert AREA.findall(page.html) == []
    assert "These words cannot be changed." in page.words
    assert " ".join((item.draft or "").split()) in page.words


def test_a_draft_that_was_not_changed_is_kept_as_no_change(officer: Browser) -> None:
    world = drafted("email")
    item = the_item(world)

    officer.post(f"item/{item.item_id}/confirm/", text=(item.draft or "").replace("\n", "\r\n"))

    (done,) = items(world, ItemState.DONE)
    assert done.answer is not None
    assert done.answer.text is None


def test_a_change_too_far_is_said_in_words_and_nothing_is_answered(officer: Browser) -> None:
    world = drafted("email")
    item = the_item(world)

    page = officer.post(f"item/{item.item_id}/confirm/", text=f"{item.draft} Call 07700 900999.")

    assert page.title == "Error: Confirm a message – Waypost"
    assert "that was not in the draft and is not the force's" in page.words
    assert "Call 07700 900999." in page.html
    assert the_item(world).state is ItemState.OPEN


def test_an_empty_draft_is_not_confirmed(officer: Browser) -> None:
    world = drafted("email")

    page = officer.post(f"item/{the_item(world).item_id}/confirm/", text="  ")

    assert "The message is empty. To send nothing, refuse it instead" in page.words
    assert the_item(world).state is ItemState.OPEN
