"""
The readers of the timeline: each has a place of its own in every case, and is woken when there is more to read.

Workers claim places, not events: order within a case holds, and replay is moving a place back.
*Source:* design 1.2.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from waypost.base.values import CaseId, ForceName
from waypost.cases.models import Place


class Reader(StrEnum):
    """Who reads the timeline."""

    JOURNEYS = "journeys"
    DUTIES = "duties"
    WORKLIST = "worklist"


STUCK_AFTER = 5
"""A case that has failed this often needs a person: `doctor` says so. It is still tried again, each 16 minutes."""
_FIRST_PAUSE = timedelta(seconds=30)
_CLAIM = """
SELECT case_id, place FROM cases_place WHERE reader = %s AND force = %s AND wake_at <= %s
    ORDER BY wake_at, case_id LIMIT %s FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True)
class Claim:
    """One case that a worker holds until its transaction ends; `place` is the number of the last event read."""

    case_id: CaseId
    place: int


@dataclass(frozen=True)
class Ahead:
    """What lies ahead of a place: up to which event was looked, whether there are more, whether one is of a kind."""

    place: int
    has_more: bool
    has_kind: bool


def wake_readers(case_ids: Sequence[CaseId], *, force: ForceName, now: datetime) -> None:
    """Let every reader look at these cases as soon as it can, inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_place (reader, case_id, force, place, wake_at, tries)"
            " SELECT reader, case_id, %s, 0, %s, 0"
            " FROM unnest(%s::text[]) AS r (reader), unnest(%s::bigint[]) AS c (case_id)"
            " ORDER BY reader, case_id"
            " ON CONFLICT (reader, case_id) DO UPDATE"
            " SET wake_at = LEAST(cases_place.wake_at, EXCLUDED.wake_at)",
            [force, now, [reader.value for reader in Reader], sorted(case_ids)],
        )


def claim_places(reader: Reader, *, force: ForceName, limit: int, now: datetime) -> Sequence[Claim]:
    """Claim up to `limit` due cases of one force until the transaction ends; those of other workers are passed over."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [reader, force, now, limit])
        return [Claim(CaseId(case_id), place) for case_id, place in cursor.fetchall()]


def look_ahead(claims: Collection[Claim], *, kind: str, force: ForceName, limit: int) -> Mapping[CaseId, Ahead]:
    """Return what lies ahead of each claimed place, of its next `limit` events; one query, and no event is read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.case_id, count(*), max(e.number), bool_or(e.kind = %s)"
            " FROM unnest(%s::bigint[], %s::int[]) AS c (case_id, place)"
            " JOIN cases_event e ON e.force = %s AND e.case_id = c.case_id"
            " AND e.number > c.place AND e.number <= c.place + %s"
            " GROUP BY c.case_id",
            [kind, [one.case_id for one in claims], [one.place for one in claims], force, limit],
        )
        found = {CaseId(row[0]): Ahead(row[2], row[1] == limit, row[3]) for row in cursor.fetchall()}
    return {one.case_id: found.get(one.case_id) or Ahead(one.place, False, False) for one in claims}


def move_places(reader: Reader, *, force: ForceName, places: Mapping[CaseId, tuple[int, datetime | None]]) -> None:
    """Set the place and the next look of claimed cases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_place p SET place = m.place, wake_at = m.wake_at, tries = 0"
            " FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS m (case_id, place, wake_at)"
            " WHERE p.reader = %s AND p.force = %s AND p.case_id = m.case_id",
            [
                list(places),
                [place for place, _ in places.values()],
                [wake_at for _, wake_at in places.values()],
                reader,
                force,
            ],
        )


def postpone_place(reader: Reader, case_id: CaseId, *, force: ForceName, now: datetime) -> bool:
    """Count one more failure of a claimed case, and look again later; return whether it is stuck as of now."""
    place = Place.objects.get(reader=reader, force=force, case_id=case_id)
    Place.objects.filter(reader=reader, force=force, case_id=case_id).update(
        tries=min(place.tries + 1, STUCK_AFTER), wake_at=now + _FIRST_PAUSE * 2**place.tries
    )
    return place.tries + 1 == STUCK_AFTER


def stuck_cases() -> Mapping[ForceName, int]:
    """Return how many cases could not be decided time and again, by force."""
    rows = Place.objects.filter(tries__gte=STUCK_AFTER).values("force").order_by("force")
    return {ForceName(row["force"]): row["cases"] for row in rows.annotate(cases=Count("case_id"))}


def due_forces(reader: Reader, *, now: datetime) -> Sequence[ForceName]:
    """Return the forces that have a due case, in alphabetical order."""
    names = (
        Place.objects.filter(reader=reader, wake_at__lte=now)
        .order_by("force")
        .values_list("force", flat=True)
        .distinct()
    )
    return [ForceName(name) for name in names]


def wake_sleeping(reader: Reader, case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> int:
    """
    Let one reader look at those of these cases that it sleeps on, inside the caller's transaction; return how many.

    A case that has failed keeps the pause that it was given.
    """
    sleeping = Q(wake_at=None) | Q(wake_at__gt=now)
    places = Place.objects.filter(sleeping, reader=reader, force=force, case_id__in=case_ids, tries=0)
    locked = places.select_for_update().order_by("case_id").values_list("case_id", flat=True)
    return Place.objects.filter(reader=reader, force=force, case_id__in=list(locked)).update(wake_at=now)


def wake_soon(reader: Reader, case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> None:
    """
    Let one reader look at these cases once the caller's transaction is committed, whatever the caller has locked.

    A place that somebody else has in hand is not waited for, so that no circle of locks can close: it is woken right
    after the commit. A case that has failed keeps the pause that it was given.
    """
    places = Place.objects.filter(reader=reader, force=force, case_id__in=case_ids, tries=0)
    free = set(places.select_for_update(skip_locked=True).values_list("case_id", flat=True))
    _hasten(places.filter(case_id__in=free), now=now)
    busy = set(case_ids) - free
    if busy:
        transaction.on_commit(lambda: _wake_now(reader, busy, force=force, now=now))


def _wake_now(reader: Reader, case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> None:
    with transaction.atomic():
        lock_places(reader, case_ids, force=force)
        _hasten(Place.objects.filter(reader=reader, force=force, case_id__in=case_ids, tries=0), now=now)


def _hasten(places: QuerySet[Place], *, now: datetime) -> None:
    places.filter(Q(wake_at=None) | Q(wake_at__gt=now)).update(wake_at=now)


def lock_places(reader: Reader, case_ids: Collection[CaseId], *, force: ForceName) -> None:
    """Lock the reader's places in these cases, in the order in which everybody who waits for places locks them."""
    places = Place.objects.select_for_update().filter(reader=reader, force=force, case_id__in=case_ids)
    list(places.order_by("case_id").values_list("case_id"))
