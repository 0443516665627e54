"""The bare page, running: a table of its own beside what is measured, the web server as Waypost starts it."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import conninfo_to_dict

from bench.pipeline import free_ports, plain_environment, start, stop, wait_for
from bench.system import FORCE, System

BARE = "bare page"
ENTRIES = 1_000
_TABLE = (
    "CREATE TABLE bench_bare_entry (id bigint PRIMARY KEY, title text, text text)",
    "INSERT INTO bench_bare_entry SELECT n, 'Entry ' || n, repeat('Some words. ', 20) FROM generate_series(1, 1000) n",
)


@contextmanager
def running_bare_page(system: System) -> Iterator[int]:
    """Serve it from the database of a running system; yield the port, and leave no process behind."""
    database = conninfo_to_dict(system.server.owner_url("waypost"))
    for statement in _TABLE:
        system.connect(FORCE).execute(statement.encode())
    environment = plain_environment(
        PEER_KEY=secrets.token_hex(32),
        PEER_DATABASE_HOST=str(database["host"]),
        PEER_DATABASE_NAME=str(database["dbname"]),
        PEER_DATABASE_USER=str(database["user"]),
        PEER_DATABASE_PASSWORD=str(database.get("password", "")),
        **({"PGPORT": str(database["port"])} if database.get("port") else {}),
    )
    (port,) = free_ports(1)
    children: list[subprocess.Popen[bytes]] = []
    try:
        # As `waypost web` has it.
        arguments = (
            "-m", "gunicorn", "bench.peers.bare_page.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--worker-class", "gthread", "--workers", "2", "--threads", "16", "--timeout", "60",
            "--graceful-timeout", "20", "--keep-alive", "30", "--log-level", "warning", "--worker-tmp-dir", "/dev/shm",  # noqa: S108
        )  # fmt: skip
        children.append(start(arguments, role=BARE, environment=environment, watch=system.watch))
        wait_for(f"http://127.0.0.1:{port}/entry/1/", children=children)
        yield port
    finally:
        stop(children)
