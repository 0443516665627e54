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

from django.db.models import Case, F, Q, When

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
    """
    The right to poll one source; `position` is where the last poll came to, empty before the first.

    `deaths` counts the polls that ended without a word since it moved on.
    """

    source_id: int
    force: ForceName
    token: UUID
    position: str
    deaths: int = 0


def claim_poll(source: SourceFacts, *, now: datetime) -> Lease:
    """
    Take the right to poll a source.

    :raises AlreadyPolled: if another has it, and it has not run out.
    """
    Cursor.objects.get_or_create(source_id=source.id, defaults={"force": source.force})
    token = new_id()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    claimed = Cursor.objects.filter(free, source_id=source.id).update(
        lease=token,
        leased_until=now + LEASE,
        polled_at=now,
        # Whoever had it last never let go of it.
        deaths=Case(When(leased_until=None, then=F("deaths")), default=F("deaths") + 1),
    )
    if not claimed:
        raise AlreadyPolled(f"source {source.id} is being polled")
    row = Cursor.objects.get(source_id=source.id)
    return Lease(source.id, source.force, token, row.position, row.deaths)


def advance(lease: Lease, *, position: str | None, now: datetime) -> None:
    """
    Write in the caller's transaction how far the source has been read, None for no further, and hold the lease longer.

    :raises LeaseLost: if another has taken it: the caller's transaction must not commit.
    """
    moved = {} if position is None else {"position": position, "deaths": _unless_moved(position)}
    kept = Cursor.objects.filter(source_id=lease.source_id, lease=lease.token).update(leased_until=now + LEASE, **moved)
    if not kept:
        raise LeaseLost(f"source {lease.source_id} was taken over")


def _unless_moved(position: str) -> Case:
    # What is read again before the position may be well, and what kills the worker come after it.
    return Case(When(position=position, then=F("deaths")), default=0)


def release(lease: Lease) -> None:
    """Let go of a lease after a poll that came to its end."""
    Cursor.objects.filter(source_id=lease.source_id, lease=lease.token).update(
        lease=None, leased_until=None, failures=0, last_error="", deaths=0
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


def failures_of(sources: Sequence[SourceFacts]) -> Mapping[int, tuple[int, str]]:
    """Return how often the polls of these have failed since one went well, and the last one's code; by source."""
    rows = Cursor.objects.filter(source_id__in=[source.id for source in sources], failures__gt=0)
    return {row.source_id: (row.failures, row.last_error) for row in rows}


def move_position(source_id: int, *, position: str) -> bool:
    """
    Let the next poll go on from another position, the start where it is empty: what is unchanged costs a comparison.

    A poll that is under way loses its lease, so that it does not write its own position over this one. Return whether
    the source has ever been polled.
    """
    moved = Cursor.objects.filter(source_id=source_id).update(position=position, lease=None, leased_until=None)
    return bool(moved)
