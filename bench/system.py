"""Waypost as it is run, in a folder and on a server of its own, with the stub as its provider."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import psutil
import psycopg

from bench.guards import refuse_a_given_database, refuse_unless_loopback
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

FORCE = "anyshire"
WEB, WORKER, DATABASE = "web", "worker", "PostgreSQL"
_DATABASE_NAME = "waypost"
_NO_LIMIT = "10000000"
NO_MORE_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass
class System:
    """A running Waypost. `keys` has one key a force, in the order of `forces`."""

    name: str
    home: Path
    environment: Mapping[str, str]
    server: EmbeddedServer
    intake_url: str
    stub: Stub
    watch: Watch
    forces: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    connections: dict[str, psycopg.Connection[tuple[object, ...]]] = field(default_factory=dict)

    def waypost(self, *arguments: str) -> str:
        """
        Run a command of Waypost; return what it printed.

        :raises CannotMeasure: if it fails.
        """
        command = [sys.executable, "-m", "waypost.config.cli", *arguments]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=dict(self.environment), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotMeasure(f"waypost {' '.join(arguments[:2])} failed: {done.stderr.strip()}")
        return done.stdout

    def add_force(self, name: str) -> None:
        """Make a force whose cases the events may be of, with a source that pushes."""
        if name == FORCE:
            # The demo force has no caps and no quiet hours; every number counts as a real one.
            self.waypost("force", "set", name, "placeholders=")
        else:
            self.waypost("force", "add", name, "--like", FORCE)
        options = ("--name", "bench", "--kind", "push", "--state", "live", "--json")
        self.keys.append(json.loads(self.waypost("source", "add", "--force", name, *options))["key"])
        self.forces.append(name)

    def connect(self, force: str) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection as the owner, who sees one force at a time; it stays open until the end."""
        if force not in self.connections:
            connection = psycopg.connect(self.server.owner_url(_DATABASE_NAME), autocommit=True)
            connection.execute("SELECT set_config('waypost.force', %s, false)", [force])
            self.connections[force] = connection
        return self.connections[force]

    def start_worker(self) -> None:
        """Start one more worker."""
        arguments = ("-m", "waypost.config.cli", "worker")
        self.workers.append(start(arguments, role=WORKER, environment=self.environment, watch=self.watch))

    def set_workers(self, count: int) -> None:
        """Have so many workers run."""
        while len(self.workers) > count:
            self._end_worker(signal.SIGTERM)
        while len(self.workers) < count:
            self.start_worker()

    def kill_worker(self) -> None:
        """Kill the oldest worker and all that it started, as a machine that fails would; start another."""
        self._end_worker(signal.SIGKILL)
        self.start_worker()

    def _end_worker(self, how: signal.Signals) -> None:
        worker = self.workers.pop(0)
        self.watch.forget(WORKER, psutil.Process(worker.pid))
        # Of a session of its own, so the group is all of it.
        os.killpg(worker.pid, how)
        worker.wait()

    def delivered(self, *, since: float) -> int:
        """Return how many messages became delivered since (Unix seconds), in all forces."""
        return sum(
            self._figure(
                force,
                "SELECT count(*) FROM messages_message WHERE force = %s AND state = 'delivered'"
                " AND state_at >= to_timestamp(%s)",
                [force, since],
            )
            for force in self.forces
        )

    def is_quiet(self) -> bool:
        """Whether no reader of a timeline is behind, and no message is due."""
        return not any(
            self._figure(
                force,
                "SELECT (SELECT count(*) FROM cases_place WHERE force = %s AND wake_at <= now())"
                " + (SELECT count(*) FROM messages_message WHERE force = %s"
                "    AND state IN ('queued', 'leased', 'in_doubt') AND due_at <= now())",
                [force, force],
            )
            for force in self.forces
        )

    def _figure(self, force: str, statement: str, values: Sequence[object]) -> int:
        row = self.connect(force).execute(statement.encode(), values).fetchone()
        return int(str(row[0])) if row else 0


@contextmanager
def running_system(
    *, workers: int, forces: Sequence[str] = (FORCE,), settings: Mapping[str, str] = NO_MORE_SETTINGS
) -> Iterator[System]:
    """
    Start PostgreSQL, the stub, web and workers; yield when they answer; leave no process and no data behind.

    `settings` are what the environment says on top of what every measurement needs.

    :raises NotLoopback: if a provider's address leads off this machine, or a database is given.
    """
    refuse_unless_loopback(os.environ)
    refuse_a_given_database(os.environ)
    # Told to stop, it stops what it has started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        server = ensure_running(Path(folder))
        try:
            with _running(Path(folder), server, workers=workers, forces=forces, settings=settings) as system:
                yield system
        finally:
            server.remove()


@contextmanager
def _running(
    home: Path, server: EmbeddedServer, *, workers: int, forces: Sequence[str], settings: Mapping[str, str]
) -> Iterator[System]:
    web_port, stub_port = free_ports(2)
    system = _system(home, server, web_port=web_port, stub_port=stub_port, settings=settings)
    refuse_unless_loopback(system.environment)
    system.waypost("migrate")
    for force in forces:
        system.add_force(force)
    postmaster = serving_process(server.place.data)
    assert postmaster is not None  # noqa: S101 - `ensure_running` has asked it
    system.watch.add(DATABASE, postmaster)
    children: list[subprocess.Popen[bytes]] = []
    callback = f"http://127.0.0.1:{web_port}/api/receipts/notify"
    try:
        children.append(
            start_stub(stub_port, callback_url=callback, environment=system.environment, watch=system.watch)
        )
        web = ("-m", "waypost.config.cli", "web", "--port", str(web_port))
        children.append(start(web, role=WEB, environment=system.environment, watch=system.watch))
        system.set_workers(workers)
        wait_for(f"http://127.0.0.1:{web_port}/readyz", children=[*children, *system.workers])
        wait_for(f"{system.stub.url}/stats", children=children)
        yield system
    finally:
        for connection in system.connections.values():
            connection.close()
        stop([*children, *system.workers])


def _system(
    home: Path, server: EmbeddedServer, *, web_port: int, stub_port: int, settings: Mapping[str, str]
) -> System:
    stub_url = f"http://127.0.0.1:{stub_port}"
    environment = plain_environment(
        WAYPOST_HOME=str(home),
        WAYPOST_BASE_URL=f"http://127.0.0.1:{web_port}",
        WAYPOST_INTAKE_EVENTS_PER_S=_NO_LIMIT,
        WAYPOST_LOG_LEVEL="WARNING",
        NOTIFY_BASE_URL=stub_url,
        NOTIFY_API_KEY=NOTIFY_KEY,
        NOTIFY_TEMPLATE_SMS=NOTIFY_TEMPLATE,
        NOTIFY_CALLBACK_TOKEN=secrets.token_hex(16),
        NOTIFY_RATE_PER_MINUTE=_NO_LIMIT,
        # The stub knows at once what it has taken; the real one is given two minutes.
        NOTIFY_RECONCILE_AFTER_S="3",
        **settings,
    )
    return System(
        name="Waypost",
        home=home,
        environment=environment,
        server=server,
        intake_url=f"http://127.0.0.1:{web_port}/api/intake/v1/events",
        stub=Stub(stub_url),
        watch=Watch(),
    )
