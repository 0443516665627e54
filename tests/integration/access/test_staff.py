"""The directory of staff: who is added, changed, away, back and gone; what is typed; how long a session lasts."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from pytest_django import DjangoAssertNumQueries

from tests.staff import FORCE, HALL, NAIR, REID, SHAW, a_member
from waypost.access.forces import NewForce, add_force
from waypost.access.models import AuditEvent, StaffMember
from waypost.access.queries import UnknownForce, directory, staff_member
from waypost.access.staff import (
    BadStaff,
    NewStaff,
    StaffChange,
    StaffExists,
    UnknownStaff,
    add_staff,
    change_staff,
    leave_staff,
    set_away,
    set_back,
)
from waypost.access.staff_commands import staff
from waypost.access.staff_rules import SESSION_IDLE, SESSION_LONGEST
from waypost.access.staff_sessions import begin_staff_session, end_staff_session, signed_in_staff
from waypost.access.values import OPERATOR, Staff, StaffRole
from waypost.base.scope import in_force
from waypost.base.values import ForceName

pytestmark = pytest.mark.django_db
NORTH = ForceName("northshire")


def noted() -> list[tuple[str, str, list[str]]]:
    with in_force(FORCE):
        rows = AuditEvent.objects.filter(action__startswith="staff.").order_by("id")
        return [(row.action, row.actor_id, row.fields) for row in rows]


def known(number: str) -> Staff:
    found = directory(FORCE).by_collar(number)
    assert found is not None
    return found


def test_who_is_added_is_in_the_directory_and_it_is_written_down(now: datetime) -> None:
    hall = a_member(HALL, now=now)

    assert known("4471") == hall
    assert (hall.name, hall.team, hall.deputy, hall.is_active) == ("PC Jo Hall", "North CID", "5128", True)
    assert noted() == [("staff.added", "operator", [hall.id])]


def test_no_name_stands_in_the_audit_log(now: datetime) -> None:
    a_member(HALL, now=now)
    change_staff("4471", force=FORCE, change=StaffChange(name="PC Jo Hall-West"), by=OPERATOR, now=now)

    assert "Hall" not in str(noted())


def test_a_collar_number_is_one_persons(now: datetime) -> None:
    a_member(HALL, now=now)

    with pytest.raises(StaffExists, match="4471"):
        a_member(HALL, now=now)


def test_a_collar_number_is_free_when_somebody_has_left(now: datetime) -> None:
    before = a_member(HALL, now=now)
    leave_staff("4471", force=FORCE, by=OPERATOR, now=now)

    assert not known("4471").is_active
    after = a_member(NewStaff("4471", "PC Kit Marsh", "South", frozenset({StaffRole.OFFICER})), now=now)

    assert known("4471") == after
    gone = staff_member(UUID(before.id), force=FORCE)
    assert gone is not None
    assert (gone.name, gone.is_active) == ("PC Jo Hall", False)


def test_only_what_is_given_is_changed(now: datetime) -> None:
    before = a_member(HALL, now=now)

    after = change_staff("4471", force=FORCE, change=StaffChange(team="South CID"), by=OPERATOR, now=now)

    assert (after.team, after.name, after.roles, after.deputy) == ("South CID", before.name, before.roles, "5128")
    assert noted()[-1] == ("staff.changed", "operator", [before.id, "team"])


def test_somebody_is_away_until_a_moment_and_back_before_it(now: datetime) -> None:
    a_member(HALL, now=now)

    away = set_away("4471", force=FORCE, until=now + timedelta(days=3), deputy="2210", by=OPERATOR, now=now)
    assert away.is_away(now + timedelta(days=2))
    assert not away.is_away(now + timedelta(days=3))
    assert away.deputy == "2210"

    back = set_back("4471", force=FORCE, by=OPERATOR, now=now)
    assert (back.away_until, back.deputy) == (None, "2210")
    assert [action for action, _, _ in noted()] == ["staff.added", "staff.away", "staff.back"]


def test_somebody_away_keeps_their_deputy_unless_another_is_named(now: datetime) -> None:
    a_member(HALL, now=now)

    away = set_away("4471", force=FORCE, until=now + timedelta(days=3), deputy=None, by=OPERATOR, now=now)

    assert away.deputy == "5128"


@pytest.mark.parametrize(
    "new",
    [
        NewStaff("", "A", "B", frozenset()),
        NewStaff("44 71", "A", "B", frozenset()),
        NewStaff("4" * 21, "A", "B", frozenset()),
        NewStaff("4471", " ", "B", frozenset()),
        NewStaff("4471", "A", "B" * 121, frozenset()),
        NewStaff("4471", "A", "B", frozenset(), deputy="4471"),
        NewStaff("4471", "A", "B", frozenset(), deputy="no number"),
    ],
)
def test_what_cannot_be_somebody_is_refused(new: NewStaff, now: datetime) -> None:
    with pytest.raises(BadStaff):
        a_member(new, now=now)
    assert directory(FORCE).staff == {}


def test_nobody_is_away_until_a_moment_that_has_passed(now: datetime) -> None:
    a_member(HALL, now=now)

    with pytest.raises(BadStaff):
        set_away("4471", force=FORCE, until=now, deputy=None, by=OPERATOR, now=now)


def test_who_is_not_there_cannot_be_changed(now: datetime) -> None:
    a_member(HALL, now=now)
    leave_staff("4471", force=FORCE, by=OPERATOR, now=now)

    with pytest.raises(UnknownStaff):
        set_back("4471", force=FORCE, by=OPERATOR, now=now)
    with pytest.raises(UnknownForce):
        add_staff(HALL, force=NORTH, by=OPERATOR, now=now)


def test_the_directory_is_one_statement_and_says_at_once_what_changed_in_the_same_moment(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_member(HALL, now=now)
    first = known("4471")
    with in_force(FORCE):
        with django_assert_num_queries(1):
            again = directory(FORCE)
        change_staff("4471", change=StaffChange(team="South CID"), force=FORCE, by=OPERATOR, now=now)
        with django_assert_num_queries(1):
            changed = directory(FORCE)

    assert again.by_collar("4471") == first
    assert changed.staff["4471"].team == "South CID"


def test_a_change_that_was_taken_back_is_not_in_the_directory(now: datetime) -> None:
    a_member(HALL, now=now)
    with transaction.atomic():
        change_staff("4471", change=StaffChange(team="South CID"), force=FORCE, by=OPERATOR, now=now)
        assert known("4471").team == "South CID"
        transaction.set_rollback(True)

    assert known("4471").team == "North CID"


def test_a_force_sees_its_own_staff_only(now: datetime) -> None:
    add_force(NewForce(NORTH, "Northshire Police"), now=now)
    hall = a_member(HALL, now=now)
    theirs = a_member(NAIR, now=now, force=NORTH)

    assert set(directory(FORCE).staff) == {"4471"}
    assert set(directory(NORTH).staff) == {"5128"}
    assert staff_member(UUID(theirs.id), force=FORCE) is None
    with in_force(NORTH):
        assert not StaffMember.objects.filter(pk=hall.id).exists()
    assert not StaffMember.objects.exists()


def test_the_database_lets_no_force_write_another_forces_staff(now: datetime) -> None:
    row = StaffMember(force=NORTH, collar_number="1", name="A", team="B", created_at=now, changed_at=now)

    with pytest.raises(DatabaseError), transaction.atomic(), in_force(FORCE):
        row.save(force_insert=True)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(staff, arguments)


def add_hall() -> Result:
    return run("add", "4471", "--force", "anyshire", "--name", "PC Jo Hall", "--team", "North CID",
               "--role", "officer", "--deputy", "5128", "--json")  # fmt: skip


def printed(result: Result) -> dict[str, object]:
    shown: dict[str, object] = json.loads(result.output)
    return shown


def test_staff_are_added_changed_and_listed_by_command() -> None:
    made = printed(add_hall())
    run("add", "C118", "--force", "anyshire", "--name", "Morgan Reid", "--team", "Records", "--role", "data_quality")
    changed = printed(run("set", "4471", "--force", "anyshire", "--role", "officer", "--role", "supervisor", "--json"))

    assert made | {"roles": ["officer", "supervisor"]} == changed
    assert [one["collar_number"] for one in json.loads(run("list", "--force", "anyshire", "--json").output)] == [
        "4471",
        "C118",
    ]
    assert "C118  Morgan Reid, Records (data_quality)" in run("list", "--force", "anyshire").output


def test_away_back_and_leave_are_said_by_command() -> None:
    add_hall()

    away = printed(run("away", "4471", "--force", "anyshire", "--until", "2099-07-01T14:00", "--json"))
    listed = run("list", "--force", "anyshire").output
    back = printed(run("back", "4471", "--force", "anyshire", "--json"))
    left = printed(run("leave", "4471", "--force", "anyshire", "--json"))

    assert away["away_until"] == "2099-07-01T13:00:00+00:00"
    assert "away until 01 Jul 2099 14:00; covered by 5128" in listed
    assert back["away_until"] is None
    assert left["is_active"] is False


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("back", "4471", "--force", "anyshire"), "nobody with collar number 4471"),
        (("list", "--force", "nowhere"), "no force nowhere"),
        (("set", "4471", "--force", "anyshire"), "nothing to change"),
        (("away", "4471", "--force", "anyshire", "--until", "soon"), "does not match"),
    ],
)
def test_what_is_typed_wrong_is_answered_with_a_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    result = run(*arguments)

    assert result.exit_code != 0
    assert sentence in result.output


def test_a_list_of_staff_is_loaded_and_loaded_again(tmp_path: Path, now: datetime) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(
        "collar_number,name,team,roles,deputy\n4471,PC Jo Hall,North CID,officer,5128\n"
        "2210,SGT Ali Shaw,North CID,officer supervisor,\nC118,Morgan Reid,Crime Records,data_quality,\n",
        encoding="utf-8",
    )
    a_member(SHAW, now=now)
    a_member(NewStaff("C118", "Morgan Reid", "Crime Records", REID.roles, deputy="2210"), now=now)
    a_member(NAIR, now=now)

    first = printed(run("load", str(file), "--force", "anyshire", "--json"))
    again = printed(run("load", str(file), "--force", "anyshire", "--json"))

    assert first == {"added": ["4471"], "changed": ["C118"], "unchanged": ["2210"]}
    assert again == {"added": [], "changed": [], "unchanged": ["4471", "2210", "C118"]}
    assert known("C118").deputy is None
    assert known("5128").is_active


@pytest.mark.parametrize(
    "text",
    [
        "number,name\n4471,Hall\n",
        "",
        "collar_number,name,team,roles,deputy\n4471,PC Jo Hall,North CID,chief,\n",
        "collar_number,name,team,roles,deputy\n5128,DC Priya Nair,North CID,officer,\n4471,,North CID,officer,\n",
    ],
)
def test_a_list_with_a_fault_adds_nobody(tmp_path: Path, text: str) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(text, encoding="utf-8")

    assert run("load", str(file), "--force", "anyshire").exit_code == 1
    assert directory(FORCE).staff == {}


def a_browser() -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore()
    return request


def test_a_session_knows_what_the_directory_says_now(now: datetime) -> None:
    browser = a_browser()
    begin_staff_session(browser, staff=a_member(HALL, now=now), now=now)

    change_staff("4471", force=FORCE, change=StaffChange(roles=SHAW.roles), by=OPERATOR, now=now)

    found = signed_in_staff(browser, now=now)
    assert found is not None
    assert found.roles == SHAW.roles


def test_a_session_that_is_used_lasts_for_a_shift_and_no_longer(now: datetime) -> None:
    browser = a_browser()
    begin_staff_session(browser, staff=a_member(HALL, now=now), now=now)
    moment, step = now, SESSION_IDLE - timedelta(seconds=1)

    while moment + step < now + SESSION_LONGEST:
        moment += step
        assert signed_in_staff(browser, now=moment) is not None

    assert signed_in_staff(browser, now=now + SESSION_LONGEST) is None


def test_a_session_that_nobody_uses_ends(now: datetime) -> None:
    browser = a_browser()
    begin_staff_session(browser, staff=a_member(HALL, now=now), now=now)

    assert signed_in_staff(browser, now=now + SESSION_IDLE) is None
    # It stays ended, also for a clock that is behind.
    assert signed_in_staff(browser, now=now) is None


def test_who_has_left_has_no_session(now: datetime) -> None:
    browser = a_browser()
    begin_staff_session(browser, staff=a_member(HALL, now=now), now=now)

    leave_staff("4471", force=FORCE, by=OPERATOR, now=now)

    assert signed_in_staff(browser, now=now) is None


def test_a_session_begins_empty_and_under_a_new_key(now: datetime) -> None:
    browser = a_browser()
    browser.session["of_somebody_before"] = "x"
    browser.session.save()
    before = browser.session.session_key

    begin_staff_session(browser, staff=a_member(HALL, now=now), now=now)
    browser.session.save()

    assert set(browser.session.keys()) == {"staff"}
    assert browser.session.session_key != before
    assert not SessionStore(before).load()


def test_a_session_holds_no_name(now: datetime) -> None:
    browser = a_browser()
    begin_staff_session(browser, staff=a_member(HALL, now=now), now=now)

    assert "Hall" not in str(dict(browser.session.items()))
    end_staff_session(browser)
    assert signed_in_staff(browser, now=now) is None


def test_the_directory_is_read_with_one_query(now: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for new in (HALL, NAIR, SHAW, REID):
        a_member(new, now=now)

    with in_force(FORCE), django_assert_num_queries(1):
        assert len(directory(FORCE).staff) == 4
