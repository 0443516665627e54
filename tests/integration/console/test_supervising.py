"""The pages of who answers for a team, and the handover of somebody who leaves."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.desk import STRANGER, Browser, Room, audit, item_now
from tests.integration.console.test_my_victims import more_cases
from tests.snapshots import ALLOCATED, FORCE
from tests.staff import HALL, NAIR, SHAW, a_member
from waypost.access.queries import directory
from waypost.access.staff import NewStaff, leave_staff
from waypost.access.values import OPERATOR, StaffRole
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.models import Case
from waypost.duties.models import ClockRow
from waypost.duties.operations import run_clocks
from waypost.messages.models import Message
from waypost.messages.operations import write_to_officer
from waypost.worklist.answering_queries import AnsweredBy, who_answers
from waypost.worklist.operations import follow_directory
from waypost.worklist.operations.handing_over import hand_over
from waypost.worklist.values import Desk, ItemKind

pytestmark = pytest.mark.django_db
PAGES = ("team/", "team/clocks/", "team/held/")


@pytest.fixture
def shaw(room: Room) -> Browser:
    return room.sign_in(SHAW)


def member(number: str) -> str:
    found = directory(FORCE).by_collar(number)
    assert found is not None
    return found.id


def write(room: Room, count: int = 1) -> None:
    for _ in range(count):
        write_to_officer(room.world.person_id, text="Is there news?", waypost_id=uuid4(), force=FORCE, now=room.now)


def answers(room: Room) -> AnsweredBy | None:
    world = room.world
    return who_answers(world.person_id, case_id=CaseId(world.case_id), force=FORCE, now=room.now)


@pytest.mark.parametrize("path", PAGES)
def test_an_officer_has_no_page_of_a_team_and_a_team_without_work_reads_so(room: Room, path: str) -> None:
    assert room.sign_in(HALL).get(path).status == 403

    other = NewStaff("2299", "SGT Bo Lark", "South CID", frozenset({StaffRole.SUPERVISOR}))
    page = room.sign_in(other).get(path)

    assert page.status == 200
    assert ALLOCATED["reference"] not in page.words


def test_who_waits_for_an_answer_is_shown_with_who_has_it(room: Room, shaw: Browser) -> None:
    room.sign_in(HALL)
    write(room)

    assert 'href="/staff/threads/?whose=team"' in shaw.get("team/").html
    page = shaw.get("threads/?whose=team")

    assert ALLOCATED["reference"] in page.words
    assert "PC Jo Hall (4471)" in page.words
    assert shaw.get("team/unanswered/").status == 404


def test_workload_is_a_table_and_a_plot_that_says_the_same_without_a_style(room: Room, shaw: Browser) -> None:
    room.sign_in(HALL)
    room.call()
    room.call(matter="2", kind=ItemKind.CONFIRM, draft="Words.")

    page = shaw.get("team/")

    assert "PC Jo Hall (4471) 1 1 0 0 0 1" in page.words
    assert "<svg" in page.html
    assert ' style="' not in page.html
    assert "The longest: PC Jo Hall (4471) 2." in page.words


def test_clocks_that_are_due_are_shown_by_duty_and_by_case(room: Room, shaw: Browser) -> None:
    run_clocks(FORCE, now=room.now)

    page = shaw.get("team/clocks/")

    assert page.status == 200
    assert "Clocks of my team" in page.words


def a_clock(room: Room, number: int) -> ClockRow:
    return ClockRow(
        force=FORCE, case_id=room.world.case_id, person_id=room.world.person_id, person_ref="p1", duty="D02",
        item=f"x{number}", event_number=1, event_at=room.now, received_at=room.now, starts_at=room.now, enhanced=False,
        due_at=room.now - timedelta(hours=number // 2 + 1), state="running", team="North CID", month=room.now.date(),
    )  # fmt: skip


def rows_of(page: str, table: str) -> int:
    return page.partition(f'id="{table}"')[2].partition("</table>")[0].count('<th scope="row"')


def test_clocks_are_read_page_by_page_each_list_by_itself(room: Room, shaw: Browser) -> None:
    with in_force(FORCE):
        ClockRow.objects.bulk_create(a_clock(room, number) for number in range(61))

    first = shaw.get("team/clocks/?soon=nonsense")
    (query,) = re.findall(r'href="(\?late=[^"]*)"', first.html)
    second = shaw.get(f"team/clocks/{query}")

    assert (rows_of(first.html, "late"), rows_of(second.html, "late")) == (50, 11)
    assert "Back to the first" in second.html
    assert "?late=" not in second.html
    assert rows_of(shaw.get("team/clocks/?late=2026-01-01T00:00:00%2B00:00~99999999999999999999").html, "late") == 50


def test_what_is_held_is_read_on_from_where_a_page_ended(room: Room, shaw: Browser) -> None:
    more_cases(room, 1)
    with in_force(FORCE):
        Case.objects.update(held=1)
        first, second = Case.objects.order_by("id").values_list("id", flat=True)
        ids = sorted(uuid4() for _ in range(52))
        Message.objects.bulk_create(
            Message(
                id=one, force=FORCE, case_id=first, person_id=room.world.person_id, template="t", template_version=1,
                channel="sms", trigger="crime.recorded", mode="A", message_class="service", state="held",
                reason="sealed", owner="supervisor", due_at=room.now, planned_at=room.now, state_at=room.now,
            )
            for one in ids
        )  # fmt: skip

    page = shaw.get("team/held/")
    (query,) = re.findall(r'href="(\?messages=[^"]*)"', page.html)
    assert (rows_of(page.html, "messages"), rows_of(page.html, "cases")) == (50, 2)
    page = shaw.get(f"team/held/{query}")
    assert (rows_of(page.html, "messages"), rows_of(page.html, "cases")) == (2, 2)
    page = shaw.get(f"team/held/?cases={first}")
    assert (rows_of(page.html, "messages"), rows_of(page.html, "cases")) == (50, 1)
    assert f"case/{second}/" in page.html


def test_the_number_of_queries_does_not_grow_with_what_is_shown(room: Room, shaw: Browser) -> None:
    room.sign_in(HALL)
    write(room)
    more_cases(room, 1)
    few, many = [], []
    for path in PAGES:
        shaw.get(path)
        with CaptureQueriesContext(connection) as seen:
            shaw.get(path)
        few.append(len(seen))
    write(room, 3)
    more_cases(room, 8)
    for path in PAGES:
        with CaptureQueriesContext(connection) as seen:
            shaw.get(path)
        many.append(len(seen))

    assert many == few


def test_of_a_sealed_case_a_list_names_nothing_to_who_is_not_named_in_it(room: Room, shaw: Browser) -> None:
    other = room.sign_in(NewStaff("2299", "SGT Bo Lark", "North CID", frozenset({StaffRole.SUPERVISOR})))
    write(room)
    assert ALLOCATED["reference"] in other.get("threads/?whose=team").words

    room.world.change(flags=["sealed"])

    assert ALLOCATED["reference"] not in "".join(other.get(path).words for path in (*PAGES, "threads/?whose=team"))
    # She is the supervisor of the case.
    assert ALLOCATED["reference"] in shaw.get("threads/?whose=team").words


def test_five_unread_messages_of_who_is_disabled_are_all_in_the_team_and_the_victim_reads_so(room: Room) -> None:
    """T19."""
    shaw, nair = room.sign_in(SHAW), room.sign_in(NAIR)
    hall = room.sign_in(HALL)
    write(room, 5)
    assert answers(room) is AnsweredBy.OFFICER

    page = shaw.post(f"team/staff/{member('4471')}/hand-over/", to="5128", sure="yes")

    assert page.location == "/staff/team/"
    assert "5 open things" in shaw.get("team/").words
    assert hall.get("worklist/").status == 302
    assert nair.get("worklist/?whose=mine").html.count("Answer") >= 5
    assert answers(room) is AnsweredBy.COLLEAGUE
    (line,) = audit("staff.handed_over")
    assert line.fields == [member("4471"), member("5128")]


def test_who_left_without_a_deputy_leaves_their_messages_to_the_team(room: Room) -> None:
    a_member(replace(HALL, deputy=None), now=room.now)
    nair = room.sign_in(NAIR)
    room.world.change(supervisor=None)
    write(room, 5)

    leave_staff("4471", force=FORCE, by=OPERATOR, now=room.now)
    follow_directory(FORCE, now=room.now)

    assert nair.get("worklist/?whose=team").html.count("waypost-items__item") == 5
    assert answers(room) is AnsweredBy.TEAM


def test_nobody_hands_over_for_another_team_or_for_themselves_or_without_saying_so(room: Room, shaw: Browser) -> None:
    room.sign_in(HALL)
    room.sign_in(STRANGER)
    item = room.call()

    other = shaw.get(f"team/staff/{member('7001')}/hand-over/")
    own = shaw.get(f"team/staff/{member('2210')}/hand-over/")
    unsure = shaw.post(f"team/staff/{member('4471')}/hand-over/", to="2210")
    stranger = shaw.post(f"team/staff/{member('4471')}/hand-over/", to="7001", sure="yes")

    assert (other.status, own.status) == (404, 404)
    assert "Say that you know that they cannot sign in any more" in unsure.words
    assert "Choose somebody of the list" in stranger.words
    assert item_now(item).owner == "4471"


def test_whom_a_leaver_covered_is_covered_by_who_takes_over(room: Room) -> None:
    by = a_member(SHAW, now=room.now)
    a_member(NAIR, now=room.now)
    a_member(HALL, now=room.now)
    sealed = room.call()
    room.world.change(flags=["sealed"])

    hand_over("5128", to="2210", by=by, now=room.now)

    assert directory(FORCE).staff["4471"].deputy == "2210"
    assert item_now(sealed).at_desk in {None, Desk.SUPERVISOR}


def test_a_supervisor_notes_an_absence_of_the_team_for_a_day_to_come(room: Room, shaw: Browser) -> None:
    room.sign_in(HALL)
    room.sign_in(NAIR)
    first, last = room.now + timedelta(days=3), room.now + timedelta(days=5)
    path = f"team/staff/{member('4471')}/absence/"

    done = shaw.post(path, first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}", deputy="5128")

    assert done.status == 302
    assert "PC Jo Hall is away from" in shaw.get(path).words
    away = directory(FORCE).staff["4471"]
    assert (away.is_away(room.now), away.is_away(room.now + timedelta(days=4))) == (False, True)
    shaw.post(path, do="back")
    assert directory(FORCE).staff["4471"].away_until is None


def test_an_officer_notes_their_own_absence_and_slips_are_said(room: Room) -> None:
    hall = room.sign_in(HALL)
    room.sign_in(NAIR)
    yesterday = room.now - timedelta(days=1)

    wrong = hall.post("absence/", first="", last=f"{yesterday:%d/%m/%Y}", deputy="5128")
    nonsense = hall.post("absence/", first="soon", last="later", deputy="")
    hall.post("absence/", first="", last=f"{room.now + timedelta(days=2):%d.%m.%Y}", deputy="5128")

    assert wrong.title == "Error: Absence and cover – Waypost"
    assert "The last day cannot come before the first, or before today" in wrong.words
    assert "Enter a day like 4/12/2026" in nonsense.words
    assert directory(FORCE).staff["4471"].is_away(room.now)
    assert "I am back" in hall.get("absence/").words
