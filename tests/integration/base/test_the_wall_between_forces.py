"""Every transaction says for which force it works; the database shows it nothing else."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from waypost.access.audit import record_audit
from waypost.access.models import AuditEvent
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import CrossForce, current_force, in_force
from waypost.base.values import ForceName

ANYSHIRE, NORTH = ForceName("anyshire"), ForceName("north")
SYSTEM = Actor(ActorKind.SYSTEM, "test")

pytestmark = pytest.mark.django_db


def test_rows_of_another_force_are_not_seen(now: datetime) -> None:
    record_audit("case.read", by=SYSTEM, force=ANYSHIRE, now=now)

    with in_force(NORTH):
        assert AuditEvent.objects.count() == 0
    with in_force(ANYSHIRE):
        assert AuditEvent.objects.count() == 1


def test_outside_of_a_force_nothing_is_seen(now: datetime) -> None:
    record_audit("case.read", by=SYSTEM, force=ANYSHIRE, now=now)

    assert AuditEvent.objects.count() == 0


def test_a_row_of_another_force_cannot_be_written(now: datetime) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), in_force(NORTH):
        AuditEvent.objects.create(force=ANYSHIRE, at=now, actor_kind="system", actor_id="x", action="case.read")


def test_one_transaction_works_for_one_force_only() -> None:
    with in_force(ANYSHIRE), pytest.raises(CrossForce), in_force(NORTH):
        pass


def test_nested_work_for_the_same_force_shares_the_transaction() -> None:
    with in_force(ANYSHIRE):
        with in_force(ANYSHIRE):
            pass

        assert current_force() == ANYSHIRE


def test_a_failed_block_leaves_no_force_behind(now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), in_force(ANYSHIRE):
        raise ZeroDivisionError

    assert current_force() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('waypost.force', true)")
        assert not cursor.fetchone()[0]


@pytest.mark.parametrize("statement", ["UPDATE {} SET force = force", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["cases_event", "access_audit_event", "journeys_decision"])
def test_the_app_cannot_rewrite_what_is_append_only(statement: str, table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases_event DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE cases_event NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY cases_event_force ON cases_event",
        "SET ROLE waypost_owner",
        "CREATE TABLE elsewhere (id int)",
        "SELECT * FROM cases_envelope_later",
    ],
)
def test_the_app_cannot_take_the_wall_down(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_with_a_force_stands_behind_the_wall_or_is_named_as_outside() -> None:
    outside = {  # ids only, looked up or claimed before the force is known (design 1.5)
        "access_account", "access_grant", "access_invitation", "access_staff_identity", "cases_source", "cases_place",
        "connectors_cursor", "connectors_sweep", "messages_reference", "messages_receipt_waiting",
        "messages_provider_news", "messages_provider_alarm", "messages_ledger_unsealed", "access_audit_unsealed",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'force'"
            " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
        rows = dict(cursor.fetchall())

    assert {name for name, walled in rows.items() if not walled} - outside == set()


def test_the_reader_may_look_behind_the_wall_and_nowhere_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.role_table_grants"
            " WHERE grantee = 'waypost_reader' AND privilege_type <> 'SELECT'"
        )
        assert cursor.fetchone()[0] == 0
