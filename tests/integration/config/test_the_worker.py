"""A worker as a program: it decides what is due, outlives its database's restarts, and stops when told to."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.config.standstill import WatchedConnector
from waypost.config.worker import run_worker
from waypost.messages.models import Message

ROOT = Path(__file__).parents[3]
_PATIENCE_S = 60.0

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def worker(committed_db: None) -> Iterator[subprocess.Popen[bytes]]:
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "waypost.config.settings"}
    command = [sys.executable, "-m", "waypost.config.cli", "worker"]
    running = subprocess.Popen(command, cwd=ROOT, env=told)
    yield running
    running.kill()
    running.wait()


def messages() -> int:
    with in_force(FORCE):
        return Message.objects.count()


def wait_for_messages(wanted: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while messages() < wanted:
        assert time.monotonic() < deadline, f"{messages()} of {wanted} messages were planned"
        time.sleep(0.1)


@contextmanager
def database_away(*, seconds: float) -> Iterator[None]:
    """Let nobody connect for so long, and end every connection there is."""
    owner = os.environ["DATABASE_OWNER_URL"]
    name = sql.Identifier(str(conninfo_to_dict(owner)["dbname"]))
    with psycopg.connect(owner, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        try:
            yield
            time.sleep(seconds)
        finally:
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def cut_every_connection_of_the_app(app: psycopg.Connection[tuple[object, ...]]) -> None:
    connections.close_all()
    # A role may end its own sessions; the worker's are those of the app.
    app.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
    )


def test_a_worker_decides_outlives_an_outage_and_stops_when_told(worker: subprocess.Popen[bytes]) -> None:
    now = datetime.now(UTC)
    recorded = changed(RECORDED, recorded_at=now.isoformat(), updated_at=now.isoformat())
    source = a_source("rms", now=now)
    take(source, event(changed(recorded, reference="before"), "1"), now=now)
    wait_for_messages(1)

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as app, database_away(seconds=9):
        cut_every_connection_of_the_app(app)
    take(source, event(changed(recorded, reference="after"), "2"), now=now)
    wait_for_messages(2)

    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0


def test_a_worker_whose_queue_does_not_answer_begins_again_and_goes_on(committed_db: None) -> None:
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "waypost.config.settings", "WAYPOST_QUEUE_PATIENCE_S": "3"}
    command = [sys.executable, "-m", "waypost.config.cli", "worker"]
    running = subprocess.Popen(command, cwd=ROOT, env=told, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    try:
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
            # Whoever asks for a job waits, and no error ends that.
            owner.execute("LOCK TABLE procrastinate_jobs IN ACCESS EXCLUSIVE MODE")
            said = next(line for line in running.stderr if "begins again" in line)
        now = datetime.now(UTC)
        recorded = changed(RECORDED, recorded_at=now.isoformat(), updated_at=now.isoformat(), reference="after")
        take(a_source("rms", now=now), event(recorded, "1"), now=now)
        wait_for_messages(1)

        assert "has not answered" in said
        assert running.poll() is None
    finally:
        running.kill()
        running.communicate()


def test_a_queue_that_ends_though_nobody_asked_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # So it ends where the database was away for a moment and is back before the queue signs off there.
    begun = 0

    async def queue(self: App, **settings: object) -> None:
        nonlocal begun
        begun += 1
        if begun == 2:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()

    monkeypatch.setattr(App, "run_worker_async", queue)
    monkeypatch.setattr("waypost.config.worker._PAUSE_S", 0.0)
    run_worker(concurrency=1)

    assert begun == 2


def test_a_thread_says_its_wishes_by_a_connection_of_its_own_while_the_pool_of_the_queue_is_open() -> None:
    connector = WatchedConnector(kwargs=connector_params("default"), timeout=10.0, max_size=4)

    async def who_speaks() -> object:
        await connector.open_async()
        try:
            return connector.get_sync_connector()
        finally:
            await connector.close_async()

    # The pool's lock belongs to the loop of the queue: asked from another one, the worker stood still, or ended.
    assert isinstance(asyncio.run(who_speaks()), DjangoConnector)
