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
    burst = timedelta(seconds=allowance.burst_s)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO connectors_pace AS pace (source_id, even_at) VALUES (%(source)s, %(now)s + %(cost)s)"
            " ON CONFLICT (source_id) DO UPDATE SET even_at = GREATEST(pace.even_at, %(now)s) + %(cost)s"
            " WHERE pace.even_at <= %(now)s + %(burst)s RETURNING 1",
            {"source": source_id, "now": now, "cost": cost, "burst": burst},
        )
        if cursor.fetchone() is None:
            raise TooFast(
                "The source sends too fast.", retry_after_s=_wait_s(source_id, burst=burst, now=now)
            )


def _wait_s(source_id: int, *, burst: timedelta, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT even_at FROM connectors_pace WHERE source_id = %s", [source_id])
        row = cursor.fetchone()
    even_at = row[0] if row else now
    return max(1, math.ceil((even_at - burst - now).total_seconds()))
