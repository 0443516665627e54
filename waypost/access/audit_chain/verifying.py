"""Walks the chain over one force's audit log, from the first seal to the unsealed tail, and says where it breaks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from waypost.access.audit_chain.rules import (
    Break,
    BreakKind,
    KeptSeal,
    Link,
    breaks_of_heads,
    breaks_of_seal,
    line_digest,
    split_digests,
)
from waypost.access.audit_chain.sealing import line_of
from waypost.access.log_models import AuditSeal
from waypost.access.models import AuditEvent
from waypost.base.scope import in_force
from waypost.base.values import ForceName

MOST_BREAKS = 100
"""That are reported; all are counted."""

_SEALED_WITHIN = timedelta(minutes=1)
_SEALS_AT_ONCE = 50
_UNSEALED = """
SELECT e.id, e.at, u.event_id IS NOT NULL FROM access_audit_event e
LEFT JOIN access_audit_unsealed u ON u.event_id = e.id
LEFT JOIN (SELECT unnest(events) AS id FROM access_audit_seal WHERE force = %(force)s) s ON s.id = e.id
WHERE e.force = %(force)s AND s.id IS NULL ORDER BY e.id
"""
_SEALED_TWICE = """
SELECT line FROM access_audit_seal, unnest(events) AS line WHERE force = %(force)s
GROUP BY line HAVING count(*) > 1 ORDER BY line
"""


@dataclass(frozen=True)
class Head:
    """The newest seal of a force: who keeps it elsewhere can tell later whether the chain was cut or made anew."""

    number: int
    hash: str
    sealed_at: datetime


@dataclass(frozen=True)
class Check:
    """What to check: `heads` are numbers and hashes of seals that were kept elsewhere; `progress` hears of each."""

    force: ForceName
    heads: Sequence[tuple[int, str]]
    now: datetime
    progress: Callable[[int], None]


@dataclass
class Verified:
    """What was found; `breaks` are the first ones, `broken` counts all."""

    head: Head | None
    seals: int = 0
    lines: int = 0
    unsealed: int = 0
    broken: int = 0
    breaks: list[Break] = field(default_factory=list)
    hashes: dict[int, bytes] = field(default_factory=dict)

    def note(self, breaks: Iterator[Break]) -> None:
        """Count what is wrong, and keep the first of it."""
        for one in breaks:
            self.broken += 1
            if len(self.breaks) < MOST_BREAKS:
                self.breaks.append(one)


def head(force: ForceName) -> Head | None:
    """Return the newest seal, or None where nothing was ever sealed."""
    with in_force(force):
        row = AuditSeal.objects.filter(force=force).order_by("-number").only("number", "hash", "sealed_at").first()
    return Head(row.number, bytes(row.hash).hex(), row.sealed_at) if row else None


def verify(check: Check) -> Verified:
    """
    Check every seal and every line, in batches, so that any length will do.

    Sealers may go on meanwhile: the walk ends at the seal that was the newest when it began.
    """
    with in_force(check.force):
        found = Verified(head(check.force))
        _walk_seals(found, check)
        found.note(breaks_of_heads(check.heads, found.hashes))
        _walk_unsealed(found, check)
        twice = (line_id for (line_id,) in _rows(_SEALED_TWICE, check.force))
        found.note(Break(BreakKind.SEALED_TWICE, line=line_id) for line_id in twice)
    return found


def _walk_seals(found: Verified, check: Check) -> None:
    wanted = {number for number, _ in check.heads}
    after: KeptSeal | None = None
    for group in _groups(found.head.number if found.head else 0, force=check.force):
        digests = _digests([line_id for seal in group for line_id, _ in seal.link.lines], check.force)
        for seal in group:
            found.note(breaks_of_seal(seal, digests, after=after))
            if seal.link.number in wanted:
                found.hashes[seal.link.number] = seal.hash
            after = seal
        found.seals += len(group)
        found.lines += len(digests)
        check.progress(len(group))


def _walk_unsealed(found: Verified, check: Check) -> None:
    for line_id, at, waits in _rows(_UNSEALED, check.force):
        found.unsealed += 1
        if not waits:
            found.note(iter([Break(BreakKind.FORGOTTEN, line=line_id)]))
        elif check.now - at > _SEALED_WITHIN:
            found.note(iter([Break(BreakKind.UNSEALED_TOO_LONG, line=line_id)]))


def _groups(up_to: int, *, force: ForceName) -> Iterator[Sequence[KeptSeal]]:
    last = 0
    while True:
        rows = AuditSeal.objects.filter(force=force, number__gt=last, number__lte=up_to).order_by("number")
        group = [_kept(row) for row in rows[:_SEALS_AT_ONCE]]
        if not group:
            return
        yield group
        last = group[-1].link.number


def _kept(row: AuditSeal) -> KeptSeal:
    # A seal whose digests were cut short fits its lines no longer, and its hash says so.
    lines = list(zip(row.events, split_digests(bytes(row.digests)), strict=False))
    return KeptSeal(Link(row.force, row.number, bytes(row.previous), row.sealed_at, lines), bytes(row.hash))


def _digests(ids: Sequence[int], force: ForceName) -> dict[int, bytes]:
    rows = AuditEvent.objects.filter(force=force, id__in=ids)
    return {row.pk: line_digest(line_of(row)) for row in rows.iterator(chunk_size=2000)}


def _rows(sql: str, force: ForceName) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"force": force})
        return list(cursor.fetchall())
