"""Writes entries down, in the transaction of what they prove. They are linked into the chain afterwards (`sealing`)."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from django.db import connection

from waypost.base.ids import new_id
from waypost.base.values import ForceName
from waypost.messages.ledger.canonical import canonical
from waypost.messages.ledger.rules import SALT_BYTES, contents_digest, entry_digest
from waypost.messages.ledger.values import Columns, NewEntry

# One statement and one parameter for the three tables, as in `base.sets`: workers call this for every batch.
_APPEND = """
WITH new AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%s::json) AS r (
        id uuid, force text, case_id bigint, person_id bigint, message_id uuid, kind text, reference text,
        at timestamptz, written_at timestamptz, contents_digest bytea, digest bytea, salt bytea, contents text
    )
), kept AS (
    INSERT INTO messages_ledger_entry (
        id, force, case_id, person_id, message_id, kind, reference, at, written_at, contents_digest, digest
    )
    SELECT id, force, case_id, person_id, message_id, kind, reference, at, written_at, contents_digest, digest FROM new
), said AS (
    INSERT INTO messages_ledger_contents (entry_id, force, salt, contents) SELECT id, force, salt, contents FROM new
)
INSERT INTO messages_ledger_unsealed (entry_id, force) SELECT id, force FROM new
"""


def append(entries: Sequence[NewEntry], *, force: ForceName, now: datetime) -> tuple[UUID, ...]:
    """
    Write these entries, in one statement inside the caller's transaction of this force; return their ids.

    :raises NotCanonical: if contents hold a fraction, or a name that is not ASCII.
    """
    if not entries:
        return ()
    rows = [_row(entry, force=force, now=now) for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [orjson.dumps(rows).decode()])
    return tuple(UUID(str(row["id"])) for row in rows)


def _row(entry: NewEntry, *, force: ForceName, now: datetime) -> Mapping[str, object]:
    salt, contents = secrets.token_bytes(SALT_BYTES), canonical(entry.contents)
    columns = Columns(
        id=new_id(),
        force=force,
        case_id=entry.case_id,
        person_id=entry.person_id,
        message_id=entry.message_id,
        kind=entry.kind.value,
        reference=entry.reference,
        at=entry.at,
        written_at=now,
        contents_digest=contents_digest(salt, contents),
    )
    return {
        "id": str(columns.id),
        "force": force,
        "case_id": columns.case_id,
        "person_id": columns.person_id,
        "message_id": str(columns.message_id) if columns.message_id else None,
        "kind": columns.kind,
        "reference": columns.reference,
        "at": columns.at,
        "written_at": now,
        "contents_digest": _bytes(columns.contents_digest),
        "digest": _bytes(entry_digest(columns)),
        "salt": _bytes(salt),
        "contents": contents.decode(),
    }


def _bytes(value: bytes) -> str:
    return f"\\x{value.hex()}"
