"""The coverage table: what a walk finds for each kind of reader, and which holes must be named."""

from collections.abc import Mapping, Sequence

import pytest

from waypost.journeys.catalogue.coverage import Cell, Cover, Coverage, coverage_of
from waypost.journeys.catalogue.holes import HoleKind, HoleReason, Holes, faults_of
from waypost.journeys.catalogue.material import Material
from waypost.journeys.catalogue.readers import READERS
from waypost.messages.values import SendMode

TEXT = Cover("crime_recorded_adult", "crime-recorded", 1, "live", SendMode.AUTOMATIC, "D01")
HELD = Cover("crime_recorded_adult", "crime-recorded", 1, "live", SendMode.AUTOMATIC, "D01", held="for_others")
TOLD_BY_AN_OFFICER = HoleReason("officer_tells", HoleKind.HELD, "An officer tells them.")
NOTHING_TO_TELL = HoleReason("nothing_to_tell", HoleKind.NOTHING, "There is nothing to tell.")


@pytest.fixture(scope="module")
def coverage(material: Material) -> Coverage:
    return coverage_of(material)


def texts(coverage: Coverage, trigger: str, reader: str) -> set[str]:
    return {cover.template for cover in coverage.cells[trigger, reader].told}


def table(guardian: Sequence[Cover]) -> Coverage:
    """Return a table of one trigger in which a guardian gets this and everybody else a text."""
    got = {reader.name: tuple(guardian) if reader.name == "guardian" else (TEXT,) for reader in READERS}
    return Coverage({("crime.recorded", name): Cell("crime.recorded", name, covers) for name, covers in got.items()})


def holes(given: Mapping[tuple[str, str], HoleReason]) -> Holes:
    return Holes({one.name: one for one in given.values()}, {key: one.name for key, one in given.items()})


def test_each_reader_is_walked_to_the_text_that_is_theirs(coverage: Coverage) -> None:
    assert "crime_recorded_adult" in texts(coverage, "crime.recorded", "adult")
    assert "crime_recorded_adult" not in texts(coverage, "crime.recorded", "business")
    assert "crime_recorded_business" in texts(coverage, "crime.recorded", "business")


def test_what_comes_with_a_clock_belongs_to_the_clock_and_not_to_what_began_the_wait(coverage: Coverage) -> None:
    assert "attend_appointment_reminder" not in texts(coverage, "appointment.booked", "adult")
    assert "attend_appointment_reminder" in texts(coverage, "appointment.reminder_due", "adult")


def test_what_one_trigger_can_mean_is_told_apart(coverage: Coverage) -> None:
    assert "trial_verdict_not_guilty" in texts(coverage, "court.verdict[not_guilty]", "adult")
    assert "trial_verdict_not_guilty" not in texts(coverage, "court.verdict[guilty]", "adult")


def test_who_reported_for_another_is_told_by_their_own_journeys_alone(coverage: Coverage) -> None:
    assert texts(coverage, "incident.created", "reporter") == {"contact_report_received_third_party"}
    assert coverage.cells["crime.recorded", "reporter"].covers == ()


def test_a_text_that_goes_by_itself_waits_for_an_officer_where_it_is_for_a_guardian(coverage: Coverage) -> None:
    modes = {cover.mode for cover in coverage.cells["appointment.booked", "guardian"].told}

    assert SendMode.AUTOMATIC not in modes


def test_a_table_in_which_everybody_is_told_has_no_fault() -> None:
    assert list(faults_of(table([TEXT]), holes({}))) == []


@pytest.mark.parametrize("covers", [[], [HELD]])
def test_a_hole_that_nobody_has_named_is_a_fault(covers: list[Cover]) -> None:
    (fault,) = faults_of(table(covers), holes({}))

    assert fault.startswith("crime.recorded for guardian:")


def test_a_reason_for_what_is_told_by_now_is_a_fault() -> None:
    (fault,) = faults_of(table([TEXT]), holes({("crime.recorded", "guardian"): TOLD_BY_AN_OFFICER}))

    assert "there is a text now" in fault


def test_an_officer_cannot_be_the_reason_where_no_officer_is_asked() -> None:
    (fault,) = faults_of(table([]), holes({("crime.recorded", "guardian"): TOLD_BY_AN_OFFICER}))

    assert "is a reason where held, and this is nothing" in fault


def test_a_hole_that_is_named_rightly_is_no_fault() -> None:
    assert not faults_of(table([HELD]), holes({("crime.recorded", "guardian"): TOLD_BY_AN_OFFICER}))
    assert not faults_of(table([]), holes({("crime.recorded", "guardian"): NOTHING_TO_TELL}))


def test_an_officer_who_is_asked_to_pass_on_advice_is_a_fault() -> None:
    advice = Cover("a", "b", 1, "live", SendMode.AUTOMATIC, "", held="for_others", is_needless=True)
    found = faults_of(table([advice]), holes({("crime.recorded", "guardian"): TOLD_BY_AN_OFFICER}))

    assert ["only advice or a survey" in fault for fault in found] == [True]


def test_a_trigger_that_there_is_not_is_a_fault() -> None:
    (fault,) = faults_of(table([TEXT]), holes({("crime.rekorded", "guardian"): NOTHING_TO_TELL}))

    assert "no such trigger" in fault
