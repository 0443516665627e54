"""Writing to a victim from a page: read before it goes, sent once, and never lost."""

import re
from datetime import datetime, timedelta
from html import unescape
from uuid import UUID, uuid4, uuid5

import pytest

from tests.integration.console.desk import STRANGER, Browser, Room, audit, item_now
from tests.integration.messages.world import a_world
from tests.staff import FORCE, HALL
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole
from waypost.base import clock
from waypost.messages.operations import write_to_officer
from waypost.messages.queries import thread
from waypost.worklist.values import ItemState

pytestmark = pytest.mark.django_db
WORDS = "We have asked the shop for its film.\nI will write again on Friday."


@pytest.fixture
def hall(room: Room) -> Browser:
    return room.sign_in()


def path(room: Room) -> str:
    return f"case/{room.world.case_id}/write/{room.world.person_id}/"


def hidden(html: str, name: str) -> str:
    (found,) = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', html)
    return unescape(found)


def test_a_message_is_read_before_it_goes_and_is_kept_once(room: Room, hall: Browser) -> None:
    page = hall.get(path(room))
    once, seen_at = hidden(page.html, "once"), hidden(page.html, "shown")

    read = hall.post(path(room), text=WORDS, once=once, shown=seen_at, begun="", do="check")

    assert read.title == "Read your message before it goes – Waypost"
    assert WORDS in unescape(read.html)
    assert thread(room.world.person_id, force=FORCE) == []

    typed = {name: hidden(read.html, name) for name in ("text", "once", "shown")}
    sent = hall.post(path(room), **typed, begun="", do="send")
    hall.post(path(room), text=WORDS, once=once, shown=seen_at, begun="", do="send")

    assert sent.status == 302
    assert [item.text for item in thread(room.world.person_id, force=FORCE)] == [WORDS]
    shown = hall.get(path(room))
    assert "Your message is on the page of the case." in shown.words
    assert "PC Jo Hall" in shown.words
    assert [line.fields for line in audit("staff.wrote")] == [[once]]


def test_a_text_to_begin_with_is_filled_and_does_not_go_while_a_place_is_open(room: Room, hall: Browser) -> None:
    page = hall.get(f"{path(room)}?begin=still_looking")
    assert "call 101 and give your reference, 42/2026/118305" in unescape(page.html) or "reference" in page.html
    (area,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.html, re.DOTALL)
    assert "((" not in area

    typed = {name: hidden(page.html, name) for name in ("once", "shown")}
    refused = hall.post(path(room), text=unescape(area).strip(), **typed, begun="still_looking", do="send")

    assert refused.title.startswith("Error: ")
    assert "A part in square brackets is still to be filled in." in refused.words
    assert thread(room.world.person_id, force=FORCE) == []


def test_words_can_be_changed_after_they_were_read(room: Room, hall: Browser) -> None:
    once = hidden(hall.get(path(room)).html, "once")

    again = hall.post(path(room), text=WORDS, once=once, begun="", do="change")

    assert WORDS in unescape(again.html)
    assert hidden(again.html, "once") == once


def test_who_cannot_be_written_to_is_said_and_the_words_are_shown_once_more(room: Room, hall: Browser) -> None:
    blank = hall.get(path(room)).html
    typed = {name: hidden(blank, name) for name in ("once", "shown")}
    room.world.change(people=[{"id": "p1", "kind": "person", "roles": ["victim"], "deceased": True}])

    page = hall.post(path(room), text=WORDS, **typed, begun="", do="send")

    assert "This person is recorded as dead." in page.words
    assert WORDS in unescape(page.html)
    assert thread(room.world.person_id, force=FORCE) == []


def test_an_officer_of_another_team_and_a_call_handler_write_to_nobody(room: Room) -> None:
    handler = NewStaff("9001", "Kim Vale", "Contact Centre", frozenset({StaffRole.CALL_HANDLER}))

    other = room.sign_in(STRANGER).post(path(room), text=WORDS, do="send")
    called = room.sign_in(handler).get(path(room))

    assert (other.status, called.status) == (404, 403)
    assert len(audit("staff.case_refused")) == 1


def test_somebody_of_another_case_is_not_found(room: Room, hall: Browser) -> None:
    assert hall.get(f"case/{room.world.case_id}/write/999999/").status == 404


def test_what_a_victim_wrote_after_the_page_was_opened_still_waits_for_an_answer(room: Room, hall: Browser) -> None:
    wrote_at = clock.now() - timedelta(hours=1)
    read, unread = (victim_writes(room, wrote_at + timedelta(hours=hours)) for hours in (0, 2))
    blank = hall.get(path(room)).html
    typed = {name: hidden(blank, name) for name in ("once", "shown")}

    hall.post(path(room), text=WORDS, **typed, begun="", do="send")

    assert (item_now(read).state, item_now(unread).state) == (ItemState.DONE, ItemState.OPEN)


def victim_writes(room: Room, at: datetime) -> UUID:
    """Have her write, and return the item that asks for an answer."""
    waypost_id = uuid4()
    write_to_officer(room.world.person_id, text="Is there news?", waypost_id=waypost_id, force=FORCE, now=at)
    return uuid5(waypost_id, "task")


@pytest.mark.parametrize("do", ["check", "send"])
def test_through_ones_own_case_nobody_is_written_to_in_another_one(room: Room, hall: Browser, do: str) -> None:
    other = a_world(room.now, reference="42260000009")
    blank = hall.get(path(room)).html
    typed = {name: hidden(blank, name) for name in ("once", "shown")}

    answer = hall.post(f"case/{room.world.case_id}/write/{other.person_id()}/", text=WORDS, **typed, begun="", do=do)

    assert answer.status == 404
    assert thread(other.person_id(), force=FORCE) == []
    assert audit("staff.wrote") == []


def test_what_was_typed_is_shown_to_who_was_signed_out_meanwhile(room: Room, hall: Browser) -> None:
    hall.post("sign-out")
    hall.client.cookies.clear()

    page = hall.post(path(room), text=WORDS, do="send")

    assert page.status == 403
    assert WORDS in unescape(page.html)
    assert HALL.name not in page.html
