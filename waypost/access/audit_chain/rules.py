"""
Of what the digest of a line and the hash of a seal are made, and what can be wrong with them. Pure.

    digest of a line = SHA-256(canonical JSON of all its columns)
    hash of seal n   = SHA-256(canonical JSON of force, n, previous hash, time, and id and digest of each line in order)
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import orjson

DIGEST_BYTES = 32
FIRST_PREVIOUS = bytes(DIGEST_BYTES)
"""What stands for the hash before the first seal."""


class BreakKind(StrEnum):
    """What is wrong; the value is the sentence about it."""

    SEAL_MISSING = "Seal {seal} is missing."
    NOT_LINKED = "Seal {seal} does not follow from the one before it."
    SEAL_CHANGED = "Seal {seal} was changed after it was made."
    LINE_MISSING = "Line {line}, of seal {seal}, is missing."
    LINE_CHANGED = "Line {line}, of seal {seal}, was changed after it was written."
    SEALED_TWICE = "Line {line} stands in more than one seal."
    FORGOTTEN = "Line {line} is in no seal, and none waits for it."
    UNSEALED_TOO_LONG = "Line {line} waits for its seal longer than it should: is a worker running?"
    HEAD_DIFFERS = "Seal {seal} is not the one whose hash was kept elsewhere, or is gone."


@dataclass(frozen=True)
class Break:
    """One thing that is wrong, and where."""

    kind: BreakKind
    seal: int | None = None
    line: int | None = None

    @property
    def sentence(self) -> str:
        """The plain sentence."""
        return self.kind.value.format(seal=self.seal, line=self.line)


@dataclass(frozen=True)
class Line:
    """All columns of one line of the audit log."""

    id: int
    force: str
    at: datetime
    actor_kind: str
    actor_id: str
    action: str
    case_id: int | None
    person_id: int | None
    fields: Sequence[str]
    request_id: str


@dataclass(frozen=True)
class Link:
    """A seal without its hash: `lines` are ids with digests, in order."""

    force: str
    number: int
    previous: bytes
    sealed_at: datetime
    lines: Sequence[tuple[int, bytes]]


@dataclass(frozen=True)
class KeptSeal:
    """A seal as the database gives it back."""

    link: Link
    hash: bytes


def line_digest(line: Line) -> bytes:
    """Return the digest of a line."""
    said = {
        "action": line.action,
        "actor_id": line.actor_id,
        "actor_kind": line.actor_kind,
        "at": _moment(line.at),
        "case_id": line.case_id,
        "fields": list(line.fields),
        "force": line.force,
        "id": line.id,
        "person_id": line.person_id,
        "request_id": line.request_id,
    }
    return _digest(said)


def seal_hash(link: Link) -> bytes:
    """Return the hash of a seal, which the next one is linked to."""
    said = {
        "force": link.force,
        "lines": [[line_id, digest.hex()] for line_id, digest in link.lines],
        "number": link.number,
        "previous": link.previous.hex(),
        "sealed_at": _moment(link.sealed_at),
    }
    return _digest(said)


def split_digests(joined: bytes) -> Sequence[bytes]:
    """Return the digests that a seal keeps one after the other."""
    return [joined[start : start + DIGEST_BYTES] for start in range(0, len(joined), DIGEST_BYTES)]


def breaks_of_seal(seal: KeptSeal, digests: Mapping[int, bytes], *, after: KeptSeal | None) -> Iterator[Break]:
    """Yield what is wrong with a seal; `digests` are those of its lines as they are now, `after` the seal before it."""
    link = seal.link
    expected = after.link.number + 1 if after else 1
    if link.number != expected:
        yield Break(BreakKind.SEAL_MISSING, seal=expected)
    elif link.previous != (after.hash if after else FIRST_PREVIOUS):
        yield Break(BreakKind.NOT_LINKED, seal=link.number)
    if seal_hash(link) != seal.hash:
        yield Break(BreakKind.SEAL_CHANGED, seal=link.number)
    for line_id, digest in link.lines:
        if line_id not in digests:
            yield Break(BreakKind.LINE_MISSING, seal=link.number, line=line_id)
        elif digests[line_id] != digest:
            yield Break(BreakKind.LINE_CHANGED, seal=link.number, line=line_id)


def breaks_of_heads(kept: Iterable[tuple[int, str]], hashes: Mapping[int, bytes]) -> Iterator[Break]:
    """Yield the heads kept elsewhere, number and hash, that are not in the chain."""
    for number, said in kept:
        found = hashes.get(number)
        if found is None or found.hex() != said:
            yield Break(BreakKind.HEAD_DIFFERS, seal=number)


def _digest(said: Mapping[str, object]) -> bytes:
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
