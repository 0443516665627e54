"""
What has gone to numbers and addresses today, counted in the database.

Two workers that each count before the other writes would go over a cap together: whoever is about to send locks the
contacts first, always in the same order, and counts when nobody else can send there.
"""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from waypost.base.values import ForceName
from waypost.messages.models import Message
from waypost.messages.values import MessageState

Pushed = Mapping[str, Mapping[int, int]]
"""How many messages have left on one day, by normalised contact and case."""

_NOT_ON_ITS_WAY = [MessageState.HELD, MessageState.SUPPRESSED, MessageState.SUPERSEDED, MessageState.EXPIRED]


def pushed_on(day: date, keys: Collection[str], *, force: ForceName) -> Pushed:
    """Return what has left for these contacts on a day in England and Wales, or is on its way."""
    if not keys:
        return {}
    # One that was leased, refused and then held has not left.
    left = Message.objects.filter(~Q(state__in=_NOT_ON_ITS_WAY) | Q(handed_over_at__isnull=False))
    rows = left.filter(force=force, contact_key__in=sorted(keys), pushed_on=day)
    found: dict[str, dict[int, int]] = {}
    for key, case_id, count in rows.values_list("contact_key", "case_id").annotate(count=Count("id")).order_by():
        found.setdefault(key, {})[case_id] = count
    return found


def lock_contacts(keys: Collection[str], *, force: ForceName) -> None:
    """Keep every other worker from sending to these contacts until this transaction ends."""
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s || ' ' || key, 0))"
            ' FROM (SELECT key FROM unnest(%s::text[]) AS k (key) ORDER BY key COLLATE "C") AS sorted',
            [force, sorted(keys)],
        )
