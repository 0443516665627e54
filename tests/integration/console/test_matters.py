"""Complaints and reviews on the staff pages: taken down by who has the caller, decided by a supervisor."""

import re
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.desk import STRANGER, Browser, Room, audit, item_now
from tests.snapshots import FORCE
from tests.staff import HALL, SHAW, a_member
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.cases.models import TimelineEvent
from waypost.worklist.matters.operations import record_matter
from waypost.worklist.matters.queries import matters_of_case
from waypost.worklist.matters.values import CameBy, MatterKind, MatterLine, NewMatter
from waypost.worklist.models import Item

pytestmark = pytest.mark.django_db
CHRIS = NewStaff("H301", "Chris Lane", "Contact Centre", frozenset({StaffRole.CALL_HANDLER}))
WORDS = "Nobody has called me back, and I am made up."


def record_page(room: Room) -> str:
    return f"case/{room.world.case_id}/matter/"


def record(room: Room, browser: Browser, **fields: str) -> str:
    """Send the form as somebody filled it in; return its id."""
    day = room.now.astimezone(LONDON).date()
    once = str(uuid4())
    typed = {
        "once": once,
        "kind": "complaint",
        "person": str(room.world.person_id),
        "came_by": "phone",
        "received_on": f"{day.day}/{day.month}/{day.year}",
        "text": WORDS,
    }
    typed = {**typed, **fields}
    browser.post(record_page(room), **typed)
    return typed["once"]


def recorded(room: Room) -> Sequence[MatterLine]:
    return matters_of_case(room.world.case_id, force=FORCE)


def told(kind: str) -> int:
    with in_force(FORCE):
        return TimelineEvent.objects.filter(force=FORCE, kind=kind).count()


def test_a_complaint_on_the_phone_is_taken_down_once_and_its_words_are_not_on_the_case(room: Room) -> None:
    handler = room.sign_in(CHRIS)
    form = handler.get(record_page(room))

    once = record(room, handler)
    record(room, handler, once=once)

    assert "The time to answer runs from this day." in form.words
    assert [one.kind for one in recorded(room)] == [MatterKind.COMPLAINT]
    assert told("complaint.received") == 1
    page = handler.get(f"case/{room.world.case_id}/").words
    assert "Complaint recorded. The person is told that we have the complaint" in page
    assert "Complaint, came in on" in page
    assert WORDS not in page


def test_what_is_left_out_is_asked_for_and_nothing_is_kept(room: Room) -> None:
    page = room.sign_in(CHRIS).post(record_page(room), once=str(uuid4()), received_on="soon")

    assert page.title.startswith("Error: ")
    for asked in ("Choose what it is", "Choose who asks", "Enter a day like 20/11/2026", "Write down what they say"):
        assert asked in page.words
    assert recorded(room) == []


def test_a_supervisor_acknowledges_decides_and_closes_it(room: Room) -> None:
    once = record(room, room.sign_in(CHRIS))
    supervisor = room.sign_in(SHAW)
    listed, path = supervisor.get("matters/").words, f"{record_page(room)}{once}/"
    first = supervisor.get(path).words

    supervisor.post(f"{path}acknowledge/")
    too_soon = supervisor.get(f"{path}close/").words
    blank = supervisor.post(f"{path}decide/").words
    supervisor.post(f"{path}decide/", finding="upheld", found="We were too slow.")
    supervisor.post(f"{path}close/", ending="told")

    assert "Complaint" in listed
    assert "Acknowledge by" in listed
    assert WORDS in first
    assert "(as far as we know; not checked)" in first
    assert "No figure is published" in first
    assert "They have been told the answer" not in too_soon
    assert "Choose what you decide" in blank
    assert "Write down what was found" in blank
    assert told("complaint.decided") == 1
    last = supervisor.get(path).words
    assert "Nothing is left to do." in last
    assert "We were too slow." in last
    assert "Nothing is open here." in supervisor.get("matters/").words
    assert {one.case_id for one in audit("matter.viewed")} == {room.world.case_id}


def test_the_item_is_answered_on_its_own_page_alone(room: Room) -> None:
    record(room, room.sign_in(CHRIS))
    supervisor = room.sign_in(SHAW)
    with in_force(FORCE):
        item_id: UUID = Item.objects.get(reason="matter").id

    page = supervisor.get(f"item/{item_id}/").words
    refused = supervisor.post(f"item/{item_id}/done/", note="Done.").words

    assert "Acknowledge or decide a complaint or review" in page
    assert "This is answered on the page of the complaint or review itself." in refused
    assert item_now(item_id).state == "open"


@pytest.mark.parametrize("who", [HALL, CHRIS])
def test_who_does_not_decide_does_not_read_it(room: Room, who: NewStaff) -> None:
    browser = room.sign_in(who)
    once = record(room, browser)
    path = f"{record_page(room)}{once}/"

    assert browser.get(path).status == browser.get("matters/").status == 403
    assert browser.post(f"{path}decide/", finding="upheld", found="Yes.").status == 403
    assert told("complaint.decided") == 0


def test_a_supervisor_of_another_team_is_not_shown_it_and_needs_a_reason(room: Room) -> None:
    once = record(room, room.sign_in(CHRIS))
    other = room.sign_in(NewStaff("9001", "SGT Lee Sample", "South CID", frozenset({StaffRole.SUPERVISOR})))

    assert "Nothing is open here." in other.get("matters/").words
    assert "/reason/" in other.get(f"{record_page(room)}{once}/").location
    assert other.post(f"{record_page(room)}{once}/acknowledge/").status == 404
    assert room.sign_in(STRANGER).post(record_page(room)).status == 404


def test_one_of_another_case_is_not_found(room: Room) -> None:
    page = room.sign_in(SHAW).get(f"{record_page(room)}{uuid4()}/")

    assert page.status == 404
    assert audit("staff.case_refused")[-1].case_id == room.world.case_id


def test_the_list_takes_the_same_number_of_queries_however_much_is_open(room: Room) -> None:
    supervisor, world = room.sign_in(SHAW), room.world
    by, day = a_member(CHRIS, now=room.now), room.now.date()
    counts = []
    for more in (1, 4):
        for _ in range(more):
            new = NewMatter(
                uuid4(), world.case_id, world.person_id, MatterKind.REVIEW, CameBy.LETTER, day, "A made-up letter."
            )
            record_matter(new, by=by, now=room.now)
        supervisor.get("matters/")
        with CaptureQueriesContext(connection) as queries:
            page = supervisor.get("matters/")
        counts.append(len(queries))

    assert len(re.findall(r"Request for a review", page.words)) >= 5
    assert counts[0] == counts[1]
