"""
Links what workers have appended into the chain of their force, in batches, within seconds.

One sealer a force works at a time; another steps back. Nobody waits for it, and it waits for nobody: an entry whose
transaction commits late is in a later seal, since what is unsealed is a row of its own and not a place in an order.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from waypost.base.crashpoints import crashpoint
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.ledger.models import LedgerEntry, LedgerSeal, LedgerUnsealed
from waypost.messages.ledger.rules import FIRST_PREVIOUS, Link, seal_hash

MOST_ENTRIES = 1000
"""In one seal."""


def seal(force: ForceName, *, now: datetime) -> int:
    """Link what is committed and unsealed, in one seal; return how many entries it covers, none if another seals."""
    with in_force(force):
        if not _is_alone(force):
            return 0
        entries = _unsealed(force)
        if entries:
            crashpoint("seal.before_write")
            _write(entries, force=force, now=now)
            crashpoint("seal.before_commit")
    crashpoint("seal.after_commit")
    return len(entries)


def forces_to_seal() -> Sequence[ForceName]:
    """Return the forces that have something unsealed; asked outside the wall, since only ids stand there."""
    names = LedgerUnsealed.objects.order_by("force").values_list("force", flat=True).distinct()
    return [ForceName(name) for name in names]


def _is_alone(force: ForceName) -> bool:
    # Let go at the end of the transaction, however it ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('waypost ledger ' || %s, 0))", [force])
        return bool(cursor.fetchone()[0])


def _unsealed(force: ForceName) -> Sequence[LedgerEntry]:
    wanted = LedgerUnsealed.objects.filter(force=force).order_by("entry_id").values_list("entry_id", flat=True)
    found = LedgerEntry.objects.filter(id__in=list(wanted[:MOST_ENTRIES]))
    return list(found.only("id", "digest").order_by("id"))


def _write(entries: Sequence[LedgerEntry], *, force: ForceName, now: datetime) -> None:
    last = LedgerSeal.objects.filter(force=force).order_by("-number").only("number", "hash").first()
    link = Link(
        force=force,
        number=last.number + 1 if last else 1,
        previous=bytes(last.hash) if last else FIRST_PREVIOUS,
        sealed_at=now,
        entries=[(entry.id, bytes(entry.digest)) for entry in entries],
    )
    LedgerSeal.objects.create(
        force=force,
        number=link.number,
        previous=link.previous,
        hash=seal_hash(link),
        sealed_at=now,
        entries=[entry.id for entry in entries],
        first_entry=entries[0].id,
        last_entry=entries[-1].id,
    )
    LedgerUnsealed.objects.filter(entry_id__in=[entry.id for entry in entries]).delete()
