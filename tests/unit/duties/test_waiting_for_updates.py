"""Nobody is rung about an agreed interval while the update that its clock asks for is still to come."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.unit.duties.test_history import RUNNING
from waypost.duties.library import shipped_duties
from waypost.duties.values import ClockKey
from waypost.duties.wishes import TIME_FOR_UPDATE, update_by

DUTIES = shipped_duties(Path(settings.CONTENT_DIR))
EVERY_WEEK = replace(
    RUNNING, key=ClockKey("interval", RUNNING.key.person_id, "2026-03-02"), due_at=RUNNING.starts_at + timedelta(days=7)
)
ASKED_AT = RUNNING.starts_at + timedelta(days=5)


@pytest.mark.parametrize("waited", [timedelta(days=-1), timedelta(0), TIME_FOR_UPDATE - timedelta(minutes=1)])
def test_a_clock_waits_for_its_update_and_until_that_was_read(waited: timedelta) -> None:
    assert update_by(EVERY_WEEK, DUTIES, now=ASKED_AT + waited) == ASKED_AT + TIME_FOR_UPDATE


def test_it_does_not_wait_longer() -> None:
    assert update_by(EVERY_WEEK, DUTIES, now=ASKED_AT + TIME_FOR_UPDATE) is None


def test_a_clock_that_asks_for_no_update_waits_for_none() -> None:
    assert update_by(RUNNING, DUTIES, now=RUNNING.starts_at) is None
