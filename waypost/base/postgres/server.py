"""
Start, adopt, mend and stop the embedded server of one `WAYPOST_HOME`.

The server outlives us: web, workers, tests and commands share it, and whoever comes first starts it.

*Source:* docs/adr/0001-embedded-postgresql.md.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

import psycopg

from waypost.base.postgres import cluster, processes, roles
from waypost.base.postgres.binaries import ProgramFailed, Programs, find_programs
from waypost.base.postgres.places import NoPlaceError, Place, find_abandoned, find_place, locked, server_account

DATABASE = "waypost"
START_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 60.0
# How long a server that runs may take to answer before we doubt that it can.
PATIENCE_S = 10.0
PAUSE_S = 0.2


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""


class ServerState(StrEnum):
    """What one sees of a server from outside."""

    ABSENT = "absent"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    RUNNING = "running"


@dataclass(frozen=True)
class EmbeddedServer:
    """The embedded server of one home. Holding it costs nothing; it is not a connection."""

    place: Place

    def owner_url(self, database: str) -> str:
        """Return the URL by which migrations connect to `database`. It holds a password."""
        return self._url(roles.OWNER, database)

    def app_url(self, database: str) -> str:
        """Return the URL by which web and workers connect to `database`. It holds a password."""
        return self._url(roles.APP, database)

    def ensure_database(self, name: str) -> None:
        """Make the database `name` unless it is there."""
        with _superuser(self.place) as connection:
            roles.ensure_database(connection, name)

    def state(self) -> ServerState:
        """Return what can be seen of the server now."""
        if not self.place.data.exists():
            return ServerState.ABSENT
        if processes.serving_process(self.place.data) is None:
            return ServerState.STOPPED
        return ServerState.RUNNING if _answers(self.place) else ServerState.UNREACHABLE

    def stop(self) -> None:
        """Stop the server and wait for it; open transactions of others are rolled back."""
        with _faults_named("did not stop"), locked(self.place.lock):
            _stop(self.place)

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        with _faults_named("did not stop"), locked(self.place.lock):
            _stop(self.place)
            self.place.base.with_suffix(".home").unlink(missing_ok=True)
            for folder in (self.place.base, self.place.sockets, self.place.home):
                shutil.rmtree(folder, ignore_errors=True)

    def _url(self, role: str, database: str) -> str:
        password = roles.read_passwords(self.place)[role]
        host = quote(str(self.place.sockets), safe="")
        return f"postgresql://{role}:{quote(password, safe='')}@{host}/{quote(database, safe='')}"


def find_server(home: Path) -> EmbeddedServer:
    """Return the embedded server of `home` as it is, running or not."""
    with _faults_named("has no place"):
        return EmbeddedServer(find_place(home))


def ensure_running(home: Path) -> EmbeddedServer:
    """
    Return the server of `home`, up and answering, with our roles and our database in it.

    A healthy one is adopted, whoever started it; a dead one is recovered by PostgreSQL from its log.

    :raises EmbeddedServerError: if it does not come up in 90 seconds or cannot run on this machine.
    """
    server = find_server(home)
    with _faults_named("did not start"), locked(server.place.lock):
        if not _answers(server.place):
            _bring_up(server.place)
        _furnish(server.place)
    return server


def _furnish(place: Place) -> None:
    with _superuser(place) as connection:
        roles.ensure_roles(connection, place)
        roles.ensure_database(connection, DATABASE)


def _bring_up(place: Place) -> None:
    _stop_abandoned(place)
    if _answers_in(PATIENCE_S, place):
        return
    if processes.is_ready(place.data):
        # It says that it is ready but cannot be reached: its socket was deleted, or the checkout has moved.
        _stop(place)
    _start(place, programs=_programs(place), deadline=time.monotonic() + START_TIMEOUT_S)


def _stop_abandoned(place: Place) -> None:
    # Only stopped: the home may be on a disk that is not mounted now.
    for data in find_abandoned(place):
        process = processes.serving_process(data)
        if process is not None:
            process.send_signal(signal.SIGINT)


def _start(place: Place, *, programs: Programs, deadline: float) -> None:
    while not _answers(place):
        if processes.serving_process(place.data) is None:
            _try_to_start(place, programs=programs, deadline=deadline)
        if time.monotonic() > deadline:
            raise ProgramFailed(f"It gave no answer; its log is in {place.data / 'log'}.")
        time.sleep(PAUSE_S)


def _try_to_start(place: Place, *, programs: Programs, deadline: float) -> None:
    cluster.prepare(place, programs=programs)
    processes.forget_dead_server(place.data, sockets=place.sockets)
    try:
        _pg_ctl(place, programs, "start", f"--log={place.data / 'start.log'}", timeout_s=START_TIMEOUT_S)
    except ProgramFailed:
        # Children of a server that was killed may still be leaving; until the deadline it is tried again.
        if time.monotonic() > deadline:
            raise


def _stop(place: Place) -> None:
    if processes.serving_process(place.data) is not None:
        _pg_ctl(place, _programs(place), "stop", "--mode=fast", timeout_s=STOP_TIMEOUT_S)


def _pg_ctl(place: Place, programs: Programs, verb: str, option: str, *, timeout_s: float) -> None:
    wait = ("--wait", f"--timeout={timeout_s:.0f}")
    programs.run("pg_ctl", verb, f"--pgdata={place.data}", option, *wait, timeout_s=timeout_s + 10)


def _programs(place: Place) -> Programs:
    return find_programs(place.base, account=server_account(place))


def _answers_in(patience_s: float, place: Place) -> bool:
    deadline = time.monotonic() + patience_s
    while processes.serving_process(place.data) is not None and time.monotonic() < deadline:
        if _answers(place):
            return True
        time.sleep(PAUSE_S)
    return False


def _answers(place: Place) -> bool:
    try:
        with _superuser(place) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and Path(row[0]).resolve() == place.data.resolve()


@contextmanager
def _superuser(place: Place) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        host=str(place.sockets),
        port=5432,
        user=cluster.SUPERUSER,
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    ) as connection:
        yield connection


@contextmanager
def _faults_named(what: str) -> Iterator[None]:
    try:
        yield
    except (NoPlaceError, ProgramFailed, subprocess.TimeoutExpired, psycopg.Error, OSError) as error:
        raise EmbeddedServerError(f"The embedded PostgreSQL {what}: {error}") from error
