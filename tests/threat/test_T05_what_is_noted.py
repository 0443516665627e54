"""T05: what is sealed is in no list, search or file; a reason opens one case to one person; the log stands as it is."""

import os
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.threat.world import HERE, NUMBER, Kind, World, canary, find, look
from waypost.access.audit_chain.rules import BreakKind
from waypost.access.audit_chain.sealing import seal
from waypost.access.audit_chain.verifying import Check, verify
from waypost.access.audit_queries import alarms
from waypost.access.case_reasons import HOLDS_FOR, give_reason
from waypost.access.models import CaseReason
from waypost.access.permissions import Action
from waypost.access.staff import StaffChange, change_staff
from waypost.access.values import OPERATOR, StaffRole
from waypost.base.scope import in_force
from waypost.worklist.models import Item
from waypost.worklist.values import OPENED_FROM_OUTSIDE

pytestmark = pytest.mark.django_db

WHY = "Asked by DI Sample to look at a linked robbery"
LISTS = (
    "worklist/?whose=all", "worklist/?whose=team", "worklist/?whose=mine&kind=call", "my-victims/", "team/",
    "team/clocks/", "team/unanswered/", "team/held/", "threads/?whose=all", "threads/?whose=team", "matters/",
    "hearings/", "hearings/changed/", "hearings/results/", "hearings/file/", "records/", "records/suggestions/",
    "records/same-people/", "records/set-aside/", "admin/log/?case=42260001004", "admin/log/messages.csv",
    "admin/recall/?kind=template&target=crime_recorded_adult", "admin/new/", "contactability/",
)  # fmt: skip
"""Addresses that ask for more than they show of themselves. The crawl has walked each as it is."""


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.AUDITOR])
def test_no_list_file_or_filter_names_a_sealed_case_however_it_is_asked_for(forces: World, role: StaffRole) -> None:
    sealed = forces.case(Kind.SEALED)
    for path in LISTS:
        got = look(forces, role, f"/staff/{path}")
        if got.status != 200:
            assert got.status in {403, 404}, path
            continue
        assert canary(HERE, Kind.SEALED) not in got.all, path
        # A filter says again what was typed into it.
        assert got.body.count(sealed.reference) <= path.count(sealed.reference), path
        assert len(got.lines) == 1, path


@pytest.mark.parametrize("typed", ["42260001004", "07700 900999", f"{canary(HERE, Kind.SEALED)}@example.org"])
def test_no_search_finds_a_sealed_case_and_one_line_says_that_it_was_looked_for(forces: World, typed: str) -> None:
    for role in (StaffRole.CALL_HANDLER, StaffRole.SUPERVISOR, StaffRole.OFFICER, StaffRole.WITNESS_CARE):
        got = find(forces, role, typed)
        nothing = find(forces, role, typed.replace("1004", "9876").replace("0999", "0876").replace("Wren", "Robin"))
        assert f"/case/{forces.case(Kind.SEALED).case_id}/" not in got.body
        assert [line.action for line in got.lines] == [Action.STAFF_SEARCHED]
        assert typed not in str([line.fields for line in got.lines])
        assert got.body.count("<li") == nothing.body.count("<li"), "it reads like what was never there"


def test_a_search_shows_masked_whom_its_reader_may_not_open(forces: World) -> None:
    got = find(forces, StaffRole.OFFICER, NUMBER)

    found = got.body.partition('id="results"')[2]
    assert f"/staff/case/{forces.case(Kind.THEIRS).case_id}/" in found
    assert "Amina" not in found
    # Protected, of another team, and no officer breaks the glass.
    assert f"/staff/case/{forces.case(Kind.FLAGGED).case_id}/" not in found


