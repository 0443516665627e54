"""What `verify` says when somebody with every right of the database has been at the ledger."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from click.testing import CliRunner
from django.db import connection

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.owner import erase_as_owner
from waypost.messages.ledger import EntryKind, NewEntry, append
from waypost.messages.ledger.breaks import BreakKind
from waypost.messages.ledger.commands import ledger
from waypost.messages.ledger.keeping import keep_heads
from waypost.messages.ledger.reading import head, seals_of
from waypost.messages.ledger.rules import Link, entry_digest, seal_hash
from waypost.messages.ledger.sealing import seal
from waypost.messages.ledger.values import Columns
from waypost.messages.ledger.verifying import Check, Verified, verify

FORCE = ForceName("anyshire")
TABLES = ("messages_ledger_entry", "messages_ledger_contents", "messages_ledger_unsealed", "messages_ledger_seal")
SECRET = "Canary Mallory 07700 900123"
FIRST = "(SELECT entries[1] FROM messages_ledger_seal WHERE number = 2)"
SECOND = "(SELECT entries[2] FROM messages_ledger_seal WHERE number = 2)"
TAMPERING: dict[str, tuple[str, BreakKind]] = {
    "the text is changed": (
        "UPDATE messages_ledger_contents SET contents = replace(contents, 'Mallory', 'Malory')"
        f" WHERE entry_id = {FIRST}",
        BreakKind.CONTENTS_CHANGED,
    ),
    "the recipient is another": (
        f"UPDATE messages_ledger_entry SET person_id = 99 WHERE id = {FIRST}",
        BreakKind.ENTRY_CHANGED,
    ),
    "the time is a second earlier": (
        f"UPDATE messages_ledger_entry SET at = at - interval '1 second' WHERE id = {FIRST}",
        BreakKind.ENTRY_CHANGED,
    ),
    "its digest is made to fit": (
        f"UPDATE messages_ledger_entry SET digest = sha256('else') WHERE id = {FIRST}",
        BreakKind.ENTRY_CHANGED,
    ),
    "an entry is gone": (f"DELETE FROM messages_ledger_entry WHERE id = {FIRST}", BreakKind.ENTRY_MISSING),
    "the contents of two entries change places": (
        f"UPDATE messages_ledger_contents c SET salt = o.salt, contents = o.contents FROM messages_ledger_contents o"
        f" WHERE c.entry_id = {FIRST} AND o.entry_id = {SECOND}",
        BreakKind.CONTENTS_CHANGED,
    ),
    "two entries of a seal change places": (
        "UPDATE messages_ledger_seal SET entries = ARRAY[entries[2], entries[1]] WHERE number = 2",
        BreakKind.SEAL_CHANGED,
    ),
    "contents are gone and nothing says why": (
        f"DELETE FROM messages_ledger_contents WHERE entry_id = {FIRST}",
        BreakKind.CONTENTS_MISSING,
    ),
    "the last seal is gone": ("DELETE FROM messages_ledger_seal WHERE number = 3", BreakKind.FORGOTTEN),
    "a seal in the middle is gone": ("DELETE FROM messages_ledger_seal WHERE number = 2", BreakKind.SEAL_MISSING),
    "a seal says another time": (
        "UPDATE messages_ledger_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 2",
        BreakKind.SEAL_CHANGED,
    ),
    "a seal and all it covers are gone, back to the one before": (
        "WITH gone AS (DELETE FROM messages_ledger_seal WHERE number = 3 RETURNING entries)"
        " DELETE FROM messages_ledger_entry WHERE id IN (SELECT unnest(entries) FROM gone)",
        BreakKind.HEAD_DIFFERS,
    ),
    "an entry is kept from the sealer": (
        "WITH gone AS (DELETE FROM messages_ledger_seal WHERE number = 3 RETURNING entries)"
        " INSERT INTO messages_ledger_unsealed SELECT unnest(entries), 'anyshire' FROM gone",
        BreakKind.HEAD_DIFFERS,
    ),
    "an entry speaks of what was never handed over": (
        f"UPDATE messages_ledger_entry SET reference = 'no-such' WHERE id = {FIRST}",
        BreakKind.ENTRY_CHANGED,
    ),
}


def appended(now: datetime, names: Sequence[str]) -> None:
    entries = [
        NewEntry(CaseId(7), None, EntryKind.ENDED, now, {"recipient": SECRET, "text": f"{SECRET}: {name}"})
        for name in names
    ]
    with in_force(FORCE):
        append(entries, force=FORCE, now=now)
    seal(FORCE, now=now)


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
        owner.execute(f"INSERT INTO {table} TABLE kept_{table}")
        owner.execute(f"DROP TABLE kept_{table}")


def test_whatever_is_changed_is_found_and_named_without_its_contents(committed_db: None, now: datetime) -> None:
    for names in (["a"], ["b", "c"], ["d"]):
        appended(now, names)
    newest = head(FORCE)
    assert newest is not None
    kept = (newest.number, newest.hash)
    assert verified(now, kept).breaks == ()

    found: dict[str, Verified] = {}
    with as_owner() as owner:
        for name, (statement, _) in TAMPERING.items():
            with put_back(owner):
                owner.execute(statement.encode())
                found[name] = verified(now, kept)
        with put_back(owner):
            rewrite(owner)
            from_scratch = verified(now)
            found["a suffix is made anew, hashes and all"] = verified(now, kept)

    kinds = {name: {one.kind for one in each.breaks} for name, each in found.items()}
    assert {name for name, (_, kind) in TAMPERING.items() if kind not in kinds[name]} == set()
    assert from_scratch.breaks == (), "only a head kept elsewhere shows it"
    assert kinds["a suffix is made anew, hashes and all"] == {BreakKind.HEAD_DIFFERS}
    assert not any(word in one.sentence for each in found.values() for one in each.breaks for word in SECRET.split())
    assert verified(now, kept).breaks == ()


def test_what_waits_for_its_seal_is_counted_and_after_a_minute_a_fault(committed_db: None, now: datetime) -> None:
    with in_force(FORCE):
        (entry_id,) = append([NewEntry(CaseId(7), None, EntryKind.ENDED, now, {})], force=FORCE, now=now)

    soon, late = verified(now), verified(now + timedelta(seconds=61))

    assert (soon.unsealed, soon.unsealed_since, soon.breaks) == (1, now, ())
    assert [one.kind for one in late.breaks] == [BreakKind.UNSEALED_TOO_LONG]
    seal(FORCE, now=now)
    assert seals_of([entry_id], force=FORCE) == {entry_id: 1}
    assert verified(now + timedelta(days=1)).breaks == ()


def test_the_head_is_kept_outside_every_night_and_the_chain_compared_with_it(
    committed_db: None, now: datetime, tmp_path: Path
) -> None:
    appended(now, ["a"])
    assert keep_heads(tmp_path, now=now) == 1
    appended(now, ["b"])
    keep_heads(tmp_path, now=now)
    file = tmp_path / "ledger-heads" / "anyshire.txt"
    said = ["verify", "--force", FORCE, "--heads", str(file)]
    whole = CliRunner().invoke(ledger, said)

    with as_owner() as owner:
        owner.execute("DELETE FROM messages_ledger_seal WHERE number = 2")
        owner.execute("DELETE FROM messages_ledger_entry WHERE id NOT IN (SELECT entries[1] FROM messages_ledger_seal)")
        cut = CliRunner().invoke(ledger, said)
        unheard = CliRunner().invoke(ledger, said[:3])

    assert (whole.exit_code, cut.exit_code, unheard.exit_code) == (0, 1, 0)
    assert "Error: Seal 2 is not the one whose hash was kept elsewhere, or is gone." in cut.output
    assert not any(word in cut.output for word in SECRET.split())


def test_contents_may_go_once_an_entry_says_so_and_the_chain_still_verifies(committed_db: None, now: datetime) -> None:
    appended(now, ["a", "b"])
    said = NewEntry(CaseId(7), None, EntryKind.ERASED, now, {"why": "review window over"})
    with in_force(FORCE), connection.cursor() as cursor:
        append([said], force=FORCE, now=now)
        cursor.execute(
            "INSERT INTO cases_erasure (force, case_id, at, why, erased_by, transaction)"
            " VALUES (%s, 7, %s, 'review window over', 'test', pg_current_xact_id()::text::bigint)",
            [FORCE, now],
        )
        erase_as_owner("messages", [CaseId(7)])
    seal(FORCE, now=now)

    assert verified(now).breaks == ()
    with as_owner() as owner, put_back(owner):
        owner.execute("UPDATE messages_ledger_entry SET at = at + interval '1 hour' WHERE kind = 'ended'")
        assert {one.kind for one in verified(now).breaks} >= {BreakKind.ENTRY_CHANGED}


def rewrite(owner: psycopg.Connection[Any]) -> None:
    """Change a text in seal 2 and compute everything anew from there, as somebody who knows the rules would."""
    entry_id, salt, contents = owner.execute(
        f"SELECT entry_id, salt, contents FROM messages_ledger_contents WHERE entry_id = {FIRST}".encode()
    ).fetchone() or (None, b"", "")
    changed = contents.replace("Mallory", "Malory")
    digest = hashlib.sha256(bytes(salt) + changed.encode()).digest()
    owner.execute("UPDATE messages_ledger_contents SET contents = %s WHERE entry_id = %s", [changed, entry_id])
    owner.execute("UPDATE messages_ledger_entry SET contents_digest = %s WHERE id = %s", [digest, entry_id])
    names = ", ".join(Columns.__dataclass_fields__)
    row = owner.execute(f"SELECT {names} FROM messages_ledger_entry WHERE id = %s".encode(), [entry_id]).fetchone()
    columns = Columns(*(row or ()))
    renewed = entry_digest(replace(columns, contents_digest=bytes(columns.contents_digest)))
    owner.execute("UPDATE messages_ledger_entry SET digest = %s WHERE id = %s", [renewed, entry_id])
    previous = b""
    for number, entries, sealed_at, before in owner.execute(
        "SELECT number, entries, sealed_at, previous FROM messages_ledger_seal WHERE number >= 2 ORDER BY number"
    ).fetchall():
        digests = dict(owner.execute("SELECT id, digest FROM messages_ledger_entry").fetchall())
        linked = [(entry, bytes(digests[entry])) for entry in entries]
        link = Link(FORCE, number, previous or bytes(before), sealed_at, linked)
        previous, last = seal_hash(link), link.previous
        owner.execute(
            "UPDATE messages_ledger_seal SET previous = %s, hash = %s WHERE number = %s", [last, previous, number]
        )
    assert json.loads(changed)["text"].startswith("Canary Malory")
