"""My victims: who waits for what, in which order, of whose cases; with as many queries for many as for few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.desk import STRANGER, Room, audit
from tests.snapshots import ALLOCATED, changed, event, take
from tests.staff import FORCE, HALL, NAIR
from waypost.access.staff import Absence, set_absence
from waypost.access.values import OPERATOR
from waypost.worklist.values import ItemKind

pytestmark = pytest.mark.django_db


def more_cases(room: Room, count: int) -> None:
    for number in range(count):
        reference = f"42/2026/20000{number}"
        take(
            room.world.source, event(changed(ALLOCATED, reference=reference, appointments=[]), reference), now=room.now
        )


def test_a_victim_who_waits_is_shown_with_what_for_and_the_way_to_answer(room: Room) -> None:
    room.world.open(kind=ItemKind.REPLY, matter="m1", reason="message.inbound", text="Answer.")
    more_cases(room, 1)

    page = room.sign_in().get("my-victims/")

    assert f"case/{room.world.case_id}/write/{room.world.person_id}/" in page.html
    assert "What is asked of me" in page.words
    assert page.words.index(ALLOCATED["reference"]) < page.words.index("42/2026/200000")
    assert "Nothing now" in page.words
    (line,) = audit("staff.victims_viewed")
    assert f"case:{room.world.case_id}" in line.fields


def test_only_those_who_wait_are_shown_where_that_is_chosen(room: Room) -> None:
    room.call()
    more_cases(room, 1)
    hall = room.sign_in()

    assert "42/2026/200000" not in hall.get("my-victims/?show=to_do").words
    assert "There is nobody on this page now." in hall.get("my-victims/?show=reply").words


def test_who_covers_sees_the_victims_of_who_is_away_and_nobody_else_does(room: Room) -> None:
    room.sign_in()
    nair, stranger = room.sign_in(NAIR), room.sign_in(STRANGER)
    absence = Absence(None, room.now + timedelta(days=3), "5128")
    assert ALLOCATED["reference"] not in nair.get("my-victims/").words

    set_absence(HALL.collar_number, absence, force=FORCE, by=OPERATOR, now=room.now)

    page = nair.get("my-victims/")
    assert "You cover PC Jo Hall (4471)." in page.words
    assert ALLOCATED["reference"] in page.words
    assert ALLOCATED["reference"] not in stranger.get("my-victims/").words


def test_many_cases_take_no_more_queries_than_few_and_go_on_on_the_next_page(room: Room) -> None:
    hall = room.sign_in()
    hall.get("my-victims/")
    with CaptureQueriesContext(connection) as few:
        hall.get("my-victims/")
    more_cases(room, 9)
    with CaptureQueriesContext(connection) as many:
        hall.get("my-victims/")

    assert len(many) == len(few)
