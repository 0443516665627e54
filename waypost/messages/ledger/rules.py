"""
What the digests of an entry and the hash of a seal are made of. Pure; anybody can compute them again from an export.

    contents_digest = SHA-256(salt || canonical JSON of the contents)
    digest          = SHA-256(canonical JSON of the entry's columns, `contents_digest` among them)
    hash of seal n  = SHA-256(canonical JSON of force, n, previous hash, time, and id and digest of each entry in order)

So neither contents nor columns can change unseen; and when contents and salt are erased, the rest still verifies, and
nobody can guess from the digest what the contents were.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from waypost.base.values import JsonValue
from waypost.messages.ledger.canonical import written
from waypost.messages.ledger.values import Columns

SALT_BYTES = 32
FIRST_PREVIOUS = bytes(32)
"""What stands for the hash before the first seal."""


@dataclass(frozen=True)
class Link:
    """A seal without its hash: `entries` are ids with digests, in the order of their ids."""

    force: str
    number: int
    previous: bytes
    sealed_at: datetime
    entries: Sequence[tuple[UUID, bytes]]


def contents_digest(salt: bytes, contents: bytes) -> bytes:
    """Return the digest of contents in their canonical form."""
    return hashlib.sha256(salt + contents).digest()


def entry_digest(columns: Columns) -> bytes:
    """Return the digest of all that stays of an entry."""
    said: Mapping[str, JsonValue] = {
        "at": moment(columns.at),
        "case_id": columns.case_id,
        "contents_digest": columns.contents_digest.hex(),
        "force": columns.force,
        "id": str(columns.id),
        "kind": columns.kind,
        "message_id": str(columns.message_id) if columns.message_id else None,
        "person_id": columns.person_id,
        "reference": columns.reference,
        "written_at": moment(columns.written_at),
    }
    return hashlib.sha256(written(said)).digest()


def seal_hash(link: Link) -> bytes:
    """Return the hash of a seal, which the next one is linked to."""
    said: Mapping[str, JsonValue] = {
        "entries": [[str(entry_id), digest.hex()] for entry_id, digest in link.entries],
        "force": link.force,
        "number": link.number,
        "previous": link.previous.hex(),
        "sealed_at": moment(link.sealed_at),
    }
    return hashlib.sha256(written(said)).digest()


def moment(at: datetime) -> str:
    """Return an aware moment in UTC to the microsecond, as PostgreSQL keeps it: `2026-11-20T12:00:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
