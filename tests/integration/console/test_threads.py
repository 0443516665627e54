"""Threads as staff see them: who waits, how far each message has come, what it sounds like and why."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.desk import STRANGER, Browser, Room, audit
from tests.staff import FORCE, NAIR
from waypost.base.scope import in_force
from waypost.messages.operations import write_to_officer
from waypost.messages.operations.measuring_replies import expected_reply, measure_replies
from waypost.messages.sign_models import ReadMessage, ReplyTime, Sign
from waypost.worklist.models import Item
from waypost.worklist.values import ItemKind

pytestmark = pytest.mark.django_db

DANGER = "He is outside my flat banging on the door. I have screenshots of what he sent."


def write(room: Room, text: str = DANGER) -> str:
    written = write_to_officer(room.world.person_id, text=text, waypost_id=uuid4(), force=FORCE, now=room.now)
    return str(written)


def address(room: Room) -> str:
    return f"case/{room.world.case_id}/thread/{room.world.person_id}/"


def post(browser: Browser, path: str, **fields: Any) -> int:
    return browser.client.post(f"/staff/{path}", fields).status_code


def test_who_waits_is_listed_with_the_clock_and_what_it_may_be(room: Room) -> None:
    hall = room.sign_in()
    assert "Nobody waits for an answer here now." in hall.get("threads/").words
    write(room)

    page = hall.get("threads/?whose=mine")

    assert address(room) in page.html
    assert "May be danger" in page.words
    assert "May be evidence" in page.words
    assert "Due in 3 days" in page.words
    assert DANGER not in page.words
    assert f"case:{room.world.case_id}" in audit("threads.viewed")[-1].fields
    assert "Nobody waits" in room.sign_in(STRANGER).get("threads/?whose=all").words


def test_a_thread_shows_its_states_and_why_and_a_person_says_what_is_so(room: Room) -> None:
    written = write(room)
    hall = room.sign_in()

    page = hall.get(address(room))
    assert DANGER in page.words
    assert "Kept here, not yet given to the crime system" in page.words
    assert "Says that somebody is at the home, near, or watching." in page.words
    assert f"case/{room.world.case_id}/write/{room.world.person_id}/" in page.html

    assert post(hall, f"{address(room)}read/", message=[written, "nonsense", str(uuid4())]) == 302
    page = hall.get(address(room))
    assert "Read by" in page.words
    assert "I have read these messages" not in page.words
    with in_force(FORCE):
        assert ReadMessage.objects.get().collar_number == "4471"
        # Having read it is no answer.
        assert Item.objects.filter(kind=ItemKind.REPLY, state="open").count() == 1

    assert post(hall, f"{address(room)}not-so/", message=written, label="evidence") == 302
    assert "somebody said that it is not so" in hall.get(address(room)).words
    with in_force(FORCE):
        said = dict(Sign.objects.values_list("label", "not_so_by"))
        assert (said["evidence"], said["danger"]) == ("4471", "")
    assert [line.fields for line in audit("thread.sign_not_so")] == [[written, "label:evidence"]]


def test_nobody_says_anything_of_a_message_that_is_not_there(room: Room) -> None:
    written = write(room, "Is there news?")
    hall = room.sign_in()

    assert post(hall, f"{address(room)}not-so/", message=written, label="danger") == 404
    assert post(hall, f"{address(room)}not-so/", message="x", label="danger") == 404
    assert hall.get(f"case/{room.world.case_id}/thread/999999/").status == 404
    assert hall.get(f"{address(room)}read/").status == 302
    assert hall.get(f"{address(room)}not-so/").status == 302


def test_a_stranger_opens_no_thread_and_says_nothing(room: Room) -> None:
    written = write(room)
    stranger = room.sign_in(STRANGER)

    assert DANGER not in stranger.follow(address(room)).words
    assert post(stranger, f"{address(room)}read/", message=written) == 404
    with in_force(FORCE):
        assert not ReadMessage.objects.exists()


def test_many_who_wait_take_no_more_queries_than_one(room: Room) -> None:
    hall = room.sign_in()
    write(room)
    paths = ("threads/?whose=mine", address(room))
    for path in paths:
        hall.get(path)
    with CaptureQueriesContext(connection) as few:
        for path in paths:
            hall.get(path)
    for number in range(6):
        write(room, f"{DANGER} {number}")
    with CaptureQueriesContext(connection) as many:
        for path in paths:
            hall.get(path)

    assert len(many) == len(few)


def test_what_a_victim_is_told_to_expect_is_measured_and_never_guessed(room: Room) -> None:
    unknown = "A reply can take some days. We cannot say how many."
    assert expected_reply("", force=FORCE) == unknown
    asked = [
        room.world.open(kind=ItemKind.REPLY, matter=f"m{number}", reason="message.inbound", text="Answer.")
        for number in range(20)
    ]
    with in_force(FORCE):
        Item.objects.filter(id__in=asked[:19]).update(
            state="done", closed_at=room.now, answered_at=room.now + timedelta(hours=2)
        )
    measure_replies(FORCE, now=room.now)
    assert expected_reply("", force=FORCE) == unknown

    with in_force(FORCE):
        Item.objects.filter(id=asked[19]).update(
            state="done", closed_at=room.now, answered_at=room.now + timedelta(hours=2)
        )
    measure_replies(FORCE, now=room.now)
    measure_replies(FORCE, now=room.now)

    assert "8 in 10" in expected_reply("nobody's team", force=FORCE)
    with in_force(FORCE):
        assert ReplyTime.objects.filter(team="").count() == 1


def test_a_colleague_of_the_team_finds_who_waits_and_with_whom(room: Room) -> None:
    write(room)
    room.sign_in()
    nair = room.sign_in(NAIR)

    page = nair.get("threads/?whose=all")

    assert address(room) in page.html
    assert "Jo Hall (4471)" in page.words
