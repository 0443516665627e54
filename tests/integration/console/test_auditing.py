"""The auditor's pages: what they show, what they write down, and that nobody else opens them."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.desk import Browser, Room, audit, signed_in
from tests.snapshots import ALLOCATED, FORCE
from tests.staff import HALL, NAIR
from waypost.access.alarms import raise_glass_alarm, raise_many_cases_alarm
from waypost.access.audit import record_audit
from waypost.access.case_reasons import give_reason
from waypost.access.permissions import Action
from waypost.access.queries import directory
from waypost.access.staff import NewStaff
from waypost.access.values import Actor, ActorKind, Staff, StaffRole
from waypost.base.values import CaseId
from waypost.console.auditing import queries

pytestmark = pytest.mark.django_db
AUDITOR = NewStaff("A001", "Ines Marsh", "Audit", frozenset({StaffRole.AUDITOR}))
REFERENCE = ALLOCATED["reference"]
PAGES = ("audit/", "audit/log.csv", "audit/alarms/")


def looked(member: Staff, *, at: datetime, case_id: CaseId | None, fields: tuple[str, ...] = ("person",)) -> None:
    record_audit(Action.STAFF_ITEM_VIEWED, by=member.actor, force=FORCE, now=at, case_id=case_id, fields=fields)


def member(collar_number: str) -> Staff:
    found = directory(FORCE).by_collar(collar_number)
    assert found is not None
    return found


@pytest.fixture
def auditor(room: Room) -> Browser:
    return room.sign_in(AUDITOR)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_but_an_auditor_opens_them(room: Room, page: str) -> None:
    supervisor = NewStaff("2210", "SGT Ali Shaw", "North CID", frozenset(StaffRole) - {StaffRole.AUDITOR})

    assert room.sign_in(supervisor).get(page).status == 403
    assert len(audit(Action.STAFF_PAGE_REFUSED)) == 1


def test_the_log_is_found_by_person_case_action_and_day(room: Room, auditor: Browser, now: datetime) -> None:
    room.sign_in(HALL)
    room.sign_in(NAIR)
    case_id = room.world.case_id
    looked(member("4471"), at=now, case_id=case_id)
    looked(member("5128"), at=now - timedelta(days=30), case_id=None, fields=("person", "contact_plan"))
    long_ago = f"{now - timedelta(days=31):%d/%m/%Y}"

    usual = auditor.get("audit/")
    of_hall = auditor.get("audit/?person=4471&action=staff.item_viewed")
    of_nobody = auditor.get("audit/?person=9999")
    of_case = auditor.get(f"audit/?case={REFERENCE}")
    of_no_case = auditor.get("audit/?case=99NONE/1/26")
    before = auditor.get(f"audit/?person=5128&from={long_ago}&action=staff.item_viewed")
    by_action = auditor.get("audit/?action=staff.added")

    assert usual.status == 200
    assert "PC Jo Hall, 4471 Looked at an item of the worklist" in usual.words
    assert "contact plan" not in usual.words
    assert "PC Jo Hall, 4471" in of_hall.words
    assert REFERENCE in of_hall.words
    assert "Nothing of this kind" in of_nobody.words
    assert "PC Jo Hall" in of_case.words
    assert "Nothing of this kind" in of_no_case.words
    assert "DC Priya Nair, 5128 Looked at an item of the worklist person, contact plan" in before.words
    assert "Somebody at the command line Added a member of staff" in by_action.words


def test_each_look_at_the_log_is_a_line_of_it_and_holds_no_value_that_was_typed(auditor: Browser) -> None:
    auditor.get("audit/?person=4471&case=99AB&from=01/11/2026&to=02/11/2026")

    (line,) = audit(Action.AUDIT_VIEWED)
    assert line.fields == ["person", "case", "2026-11-01", "2026-11-02"]


def test_a_day_that_is_none_is_told_and_what_was_typed_elsewhere_is_kept(auditor: Browser) -> None:
    page = auditor.get("audit/?person=4471&from=someday")

    assert page.status == 200
    assert page.title.startswith("Error: ")
    assert "Enter a day like 20/11/2026" in page.words
    assert 'value="4471"' in page.html


def test_the_log_is_paged_and_no_line_is_lost_between_two_pages(
    room: Room, auditor: Browser, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    room.sign_in(HALL)
    for number in range(5):
        # Two at the same moment: the id decides.
        looked(member("4471"), at=now - timedelta(minutes=number // 2), case_id=None, fields=(f"part{number}",))
    path, seen = "audit/?person=4471&action=staff.item_viewed", []
    while path:
        page = auditor.get(path)
        seen += [word for word in page.words.split() if word.startswith("part")]
        path = (
            f"audit/{page.html.split(chr(34) + ' rel=')[0].rsplit(chr(34), 1)[1].replace('&amp;', '&')}"
            if ('rel="next"' in page.html)
            else ""
        )

    assert sorted(seen) == [f"part{number}" for number in range(5)]
    assert len(seen) == 5


def test_the_file_holds_the_same_lines_safe_for_a_spreadsheet_and_taking_it_is_written_down(
    room: Room, auditor: Browser, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.sign_in(NewStaff("4471", "=cmd|' /C calc'!A0", "North CID", frozenset({StaffRole.OFFICER})))
    looked(member("4471"), at=now, case_id=room.world.case_id)

    answer = auditor.client.get("/staff/audit/log.csv?person=4471&action=staff.item_viewed")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    looked(member("4471"), at=now, case_id=None)
    monkeypatch.setattr(queries, "MOST_EXPORTED", 1)
    refused = auditor.get("audit/log.csv?person=4471&action=staff.item_viewed")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-')
    assert [(row["who"], row["case"], row["action"], row["collar_number"]) for row in rows] == [
        ("'=cmd|' /C calc'!A0, 4471", REFERENCE, "staff.item_viewed", "4471")
    ]
    assert (refused.status, "Choose fewer days" in refused.words) == (400, True)
    taken, not_taken = audit(Action.AUDIT_EXPORTED)
    assert taken.fields[:3] == ["1 lines", "person", "action"]
    assert not_taken.fields[0] == "refused"


def test_it_is_shown_what_one_person_looked_at_and_who_looked_at_one_case(
    room: Room, auditor: Browser, now: datetime
) -> None:
    room.sign_in(HALL)
    case_id = room.world.case_id
    hall = member("4471")
    looked(hall, at=now, case_id=case_id)
    looked(hall, at=now - timedelta(hours=2), case_id=case_id)
    record_audit(Action.CASE_VIEWED, by=Actor(ActorKind.VICTIM, "x"), force=FORCE, now=now, case_id=case_id)
    give_reason(case_id, reason="Asked to help by DI Cole", is_glass=False, by=hall, now=now)

    of_person = auditor.get(f"audit/person/{hall.id}/")
    of_case = auditor.get(f"audit/case/{case_id}/")

    assert f"{REFERENCE} " in of_person.words
    assert "Asked to help by DI Cole" in of_person.words
    assert of_person.html.count("<tr") == 2
    assert "PC Jo Hall, 4471" in of_case.words
    assert "A victim" in of_case.words
    assert "Asked to help by DI Cole" in of_case.words
    assert auditor.get("audit/person/0199a1b2-0000-7000-8000-000000000000/").status == 404
    assert [auditor.get(f"audit/case/{number}/").status for number in (987654321, 2**70)] == [404, 404]
    (line,) = [one for one in audit(Action.AUDIT_VIEWED) if one.case_id == case_id]
    assert line.fields == ["one_case"]


def test_an_alarm_is_marked_as_seen_once_and_by_nobody_about_themselves(room: Room, now: datetime) -> None:
    nosy = room.sign_in(NewStaff("4471", "PC Jo Hall", "North CID", frozenset({StaffRole.AUDITOR})))
    auditor = room.sign_in(AUDITOR)
    hall, case_id = member("4471"), room.world.case_id
    give_reason(case_id, reason="Asked to help by DI Cole", is_glass=True, by=hall, now=now)
    alarm_id = raise_glass_alarm(case_id, about=hall, now=now)
    assert raise_many_cases_alarm(alarm_id, cases=31, force=FORCE, now=now - timedelta(minutes=1))

    own = nosy.get("audit/alarms/")
    refused = nosy.post(f"audit/alarms/{alarm_id}/seen/")
    before = auditor.get("audit/alarms/")
    marked = auditor.post(f"audit/alarms/{alarm_id}/seen/")
    after = auditor.get("audit/alarms/")
    again = auditor.post(f"audit/alarms/{alarm_id}/seen/")

    assert own.html.count("Mark as seen") == 1, "only the one that is about somebody else"
    assert refused.status == 404
    assert before.words.count("Not seen yet") == 2
    assert "Opened a protected case from outside it" in before.words
    assert "Asked to help by DI Cole" in before.words
    assert "Opened 31 cases within an hour" in before.words
    assert marked.location == "/staff/audit/alarms/"
    assert "The alarm is marked as seen." in after.words
    assert "Seen Ines Marsh, A001" in after.words
    assert again.status == 302
    assert len(audit(Action.ALARM_SEEN)) == 1
    assert auditor.get(f"audit/alarms/{alarm_id}/seen/").location == "/staff/audit/alarms/"


def test_the_pages_ask_the_database_as_often_for_many_lines_as_for_one(
    room: Room, auditor: Browser, now: datetime
) -> None:
    room.sign_in(HALL)
    paths = ("audit/?action=staff.item_viewed", "audit/alarms/", f"audit/person/{member('4471').id}/")
    counts: list[list[int]] = []
    for more in (1, 6):
        for number in range(more):
            looked(member("4471"), at=now - timedelta(seconds=number), case_id=room.world.case_id)
            raise_glass_alarm(room.world.case_id, about=member("4471"), now=now - timedelta(seconds=number))
        counts.append([_queries(auditor, path) for path in paths])

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 24


def _queries(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(path).status == 200
    return len(caught)


def test_who_is_no_auditor_marks_no_alarm(room: Room, now: datetime) -> None:
    officer = signed_in(now, NAIR)
    alarm_id = raise_glass_alarm(room.world.case_id, about=member("5128"), now=now)

    assert officer.post(f"audit/alarms/{alarm_id}/seen/").status == 403
