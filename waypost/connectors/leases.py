"""
Who polls a source just now, and how far it has been read.

Two that poll one source at once could write an older state over a newer one, since a polled source has no
revision. So a poll holds a lease, and each write asks for it again in its own transaction: whoever was thought
dead and wakes up later writes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from waypost.base.ids import new_id
from waypost.base.values import ForceName
from waypost.cases.values import SourceFacts
from waypost.connectors.models import Cursor

LEASE = timedelta(seconds=45)


class AlreadyPolled(RuntimeError):
    """Another worker polls this source just now."""


class LeaseLost(RuntimeError):
    """The poll took so long that another worker has taken over: nothing more is written."""


@dataclass(frozen=True)
class Lease:
    """The right to poll one source; `position` is where the last poll came to, empty before the first."""

    source_id: int
    force: ForceName
    token: UUID
    position: str


def claim_poll(source: SourceFacts, *, now: datetime) -> Lease:
    """
    Take the right to poll a source.

    :raises AlreadyPolled: if another has it, and it has not run out.
    """
    Cursor.objects.get_or_create(source_id=source.id, defaults={"force": source.force})
    token = new_id()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    claimed = Cursor.objects.filter(free, source_id=source.id).update(
        lease=token, leased_until=now + LEASE, polled_at=now
    )
    if not claimed:
        raise AlreadyPolled(f"source {source.id} is being polled")
    position = Cursor.objects.values_list("position", flat=True).get(source_id=source.id)
    return Lease(source.id, source.force, token, position)


def advance(lease: Lease, *, position: str | None, now: datetime) -> None:
    """
    Write in the caller's transaction how far the source has been read, None for no further, and hold the lease longer.

    :raises LeaseLost: if another has taken it: the caller's transaction must not commit.
    """
    kept = Cursor.objects.filter(source_id=lease.source_id, lease=lease.token).update(
        leased_until=now + LEASE, **({} if position is None else {"position": position})
    )
    if not kept:
        raise LeaseLost(f"source {lease.source_id} was taken over")


def release(lease: Lease) -> None:
    """Let go of a lease after a poll that came to its end."""
    Cursor.objects.filter(source_id=lease.source_id, lease=lease.token).update(
        lease=None, leased_until=None, failures=0, last_error=""
    )


def release_failed(lease: Lease, *, error: str) -> None:
    """Let go of a lease after a poll that failed with `error`, a code of ours."""
    row = Cursor.objects.filter(source_id=lease.source_id, lease=lease.token).first()
    if row is not None:
        Cursor.objects.filter(source_id=lease.source_id, lease=lease.token).update(
            lease=None, leased_until=None, failures=row.failures + 1, last_error=error[:60]
        )


def last_polled(sources: Sequence[SourceFacts]) -> Mapping[int, datetime]:
    """Return when each source was last begun to be polled; one that never was is left out."""
    rows = Cursor.objects.filter(source_id__in=[source.id for source in sources]).exclude(polled_at=None)
    return {source_id: at for source_id, at in rows.values_list("source_id", "polled_at") if at is not None}


def move_position(source_id: int, *, position: str) -> bool:
    """
    Let the next poll go on from another position, the start where it is empty: what is unchanged costs a comparison.

    A poll that is under way loses its lease, so that it does not write its own position over this one. Return whether
    the source has ever been polled.
    """
    moved = Cursor.objects.filter(source_id=source_id).update(position=position, lease=None, leased_until=None)
    return bool(moved)
