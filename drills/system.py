"""Waypost as it is run, in a folder and on a server of its own, with workers that are there to be killed."""

import contextlib
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
import requests

from bench.events import serial_of
from bench.guards import refuse_a_given_database, refuse_unless_loopback
from bench.pipeline import CHECKOUT, NOTIFY_TEMPLATE, CannotMeasure, plain_environment, stop, wait_for
from drills.evidence import Entry, Evidence, Taken
from waypost.base.postgres import EmbeddedServer, ensure_running
from waypost.base.postgres.processes import serving_process
from waypost.config import environment

FORCES = ("anyshire", "borsetshire")
_DATABASE = "waypost"
_NO_LIMIT = "10000000"
_SECRET = "12345678-1234-1234-1234-123456789012"  # noqa: S105 - nobody checks it here


@dataclass
class System:
    """A running Waypost of two forces, each with a source that pushes and an account of its own at the provider."""

    home: Path
    port: int
    provider_url: str
    keys: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    pushed: dict[str, set[str]] = field(default_factory=dict)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def intake_url(self) -> str:
        """Where events are pushed."""
        return f"http://127.0.0.1:{self.port}/api/intake/v1/events"

    @property
    def server(self) -> EmbeddedServer:
        """The database's server, started if it does not run."""
        return ensure_running(self.home)

    def start_web(self, *, crashpoint: str) -> None:
        """Start web, whose processes die at a place, if one is named."""
        command = [sys.executable, "-m", "waypost.config.cli", "web", "--port", str(self.port)]
        environment = {**os.environ, "WAYPOST_CRASHPOINT": crashpoint}
        self.children["web"] = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
        )

    def kill_web(self) -> None:
        """Kill web with all that it started, as a machine that fails would."""
        web = self.children.pop("web")
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()

    def kill_database(self) -> None:
        """Kill the server, and start it again."""
        found = serving_process(self.server.place.data)
        if found is not None:
            found.kill()
        time.sleep(1)
        _ = self.server

    def cut_connections(self, *, how: signal.Signals) -> None:
        """End every connection to the database: gently, as an administrator does, or by a crash of one of them."""
        found = serving_process(self.server.place.data)
        backends = [one for one in psutil.Process(found.pid).children() if _is_session(one)] if found else []
        for backend in backends[:1] if how is signal.SIGKILL else backends:
            try:
                backend.send_signal(how)
            except psutil.Error:
                continue

    def weather(self, **wish: Any) -> None:
        """Tell the provider how to behave."""
        requests.post(f"{self.provider_url}/weather", json=wish, timeout=30).raise_for_status()

    def ledger(self) -> Mapping[str, Any]:
        """Return what the provider and the crime system have."""
        found: Mapping[str, Any] = requests.get(f"{self.provider_url}/ledger", timeout=60).json()
        return found

    def evidence(self) -> Evidence:
        """Return all that the others say."""
        ledger = self.ledger()
        return Evidence(
            provider=[Taken(reference, service, digest) for reference, service, digest, _ in ledger["texts"]],
            services=self.services,
            crime_system=[Entry(force, waypost_id) for force, waypost_id in ledger["entries"]],
            pushed=self.pushed,
        )

    def told(self) -> Sequence[int]:
        """Return whose victims were told, as often as they were."""
        return [serial_of(number) for _, _, _, number in self.ledger()["texts"]]

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection as the owner."""
        return psycopg.connect(self.server.owner_url(_DATABASE), autocommit=True)

    def open_work(self) -> Mapping[str, int]:
        """Return how much is still on its way, by what it is; an answer only while the database answers."""
        counts = dict.fromkeys(_OPEN, 0)
        with self.connect() as database:
            for force in FORCES:
                database.execute("SELECT set_config('waypost.force', %s, false)", [force])
                for what, statement in _OPEN.items():
                    row = database.execute(statement.encode()).fetchone()
                    counts[what] += int(row[0]) if row else 0
        return counts


# What is outside of the wall is counted for both forces twice, which does not matter to a nought.
_OPEN = {
    "undecided": "SELECT count(*) FROM cases_place WHERE wake_at <= now()",
    "on their way": "SELECT count(*) FROM messages_message WHERE state IN ('queued', 'leased', 'in_doubt')",
    "receipts": "SELECT count(*) FROM messages_receipt_waiting",
    "unsealed": "SELECT count(*) FROM messages_ledger_unsealed",
    "outbox": "SELECT count(*) FROM cases_outbox WHERE state = 'waiting'",
}


def _is_session(process: psutil.Process) -> bool:
    try:
        return f" {_DATABASE} " in " ".join(process.cmdline())
    except psutil.Error:
        return False


@contextmanager
def running_system(*, seed: int) -> Iterator[System]:
    """
    Start the database, the provider and web; leave no process and no data behind. Workers are the drill's to start.

    The environment of this process becomes theirs, so that what is asked of the product here is asked of this one.

    :raises CannotMeasure: if something does not come up.
    """
    refuse_unless_loopback(os.environ)
    refuse_a_given_database(os.environ)
    with tempfile.TemporaryDirectory(prefix="waypost-drills-") as folder:
        port, provider_port = _ports(2)
        system = System(Path(folder), port, f"http://127.0.0.1:{provider_port}")
        _become(_environment(system))
        server = system.server
        try:
            # Also for the workers: they are forked from a process that has this environment.
            environment.prepare()
            _set_up(system)
            _start_provider(system, provider_port, seed)
            system.start_web(crashpoint="")
            wait_for(f"http://127.0.0.1:{port}/readyz", children=list(system.children.values()))
            wait_for(f"{system.provider_url}/ledger", children=list(system.children.values()))
            yield system
        finally:
            stop(list(system.children.values()))
            server.remove()


def _ports(count: int) -> Sequence[int]:
    """Return ports below those that the machine gives to calls, which could take one before it is listened on."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(20_000, 30_000)
        with contextlib.suppress(OSError):
            socket.create_server(("127.0.0.1", port)).close()
            found.append(port)
    return found


