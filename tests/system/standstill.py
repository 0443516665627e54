"""What a running demonstration was doing when a story waited in vain: ids, codes and times only."""

from typing import Final

import psycopg

from tests.system.running import Demo

_ASKED: Final = (
    "SELECT id, task_name, status, priority, attempts, scheduled_at, queueing_lock FROM procrastinate_jobs"
    " WHERE status IN ('todo', 'doing') ORDER BY id LIMIT 20",
    "SELECT source_id, polled_at, leased_until, failures, last_error FROM connectors_cursor ORDER BY source_id",
    "SELECT datname, state, wait_event_type, wait_event, now() - xact_start, left(query, 80) FROM pg_stat_activity"
    " WHERE state IS NOT NULL AND state <> 'idle' ORDER BY pid",
    "SELECT state, reason, count(*) FROM messages_message GROUP BY 1, 2 ORDER BY 1, 2",
)


def standstill(demo: Demo) -> str:
    """Return the jobs that wait or run, how far sources are read, what the database does, and where messages stand."""
    with psycopg.connect(demo.environment["DATABASE_OWNER_URL"], autocommit=True) as database:
        # Messages are seen by their force alone, by the owner of the tables too.
        database.execute("SELECT set_config('waypost.force', 'anyshire', false)")
        return "\n".join(f"{question[:60]} ...\n  {database.execute(question).fetchall()}" for question in _ASKED)
