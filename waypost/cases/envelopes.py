"""
Raw envelopes: what a source really sent, compressed, in monthly partitions, for the force's set number of days.

They are written once and read by people who look into a fault, so they have no model.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations import RunSQL

from waypost.base.rls import APP_ROLE, READER_ROLE, wall
from waypost.base.values import ForceName


@dataclass(frozen=True)
class Envelope:
    """One event as it came."""

    source_id: int
    event_id: str
    raw: bytes


def keep_envelopes(envelopes: Sequence[Envelope], *, force: ForceName, now: datetime) -> None:
    """Write the envelopes in one go, inside the caller's transaction."""
    # COPY does not work on a table with row-level security; arrays are as good.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_envelope (force, source_id, event_id, received_at, body)"
            " SELECT %s, source_id, event_id, %s, body"
            " FROM unnest(%s::bigint[], %s::text[], %s::bytea[]) AS row (source_id, event_id, body)",
            [
                force,
                now,
                [envelope.source_id for envelope in envelopes],
                [envelope.event_id for envelope in envelopes],
                [gzip.compress(envelope.raw, compresslevel=1, mtime=0) for envelope in envelopes],
            ],
        )


def drop_envelopes(*, force: ForceName, keep_days: int, now: datetime) -> int:
    """Delete the force's envelopes that are older than `keep_days`; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cases_envelope WHERE force = %s AND received_at < %s",
            [force, now - timedelta(days=keep_days)],
        )
        return int(cursor.rowcount)


def make_envelopes() -> RunSQL:
    """Return the operation that makes the table, its partitions for three years, and one for what comes later."""
    return RunSQL(_TABLE, reverse_sql="DROP TABLE cases_envelope")


_WALL = wall("cases_envelope").sql
_TABLE = f"""
CREATE TABLE cases_envelope (
    force varchar(41) NOT NULL,
    source_id bigint NOT NULL,
    event_id varchar(200) NOT NULL,
    received_at timestamptz NOT NULL,
    body bytea NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX cases_envelope_find ON cases_envelope (force, source_id, event_id);
CREATE TABLE cases_envelope_later PARTITION OF cases_envelope DEFAULT;
-- Named by itself a partition would not ask the wall, so nobody may name it.
REVOKE ALL ON cases_envelope_later FROM {APP_ROLE}, {READER_ROLE};
DO $$
DECLARE month date := date_trunc('month', now())::date;
BEGIN
    FOR i IN 1..36 LOOP
        EXECUTE format(
            'CREATE TABLE cases_envelope_%s PARTITION OF cases_envelope FOR VALUES FROM (%L) TO (%L)',
            to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date
        );
        EXECUTE format(
            'REVOKE ALL ON cases_envelope_%s FROM {APP_ROLE}, {READER_ROLE}', to_char(month, 'YYYY_MM')
        );
        month := (month + interval '1 month')::date;
    END LOOP;
END $$;
{_WALL}
"""
