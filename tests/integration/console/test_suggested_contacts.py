"""A contact that the record may hold in the wrong field: shown with a button, and never confirmed by other words."""

from datetime import datetime

import pytest

from tests.integration.console.desk import Room, item_now, signed_in
from tests.integration.worklist.test_same_people import Desk
from tests.integration.worklist.test_same_people import said as of_contact
from tests.snapshots import ALLOCATED, FORCE
from tests.staff import REID
from waypost.cases.queries import delivery_facts
from waypost.worklist.models import Item
from waypost.worklist.operations import mend
from waypost.worklist.values import ItemState

pytestmark = pytest.mark.django_db


def suggested(room: Room) -> Item:
    """Let the victim's number stand in their name, and return what is asked about it."""
    person = {**ALLOCATED["people"][0], "family_name": "Sample 07700 900123", "contact": {}}
    room.world.change(people=[person], appointments=[])
    mend([room.world.case_id], force=FORCE, now=room.now)
    (item,) = room.world.open_records()
    return item


def mobile(room: Room) -> str | None:
    facts = delivery_facts([room.world.person_id], force=FORCE)[room.world.person_id]
    return facts.person.contact.mobile


def test_a_button_confirms_the_contact_that_is_named_beside_it(room: Room) -> None:
    item = suggested(room)
    officer = room.sign_in()
    page = officer.get(f"item/{item.id}/")
    assert "1. +447700900123, as their mobile number" in page.words
    assert 'name="note" value="use 1"' in page.html

    answer = officer.post(f"item/{item.id}/done/", note="use 1")

    assert "The contact is confirmed." in officer.follow(answer.location.removeprefix("/staff/")).words
    assert mobile(room) == "+447700900123"


@pytest.mark.parametrize(("note", "said"), [("same", "count as one person"), ("Done.", "The two count as two")])
def test_what_was_said_of_two_people_is_said_again(now: datetime, note: str, said: str) -> None:
    desk = Desk(now)
    for reference in ("A", "B"):
        desk.record(reference, of_contact(mobile="07700 900001"))
    (item,) = desk.look("A", "B")
    clerk = signed_in(now, REID)
    assert "Or they are two people" in clerk.get(f"item/{item.id}/").words

    answer = clerk.post(f"item/{item.id}/done/", note=note)

    assert said in clerk.follow(answer.location.removeprefix("/staff/")).words


def test_whoever_answers_in_other_words_reads_that_nothing_was_confirmed(room: Room) -> None:
    item = suggested(room)
    officer = room.sign_in()

    answer = officer.post(f"item/{item.id}/done/", note="Yes, it is hers.")

    said = officer.follow(answer.location.removeprefix("/staff/")).words
    assert "No contact was confirmed: what Waypost suggested is not used." in said
    assert (item_now(item.id).state, mobile(room)) == (ItemState.DONE, None)
