"""The audit log cannot be changed by the app, and whoever changes it as the owner of the database is found out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from tests.integration.messages.test_ledger_sealing import elsewhere
from waypost.access.audit import audit_people, record_audit
from waypost.access.audit_chain.keeping import keep_heads
from waypost.access.audit_chain.rules import FIRST_PREVIOUS, BreakKind, Link, line_digest, seal_hash
from waypost.access.audit_chain.sealing import forces_to_seal, line_of, seal
from waypost.access.audit_chain.verifying import Check, Verified, head, verify
from waypost.access.audit_commands import audit
from waypost.access.log_models import AuditSeal, AuditUnsealed
from waypost.access.models import AuditEvent
from waypost.access.permissions import Action
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId

FORCE = ForceName("anyshire")
TABLES = ("access_audit_event", "access_audit_unsealed", "access_audit_seal")
_SEAL = (
    "import django; django.setup(); from waypost.base.clock import now;"
    "from waypost.access.audit_chain.sealing import seal; seal('anyshire', now=now())"
)
FIRST = "(SELECT events[1] FROM access_audit_seal WHERE number = 2)"
TAMPERING: dict[str, tuple[str, BreakKind]] = {
    "it was somebody else": (
        f"UPDATE access_audit_event SET actor_id = 'another' WHERE id = {FIRST}",
        BreakKind.LINE_CHANGED,
    ),
    "it was another case": (f"UPDATE access_audit_event SET case_id = 99 WHERE id = {FIRST}", BreakKind.LINE_CHANGED),
    "it was a second earlier": (
        f"UPDATE access_audit_event SET at = at - interval '1 second' WHERE id = {FIRST}",
        BreakKind.LINE_CHANGED,
    ),
    "less was seen": (f"UPDATE access_audit_event SET fields = '[]' WHERE id = {FIRST}", BreakKind.LINE_CHANGED),
    "a line is gone": (f"DELETE FROM access_audit_event WHERE id = {FIRST}", BreakKind.LINE_MISSING),
    "a line is gone, and its seal says so": (
        f"DELETE FROM access_audit_event WHERE id = {FIRST};"
        "UPDATE access_audit_seal SET events = events[2:], digests = substring(digests FROM 33) WHERE number = 2",
        BreakKind.SEAL_CHANGED,
    ),
    "a seal is gone": ("DELETE FROM access_audit_seal WHERE number = 2", BreakKind.SEAL_MISSING),
    "the last seal is gone": ("DELETE FROM access_audit_seal WHERE number = 3", BreakKind.FORGOTTEN),
    "a seal says another time": (
        "UPDATE access_audit_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 2",
        BreakKind.SEAL_CHANGED,
    ),
    "a line is kept from the sealer": (
        "INSERT INTO access_audit_event (force, at, actor_kind, actor_id, action, fields, request_id)"
        " VALUES ('anyshire', now(), 'staff', 'x', 'staff.signed_in', '[]', ''); DELETE FROM access_audit_unsealed",
        BreakKind.FORGOTTEN,
    ),
    "the newest seal and its lines are gone": (
        "WITH gone AS (DELETE FROM access_audit_seal WHERE number = 3 RETURNING events)"
        " DELETE FROM access_audit_event WHERE id IN (SELECT unnest(events) FROM gone)",
        BreakKind.HEAD_DIFFERS,
    ),
}


def noted(now: datetime, *, lines: int = 1, sealed: bool = True) -> None:
    for number in range(lines):
        record_audit(
            Action.STAFF_ITEM_VIEWED, by=OPERATOR, force=FORCE, now=now, case_id=CaseId(7), fields=[str(number), "name"]
        )
    if sealed:
        seal(FORCE, now=now)


def seals() -> list[AuditSeal]:
    with in_force(FORCE):
        return list(AuditSeal.objects.order_by("number"))


def verified(now: datetime, *heads: tuple[int, str]) -> Verified:
    return verify(Check(FORCE, heads, now, progress=lambda _: None))


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SELECT set_config('waypost.force', 'anyshire', false)")
        yield owner


@contextmanager
def put_back(owner: psycopg.Connection[Any]) -> Iterator[None]:
    for table in TABLES:
        owner.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")
    yield
    for table in TABLES:
        owner.execute(f"DELETE FROM {table}")
    for table in ("access_audit_event", "access_audit_seal"):
        owner.execute(f"INSERT INTO {table} TABLE kept_{table}")
    owner.execute(
        "DELETE FROM access_audit_unsealed; INSERT INTO access_audit_unsealed TABLE kept_access_audit_unsealed"
    )
    for table in TABLES:
        owner.execute(f"DROP TABLE kept_{table}")


def test_each_line_waits_for_its_seal_from_the_moment_in_which_it_is_written(committed_db: None, now: datetime) -> None:
    noted(now, sealed=False)
    audit_people(
        Action.CASE_VIEWED, {PersonId(1): CaseId(1), PersonId(2): CaseId(2)}, by=OPERATOR, force=FORCE, now=now
    )

    assert AuditUnsealed.objects.filter(force=FORCE).count() == 3
    assert forces_to_seal() == [FORCE]
    assert seal(FORCE, now=now) == 3
    assert forces_to_seal() == []


def test_a_line_that_commits_late_is_sealed_late_and_one_sealer_works_at_a_time(
    committed_db: None, now: datetime
) -> None:
    with in_force(FORCE):
        noted(now, sealed=False)
        late = AuditEvent.objects.get().pk
        elsewhere(lambda: noted(now, sealed=False))
        # The slow transaction is still open: the sealer neither waits for it nor leaves the others.
        assert elsewhere(lambda: seal(FORCE, now=now)) == 1
    with in_force(FORCE):
        assert seal(FORCE, now=now) == 1
        elsewhere(lambda: noted(now, sealed=False))
        assert elsewhere(lambda: seal(FORCE, now=now)) == 0

    one, two = seals()
    assert (one.number, two.number) == (1, 2)
    assert two.events == [late]
    assert one.events[0] > late
    assert bytes(two.previous) == bytes(one.hash)
    assert verified(now).breaks == []


def test_a_kill_while_the_log_is_sealed_changes_nothing(committed_db: None, now: datetime) -> None:
    noted(now, lines=2, sealed=False)
    drilled = {"DJANGO_SETTINGS_MODULE": "waypost.config.settings", "WAYPOST_CRASHPOINT": "audit_seal.before_commit"}

    killed = subprocess.run([sys.executable, "-c", _SEAL], env={**os.environ, **drilled}, check=False)

    assert (killed.returncode, seals()) == (-9, [])
    assert seal(FORCE, now=now) == 2
    assert (forces_to_seal(), verified(now).breaks) == ([], [])


def test_whatever_is_changed_in_the_log_is_found(committed_db: None, now: datetime) -> None:
    for lines in (1, 2, 1):
        noted(now, lines=lines)
    newest = head(FORCE)
    assert newest is not None
    kept = (newest.number, newest.hash)
    assert verified(now, kept).breaks == []

    found: dict[str, Verified] = {}
    with as_owner() as owner:
        for name, (statement, _) in TAMPERING.items():
            with put_back(owner):
                for part in statement.split(";"):
                    owner.execute(part.encode())
                found[name] = verified(now, kept)
        with put_back(owner):
            _make_anew(owner)
            from_scratch, against_head = verified(now), verified(now, kept)

    kinds = {name: {one.kind for one in each.breaks} for name, each in found.items()}
    assert {name for name, (_, kind) in TAMPERING.items() if kind not in kinds[name]} == set()
    assert from_scratch.breaks == [], "only a head kept elsewhere shows it"
    assert [one.kind for one in against_head.breaks] == [BreakKind.HEAD_DIFFERS]
    assert verified(now, kept).breaks == []


def test_what_waits_for_its_seal_is_a_fault_after_a_minute(committed_db: None, now: datetime) -> None:
    noted(now, sealed=False)

    soon, late = verified(now), verified(now + timedelta(seconds=61))

    assert (soon.unsealed, soon.broken) == (1, 0)
    assert [one.kind for one in late.breaks] == [BreakKind.UNSEALED_TOO_LONG]


def test_the_command_says_whether_the_log_is_whole_and_compares_it_with_the_heads_of_every_night(
    committed_db: None, now: datetime, tmp_path: Path
) -> None:
    noted(now)
    assert keep_heads(tmp_path, now=now) == 1
    noted(now, lines=2)
    keep_heads(tmp_path, now=now)
    # The last head was written down in the log, and waits.
    seal(FORCE, now=now)
    said = ["verify", "--force", FORCE, "--heads", str(tmp_path / "audit-heads" / "anyshire.txt")]
    whole = CliRunner().invoke(audit, said)

    with as_owner() as owner:
        owner.execute("DELETE FROM access_audit_seal WHERE number > 1")
        owner.execute("DELETE FROM access_audit_event WHERE id NOT IN (SELECT unnest(events) FROM access_audit_seal)")
    cut = CliRunner().invoke(audit, said)
    unheard = CliRunner().invoke(audit, [*said[:3], "--json"])

    assert (whole.exit_code, cut.exit_code, unheard.exit_code) == (0, 1, 0), whole.output
    assert whole.output.startswith("The audit log is whole: 3 seals")
    assert "Error: Seal 2 is not the one whose hash was kept elsewhere, or is gone." in cut.output
    assert '"whole": true' in unheard.output
    assert CliRunner().invoke(audit, ["verify", "--force", FORCE, "--head", "2:abc"]).exit_code == 1


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["access_audit_event", "access_audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET force = force", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_app_can_neither_change_nor_delete_a_line_or_a_seal(statement: str, table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def _make_anew(owner: psycopg.Connection[Any]) -> None:
    """Change a line of seal 2 and compute everything anew from there, as somebody who knows the rules would."""
    owner.execute(f"UPDATE access_audit_event SET actor_id = 'another' WHERE id = {FIRST}".encode())
    with in_force(FORCE):
        digests = {row.pk: line_digest(line_of(row)) for row in AuditEvent.objects.all()}
    previous = FIRST_PREVIOUS
    for row in seals():
        lines = [(line_id, digests[line_id]) for line_id in row.events]
        link = Link(FORCE, row.number, previous, row.sealed_at, lines)
        owner.execute(
            "UPDATE access_audit_seal SET previous = %s, hash = %s, digests = %s WHERE number = %s",
            [previous, seal_hash(link), b"".join(digest for _, digest in lines), row.number],
        )
        previous = seal_hash(link)
