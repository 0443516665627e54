"""Walks the chain of one force, from the first seal to the unsealed tail, and says where it breaks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.ledger import reading
from waypost.messages.ledger.breaks import (
    Break,
    BreakKind,
    KeptSeal,
    Known,
    breaks_of_entry,
    breaks_of_heads,
    breaks_of_seal,
)
from waypost.messages.ledger.reading import Head
from waypost.messages.ledger.rules import FIRST_PREVIOUS

_SEALED_WITHIN = timedelta(minutes=1)
_AT_ONCE = 2000
MOST_BREAKS = 100
"""That are reported; all are counted."""


@dataclass(frozen=True)
class Check:
    """What to check: `heads` are numbers and hashes of seals that were kept elsewhere; `progress` hears of each."""

    force: ForceName
    heads: Sequence[tuple[int, str]]
    now: datetime
    progress: Callable[[int], None]


@dataclass(frozen=True)
class Verified:
    """What was found; `breaks` are the first ones. `unsealed_since` is when the oldest unsealed entry was written."""

    head: Head | None
    seals: int
    entries: int
    unsealed: int
    unsealed_since: datetime | None
    broken: int
    breaks: Sequence[Break]


class _Walk:
    """The chain on the way: what was seen so far."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.seals = self.entries = self.unsealed = self.broken = 0
        self.unsealed_since: datetime | None = None
        self.found: list[Break] = []
        self.hashes: dict[int, bytes] = {}

    def note(self, breaks: Iterator[Break]) -> None:
        for one in breaks:
            self.broken += 1
            if len(self.found) < MOST_BREAKS:
                self.found.append(one)


def verify(check: Check) -> Verified:
    """
    Check every seal, every entry, and the ledger against the messages; in batches, so that any length will do.

    Sealers may go on meanwhile: the walk ends at the seal that was the newest when it began.
    """
    with in_force(check.force):
        walk, newest = _Walk(check), reading.head(check.force)
        _walk_seals(walk, up_to=newest.number if newest else 0)
        walk.note(breaks_of_heads(check.heads, walk.hashes))
        _walk_unsealed(walk)
        walk.note(_breaks_across(check.force))
    return Verified(
        newest, walk.seals, walk.entries, walk.unsealed, walk.unsealed_since, walk.broken, tuple(walk.found)
    )


def _walk_seals(walk: _Walk, *, up_to: int) -> None:
    wanted = {number for number, _ in walk.check.heads}
    after: KeptSeal | None = None
    for group in reading.seals_up_to(up_to, force=walk.check.force):
        known = _known(walk.check.force, [entry for seal in group for entry in seal.entries])
        for seal in group:
            walk.note(breaks_of_seal(seal, known, after=after, first_previous=FIRST_PREVIOUS))
            if seal.number in wanted:
                walk.hashes[seal.number] = seal.hash
            after = seal
        walk.seals += len(group)
        walk.entries += len(known.entries)
        walk.check.progress(len(group))


def _walk_unsealed(walk: _Walk) -> None:
    waiting: list[UUID] = []
    for entry_id, written_at, waits in reading.unsealed(walk.check.force):
        walk.unsealed += 1
        walk.unsealed_since = min(walk.unsealed_since or written_at, written_at)
        waiting.append(entry_id)
        if not waits:
            walk.note(iter([Break(BreakKind.FORGOTTEN, entry=entry_id)]))
        elif walk.check.now - written_at > _SEALED_WITHIN:
            walk.note(iter([Break(BreakKind.UNSEALED_TOO_LONG, entry=entry_id)]))
    for start in range(0, len(waiting), _AT_ONCE):
        known = _known(walk.check.force, waiting[start : start + _AT_ONCE])
        for entry in known.entries.values():
            erased_at = known.erased_at.get(entry.columns.case_id)
            walk.note(breaks_of_entry(entry, erased_at=erased_at, seal=None))


def _known(force: ForceName, ids: Sequence[UUID]) -> Known:
    entries = reading.entries_by_id(ids)
    without = {entry.columns.case_id for entry in entries.values() if entry.contents is None}
    return Known(force, entries, reading.erased_at(without) if without else {})


def _breaks_across(force: ForceName) -> Iterator[Break]:
    """Yield what shows only where all entries, or all messages, are looked at together."""
    for entry_id in reading.sealed_twice(force):
        yield Break(BreakKind.SEALED_TWICE, entry=entry_id)
    for reference in reading.not_in_ledger(force):
        yield Break(BreakKind.NOT_IN_LEDGER, reference=reference)
    for entry_id, reference in reading.without_message(force):
        yield Break(BreakKind.NO_MESSAGE, entry=entry_id, reference=reference)
    for reference in reading.told_twice(force):
        yield Break(BreakKind.TOLD_TWICE, reference=reference)
