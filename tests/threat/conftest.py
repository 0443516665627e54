"""One world for all tests of a file: what a test does to it is rolled back after it."""

import os
from collections.abc import Iterator

import pytest
from django.db import connections

from tests.database import empty_tables
from tests.threat.world import World, a_world
from waypost.base import clock
from waypost.config import migrating


@pytest.fixture(scope="module")
def forces(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Two forces, committed. Views ask the clock themselves: it happens now."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield a_world(clock.now())
        connections.close_all()
        empty_tables(os.environ["DATABASE_OWNER_URL"])
        migrating.add_demo_force()
        connections.close_all()
