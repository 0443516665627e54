"""
What takes a message of the second half of phase 1 back, what it may be joined with, and how long it is of use.

A guard that is taken out of a journey fails here.
"""

from datetime import timedelta

import pytest

from tests.unit.journeys.second_half import (
    ADULT,
    BUSINESS,
    NOON,
    a_case,
    an_incident,
    brief,
    closed,
    happened,
    shipped,
    wanted,
)
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import JourneyFacts

NOT_OURS = ("crime.cancelled", "crime.merged", "crime.transferred")
MOVED = ("crime.merged", "crime.transferred")
INJURED = "assault-injury"
BUREAU = "fraud-local"


@pytest.mark.parametrize(
    ("trigger", "facts", "template", "ended_by"),
    [
        ("referral.sent", a_case(), "support_referral_made", ("referral.declined", *MOVED)),
        ("referral.declined", a_case(), "support_referral_declined", ("referral.sent", *MOVED)),
        ("needs.assessment_due", a_case(), "support_needs_assessment_due", ("case.closed", *NOT_OURS)),
        ("needs.review_due", a_case(), "support_needs_review", ("case.closed", *NOT_OURS)),
        ("needs.interpreter_booked", a_case(), "support_interpreter_arranged", NOT_OURS),
        ("needs.format_changed", a_case(), "pref_language_or_format_set", MOVED),
        ("portal.invited", a_case(), "portal_invite_adult", ("portal.registered", *NOT_OURS)),
        (
            "portal.invited",
            a_case(),
            "portal_invite_reminder",
            ("portal.registered", "contract.agreed", "contact.not_me", "case.closed", *NOT_OURS),
        ),
        ("portal.registered", a_case(), "portal_registration_complete", ("portal.locked", *MOVED)),
        ("portal.new_device", a_case(), "portal_new_device_sign_in", ("portal.locked", *MOVED)),
        ("portal.locked", a_case(), "portal_account_locked", MOVED),
        ("portal.closing_soon", closed("18"), "portal_access_closing", ("crime.reopened", *NOT_OURS)),
        ("portal.content_published", a_case(), "portal_update_available", NOT_OURS),
        ("contact.changed", a_case(), "portal_contact_change_confirm", ("contact.not_me", *MOVED)),
        (
            "crime.allocated",
            a_case(),
            "alloc_investigation_started",
            ("oic.assigned", "oic.changed", "crime.not_investigated", "outcome.assigned", "case.closed", *NOT_OURS),
        ),
        ("oic.assigned", a_case(), "alloc_officer_assigned", ("oic.changed", "oic.removed", "case.closed", *NOT_OURS)),
        ("oic.changed", a_case(), "alloc_officer_changed", ("oic.removed", "case.closed", *NOT_OURS)),
        ("contract.agreed", a_case(), "alloc_contact_contract_set", ("contract.changed", "case.closed", *NOT_OURS)),
        ("contract.changed", a_case(), "alloc_contact_contract_changed", ("case.closed", *NOT_OURS)),
        ("crime.not_investigated", a_case(), "alloc_not_investigated_standard", ("crime.reopened", *NOT_OURS)),
        (
            "outcome.assigned",
            closed("18"),
            "out_filed_no_suspect",
            ("outcome.withdrawn", "crime.not_investigated", "crime.reopened", *NOT_OURS),
        ),
        (
            "outcome.assigned",
            closed("19", group=BUREAU),
            "out_fraud_bureau_filed",
            ("outcome.withdrawn", "crime.reopened", *NOT_OURS),
        ),
        (
            "case.closed",
            closed("18"),
            "out_survey_case_closed",
            ("crime.reopened", "complaint.received", *NOT_OURS),
        ),
        ("crime.recorded", a_case(), "survey_mid_case", ("case.closed", "complaint.received", *NOT_OURS)),
        (
            "incident.resulted",
            an_incident(),
            "survey_initial_contact",
            ("complaint.received", "incident.crime_recorded"),
        ),
        ("contact.opted_out", a_case(), "pref_opt_out_confirmed", ("contact.opted_in", "contact.not_me")),
        ("contact.opted_in", a_case(), "pref_opt_in_confirmed", ("contact.opted_out", "contact.not_me")),
        ("complaint.received", a_case(), "complaint_acknowledged", ("complaint.decided",)),
        ("dp_complaint.received", a_case(), "dp_complaint_acknowledged", ("contact.not_me",)),
        ("service.outage", a_case(), "service_disruption_notice", MOVED),
        ("message.outbound", a_case(), "msg_officer_replied", MOVED),
    ],
)
def test_what_happens_next_takes_back_what_has_not_left(
    trigger: str, facts: JourneyFacts, template: str, ended_by: tuple[str, ...]
) -> None:
    left = [one.template for one in wanted(facts, happened(trigger))]
    still = [end for end in ended_by if template in {one.template for one in wanted(facts, happened(trigger, end))}]

    assert template in left
    assert still == []


@pytest.mark.parametrize("trigger", ["oic.assigned", "oic.changed"])
def test_only_the_newest_officer_is_named(trigger: str) -> None:
    told = wanted(a_case(), happened(trigger, "oic.changed"))

    assert brief(told) == [("alloc_officer_changed", "p1", 0)]


