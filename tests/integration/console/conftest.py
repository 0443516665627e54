"""Views ask the clock themselves: what the tests of this folder do happens now."""

from datetime import datetime

import pytest

from tests.integration.console.desk import Room, a_room
from waypost.base import clock


@pytest.fixture
def now() -> datetime:
    """Return the present moment."""
    return clock.now()


@pytest.fixture
def room(db: None, now: datetime) -> Room:
    """Return a room with one case in it."""
    return a_room(now)
