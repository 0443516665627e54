"""Nobody is rung about an agreed interval while its update is still to come, nor sent twice what meets nothing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.unit.duties.test_history import RUNNING, a_telling
from tests.unit.duties.world import VICTIM, a_case
from waypost.duties.library import shipped_duties
from waypost.duties.values import ClockKey
from waypost.duties.wishes import TIME_FOR_UPDATE, duty_of, untold, update_by

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


@pytest.mark.parametrize(
    ("template", "is_told_again"), [("crime_recorded_adult", True), ("support_code_rights_leaflet", False)]
)
def test_what_only_stands_beside_a_duty_is_not_told_again_by_the_next_channel(
    template: str, is_told_again: bool
) -> None:
    recorded = replace(RUNNING, key=replace(RUNNING.key, duty="D01"))
    left = a_telling(template=template, duty="D01")
    duty = duty_of(recorded, DUTIES)

    assert duty is not None
    later = untold(recorded, [left], a_case(VICTIM), duty=duty, now=RUNNING.starts_at + timedelta(days=1))
    assert bool(later) is is_told_again