@pytest.mark.parametrize(
    ("trigger", "facts"),
    [
        ("outcome.assigned", closed("18")),
        ("outcome.assigned", closed("19", group=BUREAU)),
        ("contract.agreed", a_case()),
        ("needs.format_changed", a_case()),
        ("contact.opted_out", a_case()),
        ("contact.opted_in", a_case()),
    ],
)
def test_of_several_of_a_kind_the_last_is_told(trigger: str, facts: JourneyFacts) -> None:
    assert len(wanted(facts, happened(trigger, trigger, trigger))) == 1


@pytest.mark.parametrize(
    ("trigger", "facts"),
    [("needs.interpreter_booked", a_case()), ("crime.not_investigated", a_case()), ("referral.sent", a_case())],
)
def test_a_withdrawn_fact_is_not_told(trigger: str, facts: JourneyFacts) -> None:
    withdrawn = TimelineEntry(2, "fact.withdrawn", NOON, None, NOON, None, "i1", {})

    assert wanted(facts, [*happened(trigger), withdrawn]) == []


OTHER_NEWS = "portal.content_published"


@pytest.mark.parametrize(
    ("trigger", "facts"),
    [
        ("referral.declined", a_case()),
        ("needs.assessment_due", a_case()),
        ("needs.review_due", a_case()),
        ("needs.interpreter_booked", a_case()),
        ("needs.format_changed", a_case()),
        ("portal.registered", a_case()),
        ("portal.new_device", a_case()),
        ("portal.locked", a_case()),
        ("portal.closing_soon", closed("18")),
        ("contract.changed", a_case()),
        ("crime.not_investigated", a_case()),
        ("outcome.assigned", closed("18")),
        ("outcome.assigned", closed("19", group=BUREAU)),
        ("contact.opted_out", a_case()),
        ("contact.opted_in", a_case()),
        ("complaint.received", a_case()),
        ("dp_complaint.received", a_case()),
        ("service.outage", a_case()),
        ("message.outbound", a_case()),
    ],
)
def test_what_no_page_shows_is_never_joined(trigger: str, facts: JourneyFacts) -> None:
    alone = wanted(facts, happened(trigger)) + wanted(facts, happened(OTHER_NEWS))

    assert sorted(brief(wanted(facts, happened(trigger, OTHER_NEWS)))) == sorted(brief(alone))


def test_what_is_told_after_a_wait_or_only_decided_is_never_joined_either() -> None:
    quiet = {journey.name for journey in shipped() if journey.digest.minutes is None}

    assert quiet >= {
        "contact-agreed",
        "contact-changed",
        "portal-invited",
        "portal-not-used",
        "rights-and-help",
        "support-referral",
        "survey-after-case",
        "survey-first-contact",
        "survey-mid-case",
    }


@pytest.mark.parametrize(
    "trigger",
    [
        "referral.declined",
        "needs.assessment_due",
        "needs.review_due",
        "needs.interpreter_booked",
        "portal.registered",
        "portal.content_published",
        "contract.changed",
    ],
)
def test_a_business_is_not_written_to_as_if_it_were_a_person(trigger: str) -> None:
    assert wanted(a_case(BUSINESS), happened(trigger)) == []


def test_the_contact_of_a_business_is_not_reminded_of_the_pages() -> None:
    told = wanted(a_case(BUSINESS), happened("portal.invited"))

    assert brief(told) == [("portal_invite_business", "b1", 0)]


@pytest.mark.parametrize("trigger", ["contract.agreed", "contract.changed"])
def test_what_was_agreed_is_not_written_down_for_a_closed_case(trigger: str) -> None:
    assert wanted(closed("18"), happened(trigger)) == []


@pytest.mark.parametrize(
    ("facts", "trigger"),
    [
        (a_case(group=INJURED), "crime.recorded"),
        (an_incident(group=INJURED), "incident.resulted"),
        (an_incident(BUSINESS), "incident.resulted"),
    ],
)
def test_nobody_is_surveyed_about_what_is_not_of_low_risk_nor_a_business_about_its_call(
    facts: JourneyFacts, trigger: str
) -> None:
    assert not [one for one in wanted(facts, happened(trigger)) if one.template.startswith("survey_")]


@pytest.mark.parametrize(
    ("name", "span"),
    [("pages-down", timedelta(hours=12)), ("rights-and-help", timedelta(days=30))],
)
def test_old_news_is_not_told_late(name: str, span: timedelta) -> None:
    expiry = next(journey.expire_after for journey in shipped() if journey.name == name)

    assert expiry is not None
    assert timedelta(**{expiry.unit.value: expiry.count}) == span


def test_one_person_of_a_case_does_not_take_back_what_another_is_told() -> None:
    pair = a_case(ADULT, BUSINESS)
    wished = happened("referral.sent", person="p1")
    other = TimelineEntry(2, "referral.declined", NOON, None, NOON, "b1", "i2", {})

    assert brief(wanted(pair, [*wished, other])) == [("support_referral_made", "p1", 0)]
