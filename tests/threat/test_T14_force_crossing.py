"""
T14: two forces hold the same reference, the same victim and the same number, and neither sees anything of the other.

Each of their words says whose it is: one of the other force in any answer is a leak.
"""

import os
from typing import Any, LiteralString

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.threat.crawling import METHODS, addresses_of_staff, table_of
from tests.threat.world import HERE, NAMED, NUMBER, THERE, Kind, Look, World, find, look
from waypost.access.permissions import Permission
from waypost.access.values import StaffRole
from waypost.base.scope import in_force
from waypost.messages.models import Message
from waypost.worklist.models import Item

pytestmark = pytest.mark.django_db

WIDEST = "everything"
_WALLED = (
    "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'force'"
    " WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND c.relforcerowsecurity ORDER BY c.relname"
)
_HAS_ROWS = "SELECT EXISTS (SELECT FROM {table})"
_HAS_OTHERS = "SELECT EXISTS (SELECT FROM {table} WHERE force <> {force})"
_FORCE = "SELECT coalesce(current_setting('waypost.force', true), '')"


def of_here(world: World, got: Look) -> list[str]:
    """Return which words of this force somebody of the other was given."""
    return [made.canary for made in map(world.case, Kind) if made.canary in got.all]


def test_whoever_may_do_everything_elsewhere_finds_nothing_by_the_ids_of_here(forces: World) -> None:
    reached = 0
    for address in addresses_of_staff():
        if address.permission is Permission.ANYBODY:
            continue
        for kind in Kind if address.takes else (Kind.OURS,):
            made = forces.case(kind)
            path = address.filled(table_of(made, staff=forces.keeper(kind)))
            for post in METHODS:
                got = look(forces, WIDEST, path, post=post)
                said = f"{address.name} {kind} {post} {got.status}"
                assert of_here(forces, got) == [], said
                if address.is_of_case or "staff_id" in address.takes:
                    # A page that takes no forms says so before it looks whom it is about.
                    assert got.status in ({404} if address.is_of_case or post is None else {404, 405}), said
                    assert len(got.lines) == 1, said
                elif "item" in address.takes:
                    assert got.status in {302, 404, 405}, said
                reached += "otherton" in got.body
    assert reached > 5, "a crawl that sees nothing of its own force proves nothing"


def test_an_id_of_another_case_or_force_in_an_address_of_ones_own_is_not_found(forces: World) -> None:
    own = forces.case(Kind.OURS)
    others = [forces.case(Kind.THEIRS), forces.case(Kind.SEALED), forces.case(Kind.OURS, THERE)]
    with in_force(HERE):
        before = list(Message.objects.order_by("id").values_list("id", "state"))
    for other in others:
        table = table_of(own, staff=forces.keeper(Kind.OURS))
        wrong = table_of(other, staff=forces.keeper(Kind.OURS))
        for address in addresses_of_staff():
            inner = address.takes & {"message", "matter", "person", "person_id"}
            if not (address.is_of_case and inner):
                continue
            path = address.filled({**table, **{name: wrong[name] for name in inner}})
            # The widest of each kind of reach: her own case, and every case of the force.
            for who in (f"9003 {HERE}", StaffRole.WITNESS_CARE):
                for post in (None, {"sure": "yes", "why": "Because", "text": "Words", "message": str(other.written)}):
                    got = look(forces, who, path, post=post)
                    assert got.status in {302, 403, 404, 405}, (address.name, who, post, got.status)
                    assert other.canary not in got.all
    with in_force(HERE):
        assert list(Message.objects.order_by("id").values_list("id", "state")) == before
        assert not Item.objects.filter(state="refused").exists()


@pytest.mark.parametrize("typed", ["42260001001", NUMBER, "amina1@example.org", NAMED])
def test_the_same_person_is_found_in_ones_own_force_only(forces: World, typed: str) -> None:
    here, there = find(forces, StaffRole.CALL_HANDLER, typed), find(forces, WIDEST, typed)

    for got, own, other in ((here, HERE, THERE), (there, THERE, HERE)):
        assert f"/staff/case/{forces.case(Kind.OURS, own).case_id}/" in got.body
        for kind in Kind:
            assert f"/staff/case/{forces.case(kind, other).case_id}/" not in got.body
            assert forces.case(kind, other).canary not in got.all


@pytest.mark.parametrize("path", ["audit/log.csv", "admin/log/messages.csv", "hearings/file/"])
def test_a_file_holds_rows_of_ones_own_force_only(forces: World, path: str) -> None:
    got = look(forces, WIDEST, f"/staff/{path}")

    assert got.status == 200
    assert "text/csv" in got.headers
    assert len(got.lines) == 1
    assert len(got.body.splitlines()) > 1
    assert of_here(forces, got) == []
    for made in map(forces.case, Kind):
        assert str(made.message) not in got.body


def test_without_a_force_no_walled_table_has_a_row_and_with_one_none_of_another(forces: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WALLED)
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 30
        assert [name for name in tables if _asks(cursor, _HAS_ROWS, name)] == []
    filled = set()
    for force in (HERE, THERE):
        with in_force(force), connection.cursor() as cursor:
            assert [name for name in tables if _asks(cursor, _HAS_OTHERS, name, force)] == []
            filled |= {name for name in tables if _asks(cursor, _HAS_ROWS, name)}
    # What has no row would pass without a wall.
    assert {"cases_case", "cases_person", "cases_event", "messages_message", "worklist_item"} <= filled
    assert {"access_audit_event", "access_staff_member", "worklist_matter", "cases_hearing"} <= filled
    assert forces.cases


def test_without_the_wall_the_rows_are_there(forces: World) -> None:
    """What the last test would see if the policy of one table were gone: it is the wall that hides them."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY")
        (count,) = owner.execute("SELECT count(*) FROM cases_case").fetchone() or (0,)
        owner.rollback()

    assert count == len(forces.cases)


def test_a_connection_that_goes_from_hand_to_hand_carries_no_force_with_it(forces: World) -> None:
    """As behind a pool that lends a connection for one transaction: the next one begins with nothing."""
    count = "SELECT count(*), count(*) FILTER (WHERE force <> %s) FROM cases_case"
    with psycopg.connect(os.environ["DATABASE_URL"]) as pooled:
        for force, ends_well in ((HERE, True), (THERE, False), (HERE, False), (THERE, True)):
            pooled.execute("SELECT set_config('waypost.force', %s, true)", [force])
            assert pooled.execute(count, [force]).fetchone() == (len(Kind), 0)
            pooled.commit() if ends_well else pooled.rollback()
            assert pooled.execute(_FORCE).fetchone() == ("",)
            assert pooled.execute(count, [force]).fetchone() == (0, 0)
            with pytest.raises(psycopg.Error):
                pooled.execute("SELECT 1 / 0")
            pooled.rollback()
    assert forces.cases


def _asks(cursor: Any, statement: LiteralString, table: str, force: str = "") -> bool:
    asked = sql.SQL(statement).format(table=sql.Identifier(table), force=sql.Literal(force))
    cursor.execute(asked)
    return bool(cursor.fetchone()[0])
