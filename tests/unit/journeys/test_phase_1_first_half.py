"""
Who gets which text of phase 1 about a report, a visit and a recorded crime: the shipped journeys, decided by the rules.

A row is a case and what happened to it; the answer is every message that these journeys want, by recipient.
"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.journeys.first_half import (
    ADULT,
    ALSO_REPORTER,
    BUSINESS,
    EASY_READ,
    HOUR,
    NOON,
    OTHER_VICTIM,
    REPORTER,
    SUSPECT,
    VISIT,
    WELSH,
    Told,
    a_case,
    an_incident,
    events,
    journeys,
    of_ours,
    plan,
    told,
    with_appointment,
)
from waypost.cases.values import CaseFacts, PersonFacts

RECEIVED = "contact_report_received_adult"
THANKS = "contact_report_received_third_party"
PRESERVE = "attend_scene_preserve"
DELAY = "attend_delay_notice"
REMINDER = "attend_appointment_reminder"


# --- a report arrives


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (an_incident(ADULT), [("p1", RECEIVED)]),
        (an_incident(ALSO_REPORTER), [("p1", RECEIVED)]),
        # Welsh and Easy Read are versions of the text for adults, picked where it is sent.
        (an_incident(WELSH), [("p1", RECEIVED)]),
        (an_incident(EASY_READ), [("p1", RECEIVED)]),
        (an_incident(ADULT, channel="online"), [("p1", "contact_report_received_online")]),
        (an_incident(WELSH, channel="online"), [("p1", RECEIVED)]),
        (an_incident(EASY_READ, channel="online"), [("p1", RECEIVED)]),
        (an_incident(ADULT, group="antisocial-behaviour"), [("p1", "contact_asb_report_received")]),
        (
            an_incident(ADULT, group="antisocial-behaviour", channel="online"),
            [("p1", "contact_asb_report_received")],
        ),
        (an_incident(BUSINESS), [("p1", "contact_report_received_business")]),
        (an_incident(BUSINESS, channel="online"), [("p1", "contact_report_received_business")]),
        (an_incident(BUSINESS, group="antisocial-behaviour"), [("p1", "contact_report_received_business")]),
        # Somebody who reported for another is thanked, the victim is told.
        (an_incident(ADULT, REPORTER), [("p1", RECEIVED), ("p3", THANKS)]),
        (an_incident(REPORTER), [("p3", THANKS)]),
        (an_incident(ADULT, OTHER_VICTIM, SUSPECT), [("p1", RECEIVED), ("p2", RECEIVED)]),
        (an_incident(SUSPECT), []),
        # Only where the call handler has said that there may be traces, and nobody has been there.
        (
            an_incident(ADULT, group="burglary-residential", forensic_potential=True),
            [("p1", PRESERVE), ("p1", RECEIVED)],
        ),
        (an_incident(ADULT, group="burglary-residential"), [("p1", RECEIVED)]),
        (
            an_incident(BUSINESS, group="burglary-business", forensic_potential=True),
            [("p1", PRESERVE), ("p1", "contact_report_received_business")],
        ),
        (
            an_incident(ADULT, group="burglary-residential", attended_at=NOON, forensic_potential=True),
            [("p1", RECEIVED)],
        ),
        # A group that nobody knows is told about as any other; a gate holds the message.
        (an_incident(ADULT, group=""), [("p1", RECEIVED)]),
        (an_incident(ADULT, status=None), [("p1", RECEIVED)]),
        # What is over, or recorded as a crime, is confirmed by what came of it.
        (an_incident(ADULT, REPORTER, status="resulted"), []),
        (an_incident(ADULT, REPORTER, crime_reference="C1"), [("p3", THANKS)]),
    ],
)
def test_each_recipient_of_a_report_gets_one_confirmation(case: CaseFacts, expected: Told) -> None:
    made = plan(case, events("incident.created"))

    assert told(case, made) == expected


def test_a_victim_who_is_named_later_is_confirmed_once_and_the_first_one_not_again() -> None:
    first = plan(an_incident(ADULT), events("incident.created"))
    both = an_incident(ADULT, OTHER_VICTIM)

    later = plan(both, events("victim.added", first=2, person="p2"), runs=first.runs)

    assert told(both, later) == [("p2", RECEIVED)]


def test_a_confirmation_that_has_not_left_is_taken_back_when_the_crime_is_recorded() -> None:
    first = plan(an_incident(ADULT, REPORTER), events("incident.created"))
    case = an_incident(ADULT, REPORTER, crime_reference="C1")

    later = plan(case, events("incident.crime_recorded", first=2), runs=first.runs)

    taken_back = {run.journey for run in later.runs if run.is_taken_back}
    assert "incident-received" in taken_back
    assert "incident-reported-by-another" not in taken_back


@pytest.mark.parametrize(
    ("case", "kind", "expected"),
    [
        (
            an_incident(information_required="colour"),
            "incident.information_required",
            "contact_more_information_needed",
        ),
        (an_incident(promised_by=NOON + HOUR), "incident.delayed", DELAY),
        (an_incident(promised_by=NOON + HOUR, status="resulted"), "incident.delayed", None),
        (an_incident(information_required="colour", status="closed"), "incident.information_required", None),
        (an_incident(status="en_route", eta=NOON + HOUR), "incident.resource_en_route", "attend_officer_en_route"),
        (an_incident(status="en_route"), "incident.resource_en_route", "attend_officer_en_route"),
        (an_incident(status="en_route", suspect_may_see_phone=True), "incident.resource_en_route", None),
        (an_incident(group="robbery-personal", status="en_route"), "incident.resource_en_route", None),
        (an_incident(group="domestic-abuse", status="en_route"), "incident.resource_en_route", None),
        (an_incident(status="at_scene"), "incident.resource_en_route", None),
        (an_incident(status="en_route", eta=NOON + HOUR), "incident.eta_changed", "attend_arrival_changed"),
        (an_incident(status="assigned", eta=NOON + HOUR), "incident.eta_changed", "attend_arrival_changed"),
        (
            an_incident(status="en_route", eta=NOON + HOUR, suspect_may_see_phone=True),
            "incident.eta_changed",
            None,
        ),
        (an_incident(group="robbery-personal", status="en_route", eta=NOON + HOUR), "incident.eta_changed", None),
        # Before anybody is sent no time of arrival has been told that could change.
        (an_incident(status="open", eta=NOON + HOUR), "incident.eta_changed", None),
        (an_incident(grade="resolution_without_deployment"), "incident.regraded", "attend_resolved_by_phone"),
        (an_incident(grade="resolution_without_deployment", status="en_route"), "incident.regraded", None),
        (an_incident(grade="emergency"), "incident.regraded", None),
        (an_incident(status="resulted", result="other_agency"), "incident.resulted", "contact_signpost_other_agency"),
        (an_incident(status="resulted", result="fraud_referral"), "incident.resulted", "contact_fraud_reporting_route"),
        (an_incident(status="resulted", result="other_agency", crime_reference="C1"), "incident.resulted", None),
        (an_incident(status="resulted", result="attended"), "incident.resulted", "attend_visit_followup"),
        (
            an_incident(status="resulted", result="advice", attended_at=NOON),
            "incident.resulted",
            "attend_visit_followup",
        ),
        (an_incident(status="resulted", attended_at=NOON), "incident.resulted", "attend_visit_followup"),
        (an_incident(status="resulted", result="advice"), "incident.resulted", None),
        (an_incident(status="resulted", result="no_crime", attended_at=NOON), "incident.resulted", None),
        (an_incident(status="resulted", result="duplicate", attended_at=NOON), "incident.resulted", None),
        (an_incident(status="resulted", result="crime_recorded", attended_at=NOON), "incident.resulted", None),
        (
            an_incident(status="resulted", result="attended", crime_reference="C1"),
            "incident.resulted",
            None,
        ),
    ],
)
def test_what_happens_to_an_incident_is_told_once(case: CaseFacts, kind: str, expected: str | None) -> None:
    made = plan(case, events(kind))

    assert told(case, made) == ([("p1", expected)] if expected else [])


def test_a_visit_that_the_record_names_late_is_thanked_for_once() -> None:
    closed = an_incident(status="resulted")
    first = plan(closed, events("incident.resulted"))
    visited = an_incident(status="resulted", attended_at=NOON)
    second = plan(visited, events("incident.resulted", first=2), runs=first.runs)
    said = an_incident(status="resulted", attended_at=NOON, result="attended")
    third = plan(said, events("incident.resulted", first=3), runs=second.runs)

    assert [told(closed, first), told(visited, second), told(said, third)] == [
        [],
        [("p1", "attend_visit_followup")],
        [],
    ]


@pytest.mark.parametrize("result", ["no_crime", "duplicate", "crime_recorded", "other_agency", "fraud_referral"])
def test_a_visit_is_not_thanked_for_where_another_result_is_named_late(result: str) -> None:
    first = plan(an_incident(status="resulted"), events("incident.resulted"))
    case = an_incident(status="resulted", result=result, attended_at=NOON)

    second = plan(case, events("incident.resulted", first=2), runs=first.runs)

    assert "attend_visit_followup" not in [template for _, template in told(case, second)]


def test_a_visit_is_thanked_for_where_the_record_had_first_named_another_result() -> None:
    no_crime = an_incident(status="resulted", result="no_crime", attended_at=NOON)
    first = plan(no_crime, events("incident.resulted"))
    visited = an_incident(status="resulted", result="attended", attended_at=NOON)

    second = plan(visited, events("incident.resulted", first=2), runs=first.runs)

    assert [told(no_crime, first), told(visited, second)] == [[], [("p1", "attend_visit_followup")]]


def test_news_of_an_arrival_is_of_no_use_after_it() -> None:
    eta = NOON + timedelta(minutes=40)

    made = plan(an_incident(status="en_route", eta=eta), events("incident.eta_changed"))

    assert [intent.expires_at for intent in of_ours(made)] == [eta]


def test_nobody_is_told_that_somebody_is_coming_once_they_have_come() -> None:
    first = plan(an_incident(status="en_route"), events("incident.resource_en_route"))

    later = plan(an_incident(status="at_scene"), events("incident.status_changed", first=2), runs=first.runs)

    assert [(run.journey, run.is_taken_back) for run in later.runs] == [("incident-on-the-way", True)]


# --- a promise passes


def test_the_end_of_a_promise_is_told_once_and_for_what_it_is() -> None:
    due = NOON + HOUR
    case = an_incident(promised_by=due)
    waiting = plan(case, events("incident.created"))

    passed = plan(case, runs=waiting.runs, now=due)
    after = plan(case, runs=passed.runs, now=due + HOUR)

    assert [(intent.template, intent.trigger) for intent in of_ours(passed)] == [(DELAY, "incident.promise_passed")]
    assert [intent.expires_at for intent in of_ours(passed)] == [due + 2 * HOUR]
    assert told(case, after) == []


def test_a_promise_that_is_made_after_the_report_came_in_is_kept_in_mind() -> None:
    due = NOON + 3 * HOUR
    promised = an_incident(promised_by=due)
    nothing_yet = plan(an_incident(promised_by=None), events("incident.created"))

    waiting = plan(promised, events("incident.promised", first=2), runs=nothing_yet.runs)
    known = {run.key: run for run in [*nothing_yet.runs, *waiting.runs]}

    assert told(promised, plan(promised, runs=known.values(), now=due)) == [("p1", DELAY)]


def test_a_promise_that_moved_is_told_and_only_the_new_one_is_kept_in_mind() -> None:
    old, new = NOON + HOUR, NOON + 3 * HOUR
    moved = an_incident(promised_by=new)
    waiting = plan(an_incident(promised_by=old), events("incident.created"))

    delayed = plan(moved, events("incident.delayed", first=2), runs=waiting.runs)
    known = {run.key: run for run in [*waiting.runs, *delayed.runs]}
    at_the_old = plan(moved, runs=known.values(), now=old)
    at_the_new = plan(moved, runs=known.values(), now=new)

    assert [told(moved, made) for made in (delayed, at_the_old, at_the_new)] == [[("p1", DELAY)], [], [("p1", DELAY)]]
    assert [intent.expires_at for intent in of_ours(delayed)] == [new]
    assert [intent.trigger for intent in of_ours(at_the_new)] == ["incident.promise_passed"]


KEPT_OR_MOVED = [
    an_incident(promised_by=NOON + HOUR, status="at_scene"),
    an_incident(promised_by=NOON + HOUR, attended_at=NOON),
    # The promise moved, and the event that says so has not been read yet: the wait moves with it.
    an_incident(promised_by=NOON + 3 * HOUR),
    an_incident(promised_by=None),
]


@pytest.mark.parametrize("begun_by", ["incident.created", "incident.delayed"])
@pytest.mark.parametrize("case", KEPT_OR_MOVED)
def test_a_promise_that_was_kept_or_moved_is_not_told_as_passed(case: CaseFacts, begun_by: str) -> None:
    waiting = plan(an_incident(promised_by=NOON + HOUR), events(begun_by))

    assert told(case, plan(case, runs=waiting.runs, now=NOON + HOUR)) == []


@pytest.mark.parametrize(
    ("begun_by", "passed", "expected"),
    [
        ("incident.created", HOUR, [("p1", DELAY), ("p1", RECEIVED)]),
        ("incident.created", 2 * HOUR, [("p1", RECEIVED)]),
        ("incident.delayed", HOUR, [("p1", DELAY)]),
        ("incident.delayed", 2 * HOUR, []),
    ],
)
def test_a_promise_that_had_passed_when_we_learned_of_it_is_told_for_two_hours(
    begun_by: str, passed: timedelta, expected: Told
) -> None:
    case = an_incident(promised_by=NOON - passed)

    assert told(case, plan(case, events(begun_by))) == expected


@pytest.mark.parametrize("status", ["at_scene", "resulted", "closed"])
def test_nobody_waits_for_a_promise_of_an_incident_that_was_attended_before_it_was_seen(status: str) -> None:
    case = an_incident(promised_by=NOON + HOUR, status=status)

    assert [run.journey for run in plan(case, events("incident.created")).runs if run.is_live] == []


# --- appointments


@pytest.mark.parametrize(
    ("person", "kind", "event", "expected"),
    [
        (ADULT, "visit", "appointment.booked", "attend_scheduled_confirmed"),
        (WELSH, "visit", "appointment.booked", "attend_scheduled_confirmed"),
        (WELSH, "phone_call", "appointment.booked", "attend_phone_appointment"),
        (BUSINESS, "phone_call", "appointment.booked", "attend_phone_appointment"),
        (ADULT, "video_call", "appointment.booked", "attend_video_appointment"),
        (ADULT, "forensic_visit", "forensic.visit_booked", "attend_csi_visit_booked"),
        (BUSINESS, "visit", "appointment.booked", "attend_scheduled_confirmed_business"),
        (BUSINESS, "statement", "statement.booked", "attend_scheduled_confirmed_business"),
        (BUSINESS, "video_call", "appointment.booked", "attend_video_appointment"),
        (BUSINESS, "forensic_visit", "forensic.visit_booked", "attend_csi_visit_booked"),
        (BUSINESS, "visit", "appointment.changed", "attend_appointment_changed"),
        (ADULT, "video_call", "appointment.changed", "attend_appointment_changed"),
    ],
)
def test_an_appointment_is_told_once_and_reminded_of_the_day_before(
    person: PersonFacts, kind: str, event: str, expected: str
) -> None:
    case = with_appointment(person, kind)
    day_before = datetime(2026, 11, 23, 10, tzinfo=UTC)

    made = plan(case, events(event, person="p1", item="ap1"))
    rested = plan(case, runs=made.runs, now=NOON + 20 * HOUR)
    later = plan(case, runs=rested.runs, now=day_before)

    assert told(case, made) == [("p1", expected)]
    assert [intent.expires_at for intent in of_ours(made)] == [VISIT]
    assert [(intent.template, intent.trigger) for intent in of_ours(later)] == [(REMINDER, "appointment.reminder_due")]
    assert [intent.expires_at for intent in of_ours(later)] == [day_before + 8 * HOUR]


@pytest.mark.parametrize("event", ["appointment.booked", "appointment.changed"])
@pytest.mark.parametrize(
    "told_at",
    [
        # Ten to ten on the day before, and the night before that, which leaves at eight: ten minutes or two hours later
        # the same would be said again.
        datetime(2026, 11, 23, 9, 50, tzinfo=UTC),
        datetime(2026, 11, 22, 22, 0, tzinfo=UTC),
    ],
)
def test_nobody_is_reminded_of_what_they_have_just_been_told(event: str, told_at: datetime) -> None:
    case = with_appointment(ADULT)

    made = plan(case, events(event, person="p1", item="ap1"), now=told_at)
    rested = plan(case, runs=made.runs, now=told_at + 20 * HOUR)

    assert len(told(case, made)) == 1
    assert told(case, rested) == []
    assert not [run for run in rested.runs if run.is_live]


@pytest.mark.parametrize(
    ("fields", "event", "expected"),
    [
        ({"status": "cancelled"}, "appointment.cancelled", "attend_appointment_cancelled"),
        ({"status": "missed", "missed_by": "police"}, "appointment.missed", "attend_missed_by_police"),
        ({"status": "missed", "missed_by": "victim"}, "appointment.missed", "attend_missed_by_victim"),
        ({"status": "missed"}, "appointment.missed", None),
    ],
)
@pytest.mark.parametrize("person", [ADULT, BUSINESS])
def test_an_appointment_that_does_not_take_place_is_told_once(
    person: PersonFacts, fields: dict[str, str], event: str, expected: str | None
) -> None:
    booked = plan(with_appointment(person), events("appointment.booked", person="p1", item="ap1"))
    case = with_appointment(person, **fields)

    made = plan(case, events(event, first=2, person="p1", item="ap1"), runs=booked.runs)

    assert told(case, made) == ([("p1", expected)] if expected else [])
    assert {run.journey for run in made.runs if run.is_taken_back} == {"appointment-booked"}


def test_a_new_time_replaces_what_was_told_of_the_old_one() -> None:
    case = with_appointment(ADULT)
    booked = plan(case, events("appointment.booked", person="p1", item="ap1"))

    made = plan(case, events("appointment.changed", first=2, person="p1", item="ap1"), runs=booked.runs)

    assert [intent.replaces for intent in of_ours(made)] == [(booked.runs[0].key,)]


# --- a crime is recorded


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (a_case(ADULT), [("p1", "crime_recorded_adult")]),
        (a_case(WELSH), [("p1", "crime_recorded_adult")]),
        (a_case(ADULT, group="burglary-residential"), [("p1", "crime_recorded_burglary")]),
        (a_case(ADULT, group="burglary-business"), [("p1", "crime_recorded_burglary")]),
        (a_case(ADULT, group="vehicle-theft"), [("p1", "crime_recorded_vehicle")]),
        (a_case(ADULT, group="vehicle-interference"), [("p1", "crime_recorded_vehicle")]),
        (a_case(BUSINESS), [("p1", "crime_recorded_business")]),
        (a_case(BUSINESS, group="burglary-business"), [("p1", "crime_recorded_business")]),
        (a_case(BUSINESS, group="vehicle-theft"), [("p1", "crime_recorded_business")]),
        # A group that nobody knows is confirmed as any other; a gate holds the message.
        (a_case(ADULT, group="made-up"), [("p1", "crime_recorded_adult")]),
        (a_case(ADULT, OTHER_VICTIM, SUSPECT), [("p1", "crime_recorded_adult"), ("p2", "crime_recorded_adult")]),
        # Who only reported it is told of the report, never of the crime.
        (a_case(ADULT, REPORTER), [("p1", "crime_recorded_adult")]),
        (a_case(REPORTER), []),
    ],
)
def test_each_victim_of_a_crime_gets_one_confirmation(case: CaseFacts, expected: Told) -> None:
    made = plan(case, events("crime.recorded"))
    again = plan(case, events("victim.added", first=2, person="p1"), runs=made.runs)

    assert told(case, made) == expected
    assert told(case, again) == []


@pytest.mark.parametrize("person", [ADULT, BUSINESS, WELSH])
def test_joined_records_give_the_new_reference_in_place_of_the_old_confirmation(person: PersonFacts) -> None:
    recorded = plan(a_case(person), events("crime.recorded"))
    case = a_case(person, merged_into="R2")

    made = plan(case, events("crime.merged", first=2), runs=recorded.runs)

    assert told(case, made) == [("p1", "crime_duplicate_merged")]
    assert {run.journey for run in made.runs if run.is_taken_back} == {"crime-recorded"}


def test_a_victim_who_is_added_to_a_crime_starts_nothing_of_an_incident() -> None:
    made = plan(a_case(ADULT, OTHER_VICTIM), events("victim.added", person="p2"))

    assert [(run.person_id, run.journey) for run in made.runs] == [(OTHER_VICTIM.person_id, "crime-recorded")]


def test_a_doubtful_number_is_asked_about_by_itself() -> None:
    case = a_case(ADULT, OTHER_VICTIM)

    made = plan(case, events("contact.verification_required", person="p1"))

    assert told(case, made) == [("p1", "contact_details_confirm")]


def test_no_text_of_this_half_is_joined_with_others() -> None:
    assert journeys()
    assert [journey.name for journey in journeys() if journey.digest.minutes is not None] == []