def _become(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _environment(system: System) -> Mapping[str, str]:
    return plain_environment(
        WAYPOST_HOME=str(system.home),
        WAYPOST_BASE_URL=f"http://127.0.0.1:{system.port}",
        WAYPOST_INTAKE_EVENTS_PER_S=_NO_LIMIT,
        WAYPOST_LOG_LEVEL="CRITICAL",
        NOTIFY_BASE_URL=system.provider_url,
        NOTIFY_API_KEY=f"drill-{_SECRET}-{_SECRET}",
        NOTIFY_TEMPLATE_SMS=NOTIFY_TEMPLATE,
        NOTIFY_CALLBACK_TOKEN=secrets.token_hex(16),
        NOTIFY_RATE_PER_MINUTE=_NO_LIMIT,
        # In proportion to a provider that hangs for four seconds, and knows what it took a second later.
        NOTIFY_TIMEOUT_S="2",
        NOTIFY_RECONCILE_AFTER_S="4",
        DJANGO_SETTINGS_MODULE="waypost.config.settings",
    )


def _set_up(system: System) -> None:
    _waypost("migrate")
    services, keys = {}, {}
    for number, force in enumerate(FORCES, start=1):
        service = f"{number:08d}-1234-1234-1234-123456789012"
        if number > 1:
            _waypost("force", "add", force, "--like", FORCES[0])
        _waypost("force", "set", force, "placeholders=", f"notify_api_key=drill-{service}-{_SECRET}")
        url = f"{system.provider_url}/crime-system/{force}"
        options = ("--name", "drill", "--kind", "push", "--state", "live", "--json", "--write-back-url", url)
        keys[force] = json.loads(_waypost("source", "add", "--force", force, *options))["key"]
        services[service] = force
        system.pushed[force] = set()
    system.keys, system.services = keys, services


def _start_provider(system: System, port: int, seed: int) -> None:
    callback = f"http://127.0.0.1:{system.port}/api/receipts/notify"
    command = [sys.executable, "-m", "drills.provider", "--port", str(port), "--callback-url", callback]
    system.children["provider"] = subprocess.Popen(
        [*command, "--seed", str(seed)], cwd=CHECKOUT, start_new_session=True
    )


def _waypost(*arguments: str) -> str:
    command = [sys.executable, "-m", "waypost.config.cli", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"waypost {' '.join(arguments[:2])} failed: {done.stderr.strip()}")
    return done.stdout
