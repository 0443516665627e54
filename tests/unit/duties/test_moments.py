"""When a clock warns, which will be late, and by when a message should have told."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.duties.world import (
    DUTIES,
    OTHER_VICTIM,
    SUSPECT,
    VICTIM,
    a_case,
    a_matter,
    clock_of,
    event,
    london,
    mailed,
    timeline,
)
from waypost.duties.rules import breaches_before, clocks, moments, next_look, share_gone, tell_by

RECORDED = event("crime.recorded", "2026-03-02 09:00")
REFUSED = event("crime.not_investigated", "2026-03-02 12:00", item="f9")
EVENTS = timeline(RECORDED, REFUSED)
# 7.5 days from Monday noon to Tuesday midnight: half is Friday 6am, four fifths are Sunday noon.
RUNNING = clock_of(a_matter(EVENTS, "2026-03-02 13:00"), "D05")


def test_half_and_four_fifths_are_shares_of_all_hours_to_the_end() -> None:
    found = moments(RUNNING)

    assert found is not None
    assert found.half == london("2026-03-06 06:00")
    assert found.four_fifths == london("2026-03-08 12:00")
    assert found.end == london("2026-03-10 00:00")


@pytest.mark.parametrize(
    ("now", "share"),
    [
        ("2026-03-06 05:59", 0),
        ("2026-03-06 06:00", 50),
        ("2026-03-08 11:59", 50),
        ("2026-03-08 12:00", 80),
        ("2026-03-09 23:59", 80),
        ("2026-03-10 00:00", 100),
    ],
)
def test_it_warns_at_half_and_at_four_fifths(now: str, share: int) -> None:
    assert share_gone(RUNNING, now=london(now)) == share


def test_a_clock_without_an_end_never_warns() -> None:
    endless = replace(RUNNING, due_at=None)

    assert moments(endless) is None
    assert share_gone(endless, now=london("2030-01-01 00:00")) == 0


@pytest.mark.parametrize(
    ("now", "at"),
    [
        ("2026-03-02 13:00", "2026-03-06 06:00"),
        ("2026-03-06 06:00", "2026-03-08 12:00"),
        ("2026-03-08 12:00", "2026-03-10 00:00"),
    ],
)
def test_somebody_looks_again_at_the_next_moment(now: str, at: str) -> None:
    assert next_look([RUNNING], duties=DUTIES, now=london(now)) == london(at)


def test_nobody_looks_again_at_what_is_met_or_over() -> None:
    told = [mailed("D05", "2026-03-03 10:00", number=2, held=frozenset({"fact_text"}))]
    met = clock_of(a_matter(EVENTS, "2026-03-04 13:00", told=told), "D05")

    assert next_look([met], duties=DUTIES, now=london("2026-03-04 13:00")) is None
    assert next_look([RUNNING], duties=DUTIES, now=london("2026-03-10 00:00")) is None


def test_what_will_be_late_by_a_day_is_foreseen_and_what_is_late_already_is_not() -> None:
    found = clocks(a_matter(EVENTS, "2026-03-03 12:00"))

    due = [clock.key.duty for clock in breaches_before(found, until=london("2026-03-10 00:00"))]

    # The confirmation, due on the day of recording, is late already.
    assert due == ["D02", "D05"]
    assert breaches_before(found, until=london("2026-03-04 23:59")) == []


def test_a_message_should_tell_by_the_end_of_the_duty_that_its_event_starts() -> None:
    matter = a_matter(EVENTS, "2026-03-02 12:05")

    assert tell_by("D05", EVENTS[1], person=VICTIM, matter=matter) == london("2026-03-10 00:00")
    assert tell_by("D01", EVENTS[0], person=VICTIM, matter=matter) == london("2026-03-03 00:00")


def test_with_enhanced_rights_it_should_tell_sooner() -> None:
    case = a_case(replace(VICTIM, enhanced=("vulnerable",)))
    matter = a_matter(EVENTS, "2026-03-02 12:05", case=case)

    assert tell_by("D05", EVENTS[1], person=case.people[0], matter=matter) == london("2026-03-04 00:00")


def test_what_starts_no_duty_for_the_reader_has_no_such_time() -> None:
    matter = a_matter(EVENTS, "2026-03-02 12:05")

    assert tell_by("D05", EVENTS[0], person=VICTIM, matter=matter) is None
    assert tell_by("D99", EVENTS[1], person=VICTIM, matter=matter) is None
    assert tell_by("D05", EVENTS[1], person=SUSPECT, matter=matter) is None
    assert tell_by("D05", EVENTS[1], person=OTHER_VICTIM, matter=matter) is None


def test_a_guardian_should_tell_by_the_end_of_the_childs_duty() -> None:
    child = replace(VICTIM, date_of_birth=date(2015, 1, 1))
    guardian = replace(OTHER_VICTIM, roles=("parent_guardian",), acts_for=("v1",))
    matter = a_matter(EVENTS, "2026-03-02 12:05", case=a_case(child, guardian))

    # A child has enhanced rights.
    assert tell_by("D05", EVENTS[1], person=guardian, matter=matter) == london("2026-03-04 00:00")


def test_an_update_that_a_clock_asked_for_should_tell_before_that_clock_ends() -> None:
    asked = event("investigation.update_due", "2026-03-16 00:00", details={"due_at": "2026-03-19T00:00:00+00:00"})
    events = timeline(RECORDED, asked)
    matter = a_matter(events, "2026-03-16 00:05")

    assert tell_by("D10", events[1], person=VICTIM, matter=matter) == london("2026-03-19 00:00")
