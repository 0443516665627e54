"""What can be wrong with a ledger, and whether it is. Pure. A sentence names ids, never contents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from waypost.messages.ledger.rules import Link, contents_digest, entry_digest, seal_hash
from waypost.messages.ledger.values import Columns


class BreakKind(StrEnum):
    """What is wrong; the value is the sentence about it."""

    SEAL_MISSING = "Seal {seal} is missing."
    NOT_LINKED = "Seal {seal} does not follow from the one before it."
    SEAL_CHANGED = "Seal {seal} does not fit its entries: one was changed, moved, added or taken away."
    ENTRY_MISSING = "Entry {entry}, of seal {seal}, is missing."
    ENTRY_CHANGED = "Entry {entry} was changed after it was written."
    CONTENTS_CHANGED = "The contents of entry {entry} were changed after they were written."
    CONTENTS_MISSING = "The contents of entry {entry} are gone, and no entry says that its case was erased."
    HEAD_DIFFERS = "Seal {seal} is not the one whose hash was kept elsewhere, or is gone."
    FORGOTTEN = "Entry {entry} has no seal and waits for none."
    SEALED_TWICE = "Entry {entry} stands in the seals more than once."
    UNSEALED_TOO_LONG = "Entry {entry} has waited for its seal for more than a minute: does a worker run?"
    NOT_IN_LEDGER = "Hand-over {reference} was accepted and is not in the ledger."
    NO_MESSAGE = "Entry {entry} speaks of hand-over {reference}, of which there is no record."
    TOLD_TWICE = "Hand-over {reference} stands in the ledger more than once."


@dataclass(frozen=True)
class Break:
    """One thing that is wrong, and where."""

    kind: BreakKind
    seal: int | None = None
    entry: UUID | None = None
    reference: str = ""

    @property
    def sentence(self) -> str:
        """The plain sentence."""
        return self.kind.value.format(seal=self.seal, entry=self.entry, reference=self.reference)


@dataclass(frozen=True)
class KeptEntry:
    """An entry as the database gives it back; without `contents` it was erased, or somebody has removed them."""

    columns: Columns
    digest: bytes
    salt: bytes | None
    contents: bytes | None


@dataclass(frozen=True)
class KeptSeal:
    """A seal as the database gives it back."""

    number: int
    previous: bytes
    hash: bytes
    sealed_at: datetime
    entries: Sequence[UUID]


@dataclass(frozen=True)
class Known:
    """What the entries of some seals are checked against: themselves, and when their cases were erased."""

    force: str
    entries: Mapping[UUID, KeptEntry]
    erased_at: Mapping[int, datetime]


def breaks_of_seal(seal: KeptSeal, known: Known, *, after: KeptSeal | None, first_previous: bytes) -> Iterator[Break]:
    """Yield what is wrong with a seal and its entries; `after` is the seal before it, if any."""
    expected = after.number + 1 if after else 1
    if seal.number != expected:
        yield Break(BreakKind.SEAL_MISSING, seal=expected)
    elif seal.previous != (after.hash if after else first_previous):
        yield Break(BreakKind.NOT_LINKED, seal=seal.number)
    yield from _breaks_of_entries(seal, known)
    digests = [(entry_id, known.entries[entry_id].digest) for entry_id in seal.entries if entry_id in known.entries]
    link = Link(known.force, seal.number, seal.previous, seal.sealed_at, digests)
    if seal_hash(link) != seal.hash:
        yield Break(BreakKind.SEAL_CHANGED, seal=seal.number)


def breaks_of_entry(entry: KeptEntry, *, erased_at: datetime | None, seal: int | None) -> Iterator[Break]:
    """Yield what is wrong with one entry; `erased_at` is when its case was last erased."""
    entry_id = entry.columns.id
    if entry_digest(entry.columns) != entry.digest:
        yield Break(BreakKind.ENTRY_CHANGED, seal=seal, entry=entry_id)
    if entry.salt is None or entry.contents is None:
        if erased_at is None or erased_at < entry.columns.written_at or entry.columns.kind == "erased":
            yield Break(BreakKind.CONTENTS_MISSING, seal=seal, entry=entry_id)
    elif contents_digest(entry.salt, entry.contents) != entry.columns.contents_digest:
        yield Break(BreakKind.CONTENTS_CHANGED, seal=seal, entry=entry_id)


def breaks_of_heads(kept: Iterable[tuple[int, str]], hashes: Mapping[int, bytes]) -> Iterator[Break]:
    """Yield the heads kept elsewhere, number and hash, that are not in the chain."""
    for number, said in kept:
        found = hashes.get(number)
        if found is None or found.hex() != said:
            yield Break(BreakKind.HEAD_DIFFERS, seal=number)


def _breaks_of_entries(seal: KeptSeal, known: Known) -> Iterator[Break]:
    for entry_id in seal.entries:
        entry = known.entries.get(entry_id)
        if entry is None:
            yield Break(BreakKind.ENTRY_MISSING, seal=seal.number, entry=entry_id)
        else:
            erased_at = known.erased_at.get(entry.columns.case_id)
            yield from breaks_of_entry(entry, erased_at=erased_at, seal=seal.number)
