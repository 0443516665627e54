"""The whole demonstration as programs of their own, on a database of their own, for tests in a browser."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from waypost.config import environment

ROOT = Path(__file__).parents[2]
_START_TIMEOUT_S = 180.0


@dataclass(frozen=True)
class Demo:
    """Where the web servers of a running demonstration listen, and how its parts were told to run."""

    waypost: str
    rms: str
    phone: str
    control_room: str
    identity: str
    environment: Mapping[str, str]


@contextmanager
def running_demo() -> Iterator[Demo]:
    """Start `python -m demo`, yield when it says that it runs, and leave no process and no database behind."""
    environment.prepare()
    name = f"waypost_story_{os.getpid()}_{secrets.token_hex(3)}"
    port = free_ports()
    with tempfile.TemporaryDirectory(prefix="waypost story ") as home:
        told = dict(os.environ) | {
            "DATABASE_URL": renamed(os.environ["DATABASE_URL"], name),
            "DATABASE_OWNER_URL": renamed(os.environ["DATABASE_OWNER_URL"], name),
            "WAYPOST_HOME": home,
            "PORT": str(port),
        }
        # The programs run as they do for a user, not under the tests' settings.
        for key in ("WAYPOST_BASE_URL", "DJANGO_SETTINGS_MODULE"):
            told.pop(key, None)
        # What goes wrong inside stays readable: it goes to the test's own standard error.
        program = subprocess.Popen(
            [sys.executable, "-m", "demo"],
            cwd=ROOT,
            env=told,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            _wait_until_it_runs(program)
            # The fourth port is the mail server's.
            waypost, rms, phone, room, identity = (f"http://localhost:{port + offset}" for offset in (0, 1, 2, 4, 5))
            yield Demo(waypost, rms, phone, room, identity, told)
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(timeout=60)
            for database in (name, f"{name}_rms"):
                drop_database(database)


def _wait_until_it_runs(program: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    assert program.stdout is not None
    for line in program.stdout:
        if "Ctrl-C stops" in line:
            return
        assert time.monotonic() < deadline, "the demonstration did not start in time"
    raise AssertionError(f"the demonstration ended with status {program.wait()}")


def free_ports() -> int:
    """Return the first of six ports in a row that nobody listens on."""
    while True:
        first = 20_000 + secrets.randbelow(20_000)
        if all(_is_free(first + offset) for offset in range(6)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def renamed(url: str, name: str) -> str:
    """Return the URL of another database on the same server, as the same role."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(name: str) -> None:
    """Drop a database and the role that a demonstration made for it, whoever is connected."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{name}_link")))
