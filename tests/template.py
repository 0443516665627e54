"""
A migrated database, made by the first run of tests that needs one and copied by all that find the same code.

It stays on the server for the next run: one at a time, called after a digest of all that it was made from.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from psycopg import sql

from waypost.base.roles import admit_app

_ROOT: Final = Path(__file__).parents[1]
_NAMED: Final = "waypost_template_"


def make_migrated(name: str, *, migrate: Callable[[], None]) -> None:
    """
    Make the database `name`, which the addresses of the environment name: a copy, or what is copied from now on.

    Who calls it must be alone on the server, and `migrate` must leave no connection open.
    """
    template = _NAMED + digest_of(made_from())
    owner_url = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner_url, dbname="postgres", autocommit=True) as server:
        known = {row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()}
        if template in known:
            _copy(server, template, name)
            # Roles are the server's, not the database's.
            admit_app(owner_url, app_url=os.environ["DATABASE_URL"])
            return
        migrate()
        for old in known:
            if old.startswith(_NAMED):
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        _copy(server, name, template)


def digest_of(files: Iterable[Path]) -> str:
    """Return a digest of what files are called and what they hold, short enough for the name of a database."""
    found = hashlib.sha256()
    for path in sorted(files):
        text = path.read_bytes()
        found.update(f"{path}\0{len(text)}\0".encode() + text)
    return found.hexdigest()[:24]


def made_from() -> Iterator[Path]:
    """Yield every file that a migration may come to read: all of the product, its content, and whose code it uses."""
    yield from (_ROOT / "waypost").rglob("*.py")
    yield from (path for path in Path(settings.CONTENT_DIR).rglob("*") if path.is_file())
    yield from (path for path in (_ROOT / "requirements").iterdir() if path.is_file())


def _copy(server: psycopg.Connection, known: str, name: str) -> None:
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(known)))
