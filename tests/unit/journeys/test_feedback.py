"""Contact that must be asked for anew, answers that were not good, complaints, and whom no survey reaches."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.journeys.case_life import ENHANCED, READERS, ended, happens, read_by, wanted
from tests.unit.journeys.second_half import ADULT, SUSPECT, a_case, an_incident
from waypost.journeys.facts import JourneyFacts, PersonCodes

UNSAFE = replace(ADULT, safe_to_write=False)
FLAGGED = ("domestic_abuse",)
SOFT = ("2", "2A", "3", "3A", "4", "6", "8", "18", "19", "20", "22")
HARD = ("1", "1A", "5", "9", "10", "11", "12", "13", "14", "15", "16", "17", "21", "23")


def names(facts: JourneyFacts, *kinds: str, person: str | None = None) -> list[str]:
    return [name for name, _ in wanted(facts, happens(*kinds, person=person))]


@pytest.mark.parametrize(
    ("trigger", "reader", "expected"),
    [
        ("delivery.failed_permanent", "adult", ["pref_delivery_failed_letter"]),
        ("delivery.failed_permanent", "business", ["pref_delivery_failed_letter"]),
        # With a family in grief an officer finds another way.
        ("delivery.failed_permanent", "family", []),
        ("survey.low_score", "adult", ["survey_low_score_followup"]),
        ("survey.low_score", "business", []),
        ("complaint.decided", "adult", ["complaint_outcome"]),
        ("complaint.decided", "family", ["complaint_outcome"]),
        ("breach.confirmed", "guardian", ["data_breach_notice"]),
    ],
)
def test_each_is_told_to_whom_it_fits(trigger: str, reader: str, expected: list[str]) -> None:
    assert names(read_by(reader), trigger, person=READERS[reader][-1].ref) == expected


def test_a_contact_that_works_is_asked_for_once_and_not_after_it_has_come() -> None:
    assert names(a_case(), "delivery.failed_permanent", "delivery.failed_permanent") == ["pref_delivery_failed_letter"]
    assert names(a_case(), "delivery.failed_permanent", "contact.changed") == []


@pytest.mark.parametrize("kind", ["oic.changed", "suspect.arrested", "suspect.bail_ended", "suspect.charged"])
def test_news_that_raises_the_risk_has_contact_checked_in_a_flagged_case_only(kind: str) -> None:
    assert "pref_safe_contact_check" in names(a_case(ADULT, SUSPECT, flags=FLAGGED), kind)
    assert "pref_safe_contact_check" not in names(a_case(ADULT, SUSPECT), kind)


def test_several_reasons_to_check_lead_to_one_call() -> None:
    told = names(a_case(ADULT, SUSPECT, flags=FLAGGED), "oic.changed", "suspect.bailed", "suspect.charged")

    assert told.count("pref_safe_contact_check") == 1


def test_who_has_complained_is_not_offered_a_supervisor_on_top() -> None:
    assert names(a_case(), "survey.low_score", "complaint.received") == ["complaint_acknowledged"]


@pytest.mark.parametrize("code", SOFT)
def test_how_we_did_is_asked_after_an_end_that_is_not_hard(code: str) -> None:
    assert names(ended("adult", code), "case.closed") == ["out_survey_case_closed"]


@pytest.mark.parametrize("code", HARD)
def test_how_we_did_is_not_asked_after_hard_news(code: str) -> None:
    assert names(ended("adult", code), "case.closed") == []


@pytest.mark.parametrize(
    "facts",
    [
        ended("guardian", "18"),
        ended("family", "18"),
        a_case(ENHANCED, status="closed", outcome_code="18"),
        a_case(UNSAFE, status="closed", outcome_code="18"),
        a_case(ADULT, status="closed", outcome_code="18", is_bereaved=True),
        # An end that nobody has put on record may be any.
        a_case(ADULT, status="closed"),
    ],
)
def test_nobody_is_asked_how_we_did_whom_it_would_hurt(facts: JourneyFacts) -> None:
    assert names(facts, "case.closed") == []


@pytest.mark.parametrize("reader", [ENHANCED, UNSAFE])
def test_the_other_surveys_leave_alone_whom_they_would_hurt(reader: PersonCodes) -> None:
    assert "survey_mid_case" not in names(a_case(reader), "crime.recorded")
    assert names(an_incident(reader), "incident.resulted") == []


@pytest.mark.parametrize("later", ["victim.withdrew", "outcome.assigned", "crime.not_investigated", "case.closed"])
def test_who_has_stopped_or_whose_case_has_ended_is_not_asked_in_the_middle(later: str) -> None:
    told = wanted(a_case(), happens("crime.recorded"), later={timedelta(days=30): later})

    assert "survey_mid_case" not in {name for name, _ in told}
