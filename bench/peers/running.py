"""The Celery pipeline, running: PostgreSQL as Waypost ships it, Redis, gunicorn, a worker of two processes, a stub."""

import os
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.guards import refuse_a_given_database, refuse_unless_loopback
from bench.peers.installing import peers_python, redis_server
from bench.pipeline import (
    CHECKOUT,
    NOTIFY_KEY,
    NOTIFY_TEMPLATE,
    CannotMeasure,
    Stub,
    free_ports,
    plain_environment,
    start,
    start_stub,
    stop,
    wait_for,
)
from bench.usage import Watch
from waypost.base.postgres import EmbeddedServer, ensure_running
from waypost.base.postgres.processes import serving_process

_PACKAGE = "bench.peers.celery_pipeline"
_DATABASE = "waypost"
_PROCESSES = 2


@dataclass
class Peer:
    """A running pipeline of another make."""

    name: str
    intake_url: str
    keys: list[str]
    stub: Stub
    database: psycopg.Connection[tuple[object, ...]]
    watch: Watch = field(default_factory=Watch)

    def delivered(self, *, since: float) -> int:
        """Return how many messages became delivered since (Unix seconds)."""
        return self._figure(
            "SELECT count(*) FROM peer_message WHERE status = 'delivered' AND delivered_at >= to_timestamp(%s)", [since]
        )

    def is_quiet(self) -> bool:
        """Whether every message has its receipt."""
        return not self._figure("SELECT count(*) FROM peer_message WHERE status <> 'delivered'", [])

    def _figure(self, statement: str, values: Sequence[object]) -> int:
        row = self.database.execute(statement.encode(), values).fetchone()
        return int(str(row[0])) if row else 0


@contextmanager
def running_celery() -> Iterator[Peer]:
    """
    Start everything, yield when it answers, and leave no process and no data behind.

    :raises CannotMeasure: if something is missing or does not come up.
    """
    refuse_unless_loopback(os.environ)
    refuse_a_given_database(os.environ)
    # Told to stop, it stops what it has started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    python, redis = str(peers_python()), redis_server()
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        server = ensure_running(Path(folder))
        try:
            with psycopg.connect(server.owner_url(_DATABASE), autocommit=True) as database:
                yield from _running(Path(folder), server, database, python=python, redis=redis)
        finally:
            server.remove()


def _running(
    folder: Path, server: EmbeddedServer, database: psycopg.Connection[tuple[object, ...]], *, python: str, redis: str
) -> Iterator[Peer]:
    web_port, stub_port, redis_port = free_ports(3)
    environment = _environment(server, stub_port=stub_port, redis_port=redis_port)
    refuse_unless_loopback(environment)
    web, stub_url = f"http://127.0.0.1:{web_port}", f"http://127.0.0.1:{stub_port}"
    peer = Peer("Django + DRF + Celery + Redis", f"{web}/events", [environment["PEER_KEY"]], Stub(stub_url), database)
    postmaster = serving_process(server.place.data)
    assert postmaster is not None  # noqa: S101 - `ensure_running` has asked it
    peer.watch.add("PostgreSQL", postmaster)
    _make_tables(python, environment)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for role, program, arguments in _programs(python, redis, folder, web_port=web_port, redis_port=redis_port):
            children.append(start(arguments, role=role, environment=environment, watch=peer.watch, program=program))
        children.append(
            start_stub(stub_port, callback_url=f"{web}/receipts", environment=environment, watch=peer.watch)
        )
        wait_for(f"{web}/readyz", children=children)
        wait_for(f"{stub_url}/stats", children=children)
        yield peer
    finally:
        stop(children)


def _programs(
    python: str, redis: str, folder: Path, *, web_port: int, redis_port: int
) -> Sequence[tuple[str, str, Sequence[str]]]:
    """Return role, program and arguments of each; what is queued in Redis is on disk within a second."""
    kept = ("--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--logfile", str(folder / "redis.log"))
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
    return (
        ("Redis", redis, ("--port", str(redis_port), "--bind", "127.0.0.1", "--dir", str(folder), *kept)),
        ("worker", python, ("-W", "ignore", "-m", "celery", "--quiet", "-A", f"{_PACKAGE}.queue", "worker",
                            "--pool", "prefork", "--concurrency", str(_PROCESSES), *alone)),
        ("web", python, ("-m", "gunicorn", f"{_PACKAGE}.wsgi:application", "--bind", f"127.0.0.1:{web_port}",
                         "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--keep-alive", "30",
                         "--log-level", "warning")),
    )  # fmt: skip


def _environment(server: EmbeddedServer, *, stub_port: int, redis_port: int) -> Mapping[str, str]:
    owner = {key: str(value) for key, value in conninfo_to_dict(server.owner_url(_DATABASE)).items()}
    return plain_environment(
        DJANGO_SETTINGS_MODULE=f"{_PACKAGE}.settings",
        PEER_KEY=secrets.token_hex(24),
        PEER_DATABASE_HOST=owner["host"],
        PEER_DATABASE_NAME=owner["dbname"],
        PEER_DATABASE_USER=owner["user"],
        PEER_DATABASE_PASSWORD=owner["password"],
        PEER_REDIS_URL=f"redis://127.0.0.1:{redis_port}/0",
        PEER_PORTAL_URL="https://portal.example.org/i/",
        NOTIFY_BASE_URL=f"http://127.0.0.1:{stub_port}",
        NOTIFY_API_KEY=NOTIFY_KEY,
        NOTIFY_TEMPLATE_SMS=NOTIFY_TEMPLATE,
        NOTIFY_CALLBACK_TOKEN=secrets.token_hex(16),
    )


def _make_tables(python: str, environment: Mapping[str, str]) -> None:
    done = subprocess.run([python, "-m", f"{_PACKAGE}.make_tables"], cwd=CHECKOUT, env=dict(environment), check=False)
    if done.returncode:
        raise CannotMeasure("the tables of the Celery pipeline could not be made (see above)")