@pytest.mark.parametrize("kind", [Kind.FLAGGED, Kind.SEALED])
def test_the_glass_is_not_broken_without_a_reason_and_with_one_it_is_heard(forces: World, kind: Kind) -> None:
    made = forces.case(kind)
    case, reason = f"/staff/case/{made.case_id}/", f"/staff/case/{made.case_id}/reason/"
    for typed in ("", "work", " . " * 20):
        asked = look(forces, StaffRole.SUPERVISOR, reason, post={"reason": typed})
        assert asked.status == 200
        assert made.canary not in asked.all
        assert look(forces, StaffRole.SUPERVISOR, case).status == 302
    for role in StaffRole:
        if role is not StaffRole.SUPERVISOR:
            assert look(forces, role, reason, post={"reason": WHY}).status in {302, 403, 404}
    with in_force(HERE):
        assert not CaseReason.objects.filter(is_glass=True).exists()
    assert alarms(after=None, size=9, force=HERE) == []

    look(forces, StaffRole.SUPERVISOR, reason, post={"reason": WHY})

    (alarm,) = alarms(after=None, size=9, force=HERE)
    assert (str(alarm.staff_id), alarm.case_id) == (forces.staff[StaffRole.SUPERVISOR].id, made.case_id)
    with in_force(HERE):
        told = Item.objects.filter(reason=OPENED_FROM_OUTSIDE, case_id=made.case_id)
        assert forces.keeper(kind).collar_number in {row.owner for row in told}
    assert made.canary in look(forces, StaffRole.SUPERVISOR, case).body
    # One case, and one person.
    other = Kind.SEALED if kind is Kind.FLAGGED else Kind.FLAGGED
    assert look(forces, StaffRole.SUPERVISOR, f"/staff/case/{forces.case(other).case_id}/").status == 302
    assert look(forces, StaffRole.OFFICER, case).status == 404


def test_what_was_opened_for_a_reason_is_shut_when_the_role_is_lost_or_the_shift_is_over(forces: World) -> None:
    made = forces.case(Kind.SEALED)
    case = f"/staff/case/{made.case_id}/"
    long_ago = forces.now - HOLDS_FOR - timedelta(seconds=1)
    give_reason(made.case_id, reason=WHY, is_glass=True, by=forces.staff[StaffRole.SUPERVISOR], now=long_ago)
    assert look(forces, StaffRole.SUPERVISOR, case).status == 302
    look(forces, StaffRole.SUPERVISOR, f"{case}reason/", post={"reason": WHY})
    assert look(forces, StaffRole.SUPERVISOR, case).status == 200

    change_staff(
        forces.staff[StaffRole.SUPERVISOR].collar_number, force=HERE,
        change=StaffChange(roles=frozenset({StaffRole.OFFICER, StaffRole.CALL_HANDLER})), by=OPERATOR, now=forces.now,
    )  # fmt: skip

    assert look(forces, StaffRole.SUPERVISOR, case).status == 404


@pytest.mark.parametrize("statement", ["UPDATE {} SET force = force", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["access_audit_event", "access_audit_seal"])
def test_the_app_can_neither_change_nor_delete_a_line_of_the_log(forces: World, statement: str, table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert forces.cases


def test_whoever_changes_a_line_as_the_owner_of_the_database_is_found_out(forces: World) -> None:
    seal(HERE, now=forces.now)
    check = Check(HERE, (), forces.now, progress=lambda _: None)
    assert verify(check).breaks == []
    change = "UPDATE access_audit_event SET actor_id = %s WHERE id = %s"
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET lock_timeout = '5s'")
        owner.execute("SELECT set_config('waypost.force', %s, false)", [HERE])
        line = owner.execute("SELECT id, actor_id FROM access_audit_event ORDER BY id LIMIT 1").fetchone()
        assert line is not None
        owner.execute(change, ["another", line[0]])
        found = verify(check).breaks
        owner.execute(change, [line[1], line[0]])

    assert [(one.kind, one.line) for one in found] == [(BreakKind.LINE_CHANGED, line[0])]
    assert verify(check).breaks == []


def test_of_whom_an_announcement_was_foreseen_is_written_down(forces: World) -> None:
    made = forces.case(Kind.THEIRS)
    typed = {"once": str(uuid4()), "why": "A list was lost", "references": made.reference}

    got = look(forces, StaffRole.ADMINISTRATOR, "/staff/announcements/breach/", post=typed)

    assert got.status == 200
    assert made.canary not in got.all
    assert [line.fields for line in got.lines] == [[f"case:{made.case_id}"]]
