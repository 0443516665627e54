"""PostgreSQL killed while messages are on their way, and started again: nothing lost, nothing sent twice."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tests.faults.drill import Drill, ended, until
from tests.integration.messages.world import a_world, plan
from waypost.base import clock
from waypost.base.postgres import EmbeddedServer, ensure_running, find_server, processes
from waypost.config import environment, migrating

pytestmark = pytest.mark.faults

MESSAGES = 16


@pytest.fixture
def server(tmp_path: Path, django_db_blocker: pytest.FixtureRequest) -> Iterator[EmbeddedServer]:
    """Return a server of this test's own, migrated and used by everything in it."""
    home = tmp_path / "var"
    before = {key: os.environ.get(key) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    server = ensure_running(home)
    _use(server.app_url("waypost"), server.owner_url("waypost"))
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        migrating.migrate()
        yield server
    find_server(home).remove()
    _use(*before.values())


def _use(app_url: str | None, owner_url: str | None) -> None:
    connections.close_all()
    for key, url in (("DATABASE_URL", app_url), ("DATABASE_OWNER_URL", owner_url)):
        if url is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = url
    for alias, values in environment.database_settings().items():
        settings.DATABASES[alias].update(values)
        connections[alias].settings_dict.update(values)


def test_postgres_killed_again_and_again_loses_and_doubles_nothing(
    server: EmbeddedServer, drill: Drill, tmp_path: Path
) -> None:
    world = a_world(clock.now())
    for _ in range(MESSAGES):
        plan(world)
    # Slow answers, so that the kills fall into the middle of the work.
    drill.order(*[{"kind": "accepted_hang", "seconds": 0.8, "on": "send"}] * MESSAGES)

    statuses = []
    for handed_over in (1, 2, 3):
        worker = drill.start()
        until(partial(_has_seen, drill, handed_over))
        found = processes.serving_process(server.place.data)
        assert found is not None
        found.kill()
        statuses.append(ended(worker))
        ensure_running(tmp_path / "var")
        connections.close_all()
    drill.run()

    # Each worker lost its database, and ended for it.
    assert statuses == [1, 1, 1]

    assert drill.is_exact(messages=MESSAGES)


def _has_seen(drill: Drill, messages: int) -> bool:
    return sum(drill.on_the_phone().values()) >= messages
