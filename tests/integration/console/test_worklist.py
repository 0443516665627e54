"""The list of what must be done: who sees what, in which order, and what it does not say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from tests.integration.console.desk import MEND, RECORDS, STRANGER, Room, audit
from tests.snapshots import ALLOCATED
from tests.staff import HALL, NAIR, REID, SHAW
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole
from waypost.console.queries import PAGE_SIZE
from waypost.worklist.values import Desk, ItemKind

pytestmark = pytest.mark.django_db
REFERENCE = ALLOCATED["reference"]
WRITER = NewStaff("C200", "Lou Page", "Content", frozenset({StaffRole.CONTENT_EDITOR}))


def test_the_first_page_of_staff_is_the_worklist(room: Room) -> None:
    assert room.sign_in().get("").location == "/staff/worklist/"


def test_somebody_who_has_not_signed_in_is_led_to_the_door(room: Room) -> None:
    answer = Client().get("/staff/worklist/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/sign-in?next=%2Fstaff%2Fworklist%2F")


def test_an_officer_sees_what_is_asked_why_by_when_and_whose_it_is(room: Room) -> None:
    room.mend(due_at=room.now + timedelta(hours=2))

    page = room.sign_in().get("worklist/")

    assert page.title == "My work – Waypost"
    assert f"Put a record right, {REFERENCE}" in page.words
    assert "There is no contact on record that this message can safely be sent to." in page.words
    assert "When Due " in page.words
    assert f"Whose task {HALL.name} (4471)" in page.words
    assert "Who The victim" in page.words


def test_the_list_names_no_victim_and_no_offence(room: Room) -> None:
    room.mend()

    page = room.sign_in().get("worklist/?whose=all")

    for telling in ("Amina", "Madeup", "07700", "example.org", "Theft", "Burglary"):
        assert telling not in page.html


def test_what_is_due_first_comes_first(room: Room) -> None:
    room.mend(due_at=room.now + timedelta(hours=9))
    room.call(due_at=room.now - timedelta(hours=1))

    page = room.sign_in().get("worklist/")

    assert page.words.index("Make a call,") < page.words.index("Put a record right,")
    assert "Overdue by 1 hour" in page.words


def test_mine_is_what_i_have_and_what_i_cover_and_my_team_is_the_rest(room: Room) -> None:
    room.mend()
    nair = room.sign_in(NAIR)

    assert "You have nothing to do here now." in nair.get("worklist/").words
    assert "Put a record right," in nair.get("worklist/?whose=team").words
    assert "Put a record right," in nair.get("worklist/?whose=all").words


def test_a_supervisor_sees_officers_work_of_other_teams_but_not_as_their_teams(room: Room) -> None:
    room.mend()
    south = room.sign_in(replace(SHAW, team="South CID"))

    assert "Put a record right," in south.get("worklist/?whose=all").words
    assert "Your team has nothing to do here now." in south.get("worklist/?whose=team").words


def test_an_officer_of_another_team_sees_nothing_of_it(room: Room) -> None:
    room.mend()

    stranger = room.sign_in(STRANGER)

    assert "There is nothing to do here now." in stranger.get("worklist/?whose=all").words
    assert REFERENCE not in stranger.get("worklist/?whose=team").html


def test_a_desk_sees_its_own_work_first_and_no_officers(room: Room) -> None:
    room.mend(**RECORDS)
    room.call()

    page = room.sign_in(REID).get("worklist/")

    assert page.title == "All work that I may see – Waypost"
    assert "Put a record right," in page.words
    assert "Make a call," not in page.words


def test_nobody_but_owner_and_supervisor_sees_what_is_about_a_sealed_case(room: Room) -> None:
    room.mend()
    room.world.change(flags=["sealed"])

    assert REFERENCE not in room.sign_in(NAIR).get("worklist/?whose=all").html
    assert REFERENCE in room.sign_in(SHAW).get("worklist/?whose=all").html


def test_filters_leave_what_was_asked_for(room: Room) -> None:
    room.mend()
    room.call(due_at=room.now - timedelta(hours=1))
    officer = room.sign_in()

    calls = officer.get("worklist/?whose=mine&kind=call").words
    overdue = officer.get("worklist/?whose=mine&due=overdue").words
    none = officer.get("worklist/?whose=mine&kind=reply").words

    assert "Make a call," in calls
    assert "Put a record right," not in calls
    assert "Make a call," in overdue
    assert "Put a record right," not in overdue
    assert "There is nothing of this kind now." in none


def test_a_long_list_has_pages_and_each_item_stands_on_one(room: Room) -> None:
    for number in range(PAGE_SIZE + 3):
        room.mend(matter=f"matter {number}", due_at=room.now + timedelta(minutes=number // 2))
    officer = room.sign_in()

    first = officer.get("worklist/")
    rest = first.html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = officer.get(f"worklist/{rest}")

    shown = [page.words.count("Put a record right,") for page in (first, second)]
    assert shown == [PAGE_SIZE, 3]
    assert "Back to the most urgent" in second.words
    assert "Next" not in second.words


def test_an_address_that_was_tampered_with_shows_the_first_page(room: Room) -> None:
    room.mend()

    page = room.sign_in().get("worklist/?after=%27;--&whose=x&kind=%00")

    assert page.status == 200
    assert "Put a record right," in page.words


def test_every_look_is_written_down_with_what_was_seen(room: Room) -> None:
    item_id = room.mend()

    room.sign_in().get("worklist/")

    looks = audit("staff.worklist_viewed")
    assert [(look.actor_kind, look.fields) for look in looks] == [("staff", [str(item_id)])]


def test_a_force_matter_without_a_case_is_the_content_teams(room: Room) -> None:
    nobody = {"case_id": None, "person_id": None, "person_ref": "", "desk": Desk.CONTENT, "kind": ItemKind.MEND}
    room.world.open(**{**MEND, **nobody, "reason": "no_template", "matter": "no_template x"})

    page = room.sign_in(WRITER).get("worklist/")

    assert "There is no live text for this message in this channel." in page.words
    assert "Whose task Content team" in page.words
