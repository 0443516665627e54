"""
A MariaDB of our own for as long as the tests run: in a temporary folder, on a socket, as nobody in particular.

It is the second kind of database that the SQL connector is run against for real.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pymysql
from sqlalchemy import URL

from tools.environment import ensure_mariadb

_LONGEST_START_S = 60
_SYSTEM_TABLES = ("mysql_system_tables.sql", "mysql_system_tables_data.sql")
_WHERE_THEY_ARE = (Path("/usr/share/mysql"), Path("/usr/share/mariadb"))
# Nothing here has to outlive a crash of the machine.
_SMALL_AND_FAST = ("--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=8M")


@dataclass(frozen=True)
class MariaDb:
    """A server that runs."""

    socket: Path

    def url(self, database: str, *, user: str = "root", password: str = "") -> str:
        """Return the address under which a user reaches one of its databases."""
        url = URL.create(
            "mariadb", username=user, password=password, database=database, query={"unix_socket": str(self.socket)}
        )
        return url.render_as_string(hide_password=False)


@contextmanager
def running() -> Iterator[MariaDb]:
    """Start a new, empty server and stop it at the end."""
    program = ensure_mariadb()
    folder = Path(tempfile.mkdtemp(prefix="waypost-mariadb-"))
    data = folder / "data"
    data.mkdir()
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for each in (folder, data):
            os.chown(each, nobody.pw_uid, nobody.pw_gid)
    try:
        with (folder / "log").open("wb") as log:
            _make(program, data, log.fileno())
            server = subprocess.Popen(
                _command(program, data, f"--socket={folder / 'socket'}", "--skip-networking", *_SMALL_AND_FAST),
                stderr=log,
            )
            try:
                _wait_for(folder / "socket", server)
                yield MariaDb(folder / "socket")
            finally:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder)


def _make(program: Path, data: Path, log: int) -> None:
    """Let the server make its own tables, as its installer does."""
    scripts = next(folder for folder in _WHERE_THEY_ARE if (folder / _SYSTEM_TABLES[0]).exists())
    words = b"".join((scripts / name).read_bytes() for name in _SYSTEM_TABLES)
    start = b"CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n"
    subprocess.run(
        _command(program, data, "--bootstrap", *_SMALL_AND_FAST), input=start + words, stderr=log, check=True
    )


def _command(program: Path, data: Path, *options: str) -> Sequence[str]:
    # Gone with us, whatever becomes of us; and never as root, which MariaDB refuses.
    become = ("--reuid=nobody", "--clear-groups") if os.geteuid() == 0 else ()
    setpriv = ("setpriv", "--pdeathsig=KILL", *become)
    return (*setpriv, str(program), "--no-defaults", f"--datadir={data}", *options)


def _wait_for(socket: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _LONGEST_START_S
    while True:
        try:
            pymysql.connect(unix_socket=str(socket), user="root").close()
        except pymysql.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
