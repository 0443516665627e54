"""Which moves come late: less than two working days before the day that was told."""

from datetime import UTC, datetime

import pytest

from tests.unit.journeys.making import HOLIDAYS, an_event
from waypost.journeys.passes import events_from_json, events_to_json
from waypost.journeys.rules.moves import replaced_item, was_moved_late

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("was", "late"),
    [
        ("2026-11-20T14:00:00+00:00", True),
        ("2026-11-23T10:00:00+00:00", True),
        ("2026-11-24T10:00:00+00:00", False),
        ("2026-12-24T10:00:00+00:00", False),
        # Whoever had to be there was, and heard it there.
        ("2026-11-20T12:00:00+00:00", False),
        ("2026-11-19T10:00:00+00:00", False),
    ],
)
def test_a_move_is_late_where_the_day_was_near(was: str, late: bool) -> None:
    event = an_event(1, "court.hearing_changed", details={"was": was})

    assert was_moved_late(event, now=FRIDAY, holidays=HOLIDAYS) is late


def test_what_does_not_say_when_it_was_to_be_is_not_late() -> None:
    assert not was_moved_late(an_event(1, "court.hearing_listed"), now=FRIDAY, holidays=HOLIDAYS)


def test_of_an_events_details_a_pass_keeps_what_the_rules_read_and_no_words() -> None:
    said = {"instead_of": "h1", "was": "2026-11-23T10:00:00+00:00"}
    moved = an_event(1, "court.hearing_changed", details={**said, "reason": "A name"})

    kept = events_to_json([moved])
    assert isinstance(kept, list)
    (read,) = events_from_json(one for one in kept if isinstance(one, dict))

    assert read.details == said
    assert replaced_item(read) == "h1"
