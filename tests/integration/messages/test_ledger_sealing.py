"""Sealers, workers that commit late, and a kill in the middle."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.messages.ledger import EntryKind, NewEntry, append
from waypost.messages.ledger.models import LedgerSeal, LedgerUnsealed
from waypost.messages.ledger.sealing import forces_to_seal, seal

FORCE = ForceName("anyshire")
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


def elsewhere(work: Callable[[], object]) -> object:
    """Do something on a connection of another thread, as another worker would."""

    def run() -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_each_seal_is_linked_to_the_one_before(committed_db: None, now: datetime) -> None:
    first = appended(now)
    sealed = seal(FORCE, now=now)
    second = appended(now)
    seal(FORCE, now=now + timedelta(seconds=2))

    one, two = seals()
    assert sealed == 2
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


def test_a_second_sealer_of_a_force_steps_back(committed_db: None, now: datetime) -> None:
    appended(now)
    with in_force(FORCE):
        assert seal(FORCE, now=now) == 2
        elsewhere(lambda: appended(now))

        assert elsewhere(lambda: seal(FORCE, now=now)) == 0

    assert seal(FORCE, now=now) == 2
    assert [one.number for one in seals()] == [1, 2]


@pytest.mark.parametrize(("place", "sealed"), [("seal.before_commit", 0), ("seal.after_commit", 1)])
def test_a_kill_in_the_middle_changes_nothing(committed_db: None, now: datetime, place: str, sealed: int) -> None:
    appended(now)

    killed = subprocess.run(
        [sys.executable, "-c", _SEAL],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "waypost.config.settings", "WAYPOST_CRASHPOINT": place},
        check=False,
    )

    assert killed.returncode == -9
    assert len(seals()) == sealed
    assert seal(FORCE, now=now) == (0 if sealed else 2)
    assert len(seals()) == 1
    assert not LedgerUnsealed.objects.exists()
