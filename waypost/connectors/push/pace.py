"""How fast a source may send, held for all web processes and machines by one row a source."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from waypost.connectors.push.values import TooFast


@dataclass(frozen=True)
class Allowance:
    """So many events a second on average, and as many seconds' worth at once."""

    events_per_s: float
    burst_s: float


def keep_pace(source_id: int, *, events: int, allowance: Allowance, now: datetime) -> None:
    """
    Count `events` of the source, or refuse them; a refusal counts nothing.

    The generic cell rate algorithm: the row holds the moment at which the source would be even. A source that
    is not ahead by more than its burst may send a whole batch, however large, so that no batch starves.

    :raises TooFast: with the seconds after which the same request would be let in.
    """
    cost = timedelta(seconds=events / allowance.events_per_s)
    start_by = now + timedelta(seconds=allowance.burst_s)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO connectors_pace AS pace (source_id, even_at) VALUES (%(source)s, %(even)s)"
            " ON CONFLICT (source_id) DO UPDATE SET even_at = GREATEST(EXCLUDED.even_at,"
            " pace.even_at + (EXCLUDED.even_at - %(now)s)) WHERE pace.even_at <= %(start_by)s RETURNING 1",
            {"source": source_id, "now": now, "even": now + cost, "start_by": start_by},
        )
        if cursor.fetchone() is None:
            wait_s = _seconds_until_even(source_id, start_by=start_by)
            raise TooFast("The source sends too fast: wait, then send it again.", retry_after_s=wait_s)


def _seconds_until_even(source_id: int, *, start_by: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT even_at FROM connectors_pace WHERE source_id = %s", [source_id])
        (even_at,) = cursor.fetchone()
    wait: timedelta = even_at - start_by
    return max(1, math.ceil(wait.total_seconds()))
