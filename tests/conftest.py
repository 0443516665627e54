"""
A real PostgreSQL for every test that asks for one: the embedded server, or the one of DATABASE_URL.

`db` (pytest-django) rolls back after the test; `committed_db` lets transactions commit, for tests of locks,
workers and kills, and empties the tables afterwards as the owner. Both work as the app's role, behind the wall.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql

from tests.database import empty_tables
from tests.template import make_migrated
from waypost.config import environment, migrating

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday at noon, Greenwich time: the moment at which tests happen unless they say another."""

# A busy machine, or one on which the tables of letters are not made yet, is no fault of the code.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


@pytest.fixture
def now() -> datetime:
    """Return the moment at which the test happens."""
    return NOW


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Make a database for this run, or copy it from one that the product's own command migrated; drop it at the end."""
    with _alone_on_the_server():
        environment.prepare()
    name = f"waypost_test_{os.environ.get('PYTEST_XDIST_WORKER', '')}{os.getpid()}"
    served = {key: os.environ[key] for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    os.environ.update({key: _renamed(url, name) for key, url in served.items()})
    for alias, values in environment.database_settings().items():
        settings.DATABASES[alias].update(values)
        connections[alias].settings_dict.update(values)
    with django_db_blocker.unblock(), _alone_on_the_server():  # type: ignore[attr-defined]
        make_migrated(name, migrate=_migrate)
    yield
    connections.close_all()
    with psycopg.connect(served["DATABASE_OWNER_URL"], dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    os.environ.update(served)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Let transactions commit; afterwards every table is as a fresh database has it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
        connections.close_all()
        empty_tables(os.environ["DATABASE_OWNER_URL"])
        migrating.add_demo_force()
        connections.close_all()


@contextmanager
def _alone_on_the_server() -> Iterator[None]:
    """Wait for other runs of tests: roles are the whole server's, and two that make them at once fail."""
    with Path(tempfile.gettempdir(), "waypost-tests.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _migrate() -> None:
    migrating.migrate()
    connections.close_all()


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
