"""Writing to a victim from a page: read before it goes, sent once, and never lost."""

import re
from html import unescape

import pytest

from tests.integration.console.desk import STRANGER, Browser, Room, audit
from tests.integration.messages.world import a_world
from tests.staff import FORCE, HALL
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole
from waypost.messages.queries import thread

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
    once = hidden(page.html, "once")

    read = hall.post(path(room), text=WORDS, once=once, begun="", do="check")

    assert read.title == "Read your message before it goes – Waypost"
    assert WORDS in unescape(read.html)
    assert thread(room.world.person_id, force=FORCE) == []

    sent = hall.post(path(room), text=hidden(read.html, "text"), once=hidden(read.html, "once"), begun="", do="send")
    hall.post(path(room), text=WORDS, once=once, begun="", do="send")

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

    refused = hall.post(
        path(room), text=unescape(area).strip(), once=hidden(page.html, "once"), begun="still_looking", do="send"
    )

    assert refused.title.startswith("Error: ")
    assert "A part in square brackets is still to be filled in." in refused.words
    assert thread(room.world.person_id, force=FORCE) == []


def test_words_can_be_changed_after_they_were_read(room: Room, hall: Browser) -> None:
    once = hidden(hall.get(path(room)).html, "once")

    again = hall.post(path(room), text=WORDS, once=once, begun="", do="change")

    assert WORDS in unescape(again.html)
    assert hidden(again.html, "once") == once


def test_who_cannot_be_written_to_is_said_and_the_words_are_shown_once_more(room: Room, hall: Browser) -> None:
    once = hidden(hall.get(path(room)).html, "once")
    room.world.change(people=[{"id": "p1", "kind": "person", "roles": ["victim"], "deceased": True}])

    page = hall.post(path(room), text=WORDS, once=once, begun="", do="send")

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


@pytest.mark.parametrize("do", ["check", "send"])
def test_through_ones_own_case_nobody_is_written_to_in_another_one(room: Room, hall: Browser, do: str) -> None:
    other = a_world(room.now, reference="42260000009")
    once = hidden(hall.get(path(room)).html, "once")

    answer = hall.post(f"case/{room.world.case_id}/write/{other.person_id()}/", text=WORDS, once=once, begun="", do=do)

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
