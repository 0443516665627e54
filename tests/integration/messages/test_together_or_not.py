"""What is written together is there together: a message that was handed over, and its entry in the ledger."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import psycopg
from django.db import connection

from tests.faults.drill import until
from tests.integration.messages.world import FORCE, FakeProvider, a_world, carried, plan, state
from waypost.base.scope import in_force
from waypost.messages.ledger.models import LedgerEntry
from waypost.messages.operations import deliver


def entries() -> Sequence[str]:
    with in_force(FORCE):
        return list(LedgerEntry.objects.values_list("kind", flat=True))


def somebody_waits_for(holder: psycopg.Connection) -> bool:
    (count,) = holder.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")
    return bool(count[0])


def test_a_message_is_handed_over_for_nobody_before_it_stands_in_the_ledger(committed_db: None, now: datetime) -> None:
    provider = FakeProvider()
    planned = plan(a_world(now))

    def run() -> None:
        try:
            deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
        finally:
            connection.close()

    # Whoever is killed while it waits here leaves neither of both.
    with ThreadPoolExecutor(1) as pool, psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as ledger:
        ledger.execute("LOCK TABLE messages_ledger_entry IN SHARE MODE")
        running = pool.submit(run)
        until(lambda: somebody_waits_for(ledger))
        assert (len(provider.sent), state(planned), entries()) == (1, "leased", [])
    running.result()

    assert (state(planned), entries()) == ("handed_over", ["handed_over"])
