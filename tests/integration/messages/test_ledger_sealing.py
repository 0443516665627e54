"""Sealers, workers that commit late, and a kill in the middle."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import connection

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.messages.ledger import EntryKind, NewEntry, append
from waypost.messages.ledger.models import LedgerSeal, LedgerUnsealed
from waypost.messages.ledger.sealing import forces_to_seal, seal

FORCE = ForceName("anyshire")
Result = TypeVar("Result")
_SEAL = (
    "import django; django.setup();"
    "from waypost.base.clock import now; from waypost.messages.ledger.sealing import seal; seal('anyshire', now=now())"
)


def appended(now: datetime, count: int = 2) -> tuple[UUID, ...]:
    entries = [NewEntry(CaseId(7), None, EntryKind.ENDED, now, {"n": n}) for n in range(count)]
    with in_force(FORCE):
        return append(entries, force=FORCE, now=now)


def seals() -> list[LedgerSeal]:
    with in_force(FORCE):
        return list(LedgerSeal.objects.order_by("number"))


def elsewhere(work: Callable[[], Result]) -> Result:
    """Do something on a connection of another thread, as another worker would."""

    def run() -> Result:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_each_seal_follows_the_one_before_and_one_is_made_at_a_time(committed_db: None, now: datetime) -> None:
    first = appended(now)
    with in_force(FORCE):
        assert seal(FORCE, now=now) == 2
        second = elsewhere(lambda: appended(now))

        assert elsewhere(lambda: seal(FORCE, now=now)) == 0

    assert seal(FORCE, now=now + timedelta(seconds=2)) == 2
    one, two = seals()
    assert (one.number, two.number) == (1, 2)
    assert bytes(two.previous) == bytes(one.hash)
    assert (one.entries, two.entries) == (sorted(first), sorted(second))
    assert forces_to_seal() == []


def test_an_entry_that_commits_late_is_sealed_late_and_not_missed(committed_db: None, now: datetime) -> None:
    with in_force(FORCE):
        late = append([NewEntry(CaseId(7), None, EntryKind.ENDED, now, {})], force=FORCE, now=now)
        elsewhere(lambda: appended(now, 1))
        # The slow transaction is still open: the sealer neither waits for it nor leaves the others.
        assert elsewhere(lambda: seal(FORCE, now=now)) == 1

    assert seal(FORCE, now=now) == 1
    assert seals()[1].entries == list(late)


def test_a_kill_in_the_middle_changes_nothing(committed_db: None, now: datetime) -> None:
    appended(now)

    killed = subprocess.run(
        [sys.executable, "-c", _SEAL],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "waypost.config.settings",
            "WAYPOST_CRASHPOINT": "seal.before_commit",
        },
        check=False,
    )

    assert killed.returncode == -9
    assert seals() == []
    assert seal(FORCE, now=now) == 2
    assert not LedgerUnsealed.objects.exists()
