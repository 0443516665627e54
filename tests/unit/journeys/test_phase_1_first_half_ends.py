"""What takes back a text about a report, a visit or a recorded crime that has not left yet, and what does not."""

import pytest

from tests.unit.journeys.first_half import (
    ADULT,
    HOUR,
    NOON,
    OTHER_VICTIM,
    REPORTER,
    a_case,
    an_incident,
    events,
    plan,
    with_appointment,
)
from waypost.cases.values import CaseFacts
from waypost.journeys.runs import Plan

COMING = an_incident(status="en_route", eta=NOON + HOUR)
PROMISED = an_incident(promised_by=NOON + HOUR)
BURGLED = an_incident(group="burglary-residential", forensic_potential=True)
ENDS_A_CRIME = ("crime.cancelled", "crime.merged", "crime.transferred")
ABOUT_THE_SAME = ("appointment.changed", "appointment.cancelled", "appointment.missed", "appointment.withdrawn")
APPOINTMENT = with_appointment(ADULT)
MISSED = with_appointment(ADULT, status="missed", missed_by="police")

# What began it, the journey, and every event after which its text must not leave any more.
TAKEN_BACK: list[tuple[CaseFacts, str, str, tuple[str, ...]]] = [
    (an_incident(), "incident.created", "incident-received", ("incident.resulted", "incident.crime_recorded")),
    (BURGLED, "incident.created", "scene-preserve", ("incident.resulted", "incident.crime_recorded")),
    (
        an_incident(),
        "incident.information_required",
        "incident-information-needed",
        ("incident.information_required", "incident.resulted", "incident.crime_recorded"),
    ),
    (PROMISED, "incident.created", "incident-promise-passed", ("incident.delayed", "incident.resulted")),
    (PROMISED, "incident.delayed", "incident-delayed", ("incident.delayed", "incident.resulted")),
    (
        COMING,
        "incident.resource_en_route",
        "incident-on-the-way",
        ("incident.eta_changed", "incident.resource_en_route", "incident.status_changed", "incident.resulted"),
    ),
    (
        COMING,
        "incident.eta_changed",
        "incident-arrival-changed",
        ("incident.eta_changed", "incident.resource_en_route", "incident.status_changed", "incident.resulted"),
    ),
    (
        an_incident(grade="resolution_without_deployment"),
        "incident.regraded",
        "incident-handled-by-phone",
        ("incident.regraded", "incident.resource_en_route", "incident.resulted", "incident.crime_recorded"),
    ),
    (
        an_incident(status="resulted", result="other_agency"),
        "incident.resulted",
        "incident-passed-on",
        ("incident.resulted", "incident.crime_recorded"),
    ),
    (
        an_incident(status="resulted", result="attended"),
        "incident.resulted",
        "incident-visited",
        ("incident.crime_recorded",),
    ),
    (APPOINTMENT, "appointment.booked", "appointment-booked", (*ABOUT_THE_SAME, *ENDS_A_CRIME)),
    (APPOINTMENT, "appointment.changed", "appointment-changed", (*ABOUT_THE_SAME, *ENDS_A_CRIME)),
    (
        with_appointment(ADULT, status="cancelled"),
        "appointment.cancelled",
        "appointment-cancelled",
        ("appointment.changed", "crime.merged", "crime.transferred"),
    ),
    (
        MISSED,
        "appointment.missed",
        "appointment-missed",
        ("appointment.booked", "appointment.changed", *ENDS_A_CRIME),
    ),
    (a_case(), "crime.recorded", "crime-recorded", ENDS_A_CRIME),
    (a_case(merged_into="R2"), "crime.merged", "crime-merged", ("crime.merged", "crime.transferred")),
    (
        a_case(),
        "contact.verification_required",
        "contact-details-confirm",
        ("contact.changed", "contact.not_me", "contact.verification_required", *ENDS_A_CRIME),
    ),
]


def taken_back(later: Plan, first: Plan) -> list[str]:
    """The journeys of the first pass that the later one took back."""
    begun = {run.key for run in first.runs}
    return [run.journey for run in later.runs if run.key in begun and run.is_taken_back]


@pytest.mark.parametrize(
    ("case", "began", "journey", "event"),
    [(case, began, journey, event) for case, began, journey, ends in TAKEN_BACK for event in ends],
)
def test_a_text_that_has_not_left_is_taken_back_by(case: CaseFacts, began: str, journey: str, event: str) -> None:
    item = "ap1" if began.startswith("appointment.") else None
    first = plan(case, events(began, person="p1", item=item))

    later = plan(case, events(event, first=2, person="p1", item=item), runs=first.runs)

    ended = {run.journey: run.end_reason for run in later.runs if run.trigger_number == 1}
    assert ended[journey] == event


@pytest.mark.parametrize(
    "event",
    ["appointment.changed", "appointment.cancelled", "appointment.missed", "appointment.withdrawn"],
)
def test_what_becomes_of_another_appointment_takes_nothing_back(event: str) -> None:
    first = plan(APPOINTMENT, events("appointment.booked", person="p1", item="ap1"))

    later = plan(APPOINTMENT, events(event, first=2, person="p1", item="ap2"), runs=first.runs)

    assert taken_back(later, first) == []


def test_thanks_to_a_reporter_stand_whatever_becomes_of_the_incident() -> None:
    first = plan(an_incident(REPORTER), events("incident.created"))

    later = plan(
        an_incident(REPORTER), events("incident.resulted", "incident.crime_recorded", first=2), runs=first.runs
    )

    assert taken_back(later, first) == []


def test_another_victims_changed_contact_takes_back_no_question_about_this_ones() -> None:
    case = a_case(ADULT, OTHER_VICTIM)
    first = plan(case, events("contact.verification_required", person="p1"))

    later = plan(case, events("contact.changed", first=2, person="p2"), runs=first.runs)

    assert taken_back(later, first) == []


def test_an_appointment_that_is_booked_again_takes_back_that_it_was_cancelled() -> None:
    cancelled = with_appointment(ADULT, status="cancelled")
    first = plan(cancelled, events("appointment.cancelled", person="p1", item="ap1"))

    later = plan(APPOINTMENT, events("appointment.booked", first=2, person="p1", item="ap1"), runs=first.runs)

    assert taken_back(later, first) == ["appointment-cancelled"]
