"""
Who is told what from support to feedback, by the shipped journeys: each trigger with the people and cases that matter.

The rules and the content are the real ones; time runs from one thing to do to the next.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.journeys.second_half import (
    ADULT,
    BUSINESS,
    NOON,
    SECOND,
    SUSPECT,
    Told,
    a_case,
    an_incident,
    brief,
    closed,
    happened,
    wanted,
)
from waypost.access.values import JourneyState
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import JourneyFacts

HOME, INJURED = "burglary-residential", "assault-injury"
ROBBED, DAMAGED = "robbery-personal", "criminal-damage"


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (HOME, {"support_code_rights_leaflet": 1, "support_crime_prevention_advice": 3}),
        (DAMAGED, {"support_code_rights_leaflet": 1, "support_how_data_is_shared": 3}),
        (INJURED, {"support_code_rights_leaflet": 1, "support_compensation_information": 3}),
        # Both kinds of help: never two on one day.
        (
            ROBBED,
            {
                "support_code_rights_leaflet": 1,
                "support_compensation_information": 3,
                "support_crime_prevention_advice": 4,
            },
        ),
    ],
)
def test_help_by_email_comes_one_at_a_time_and_only_what_fits(group: str, expected: Mapping[str, int]) -> None:
    told = wanted(a_case(group=group), happened("crime.recorded"), by={timedelta(days=8): ["case.closed"]})
    helped = [one for one in told if one.template.startswith("support_")]

    assert {one.template: one.days for one in helped} == expected
    assert len(helped) == len(expected)
    assert len({one.days for one in helped}) == len(helped)


def test_a_business_gets_no_leaflet_and_each_of_two_victims_gets_one() -> None:
    told = wanted(a_case(ADULT, SECOND, BUSINESS), happened("crime.recorded"), by={timedelta(days=2): ["case.closed"]})

    leaflets = [one.person for one in told if one.template == "support_code_rights_leaflet"]
    assert leaflets == ["p1", "p2"]


def test_an_officer_who_is_known_when_the_crime_is_recorded_is_told_by_the_confirmation() -> None:
    together = wanted(a_case(), happened("crime.recorded", "oic.assigned"))
    later = wanted(a_case(), happened("crime.recorded"), by={timedelta(hours=3): ["oic.assigned"]})

    assert ["alloc_officer_assigned" in {one.template for one in told} for told in (together, later)] == [False, True]


def test_a_victim_who_becomes_known_later_is_told_of_the_rights_too() -> None:
    told = wanted(a_case(ADULT, SECOND), happened("victim.added", person="p2"))

    assert ("support_code_rights_leaflet", "p2", 1) in brief(told)


def test_rights_are_told_though_the_case_is_closed_but_not_where_it_is_not_ours() -> None:
    def leaflets(kind: str) -> int:
        told = wanted(a_case(), happened("crime.recorded"), by={timedelta(hours=1): [kind]})
        return sum(one.template == "support_code_rights_leaflet" for one in told)

    assert leaflets("case.closed") == 1
    assert [leaflets(kind) for kind in ("crime.cancelled", "crime.merged", "crime.transferred")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("trigger", "facts", "expected"),
    [
        # support
        ("referral.sent", a_case(), [("support_referral_made", "p1", 0)]),
        ("referral.sent", a_case(BUSINESS), []),
        ("referral.declined", a_case(), [("support_referral_declined", "p1", 0)]),
        ("needs.assessment_due", a_case(), [("support_needs_assessment_due", "p1", 0)]),
        ("needs.assessment_due", closed(None), []),
        ("needs.review_due", a_case(), [("support_needs_review", "p1", 0)]),
        ("needs.review_due", closed(None), []),
        ("needs.interpreter_booked", a_case(), [("support_interpreter_arranged", "p1", 0)]),
        ("needs.format_changed", a_case(), [("pref_language_or_format_set", "p1", 0)]),
        # portal
        ("portal.registered", a_case(), [("portal_registration_complete", "p1", 0)]),
        ("portal.new_device", a_case(), [("portal_new_device_sign_in", "p1", 0)]),
        ("portal.new_device", a_case(BUSINESS), [("portal_new_device_sign_in", "b1", 0)]),
        ("portal.locked", a_case(), [("portal_account_locked", "p1", 0)]),
        ("portal.closing_soon", closed("18"), [("portal_access_closing", "p1", 0)]),
        ("portal.closing_soon", a_case(), []),
        ("portal.content_published", a_case(), [("portal_update_available", "p1", 0)]),
        # allocation
        ("crime.allocated", a_case(), [("alloc_investigation_started", "p1", 0)]),
        ("crime.allocated", a_case(BUSINESS), []),
        ("crime.allocated", closed(None), []),
        ("oic.assigned", a_case(), [("alloc_officer_assigned", "p1", 0)]),
        ("oic.assigned", a_case(BUSINESS), [("alloc_officer_assigned_business", "b1", 0)]),
        ("oic.assigned", closed("18"), []),
        ("oic.changed", a_case(), [("alloc_officer_changed", "p1", 0)]),
        ("oic.changed", a_case(BUSINESS), [("alloc_officer_assigned_business", "b1", 0)]),
        ("oic.changed", closed("18"), []),
        ("contract.agreed", a_case(), [("alloc_contact_contract_set", "p1", 1)]),
        ("contract.agreed", a_case(BUSINESS), []),
        ("contract.changed", a_case(), [("alloc_contact_contract_changed", "p1", 0)]),
        ("crime.not_investigated", a_case(), [("alloc_not_investigated_standard", "p1", 0)]),
        ("crime.not_investigated", a_case(BUSINESS), [("alloc_not_investigated_business", "b1", 0)]),
        # Somebody calls first where the risk is another, or is not known.
        ("crime.not_investigated", a_case(group=INJURED), [("alloc_not_investigated_enhanced", "p1", 0)]),
        ("crime.not_investigated", a_case(group="stalking"), [("alloc_not_investigated_enhanced", "p1", 0)]),
        ("crime.not_investigated", a_case(group="never-heard-of"), [("alloc_not_investigated_enhanced", "p1", 0)]),
        # outcome
        ("outcome.assigned", closed("18"), [("out_filed_no_suspect", "p1", 0)]),
        ("outcome.assigned", closed("18", BUSINESS), [("out_filed_no_suspect_business", "b1", 0)]),
        (
            "outcome.assigned",
            closed("18", ADULT, BUSINESS),
            [("out_filed_no_suspect", "p1", 0), ("out_filed_no_suspect_business", "b1", 0)],
        ),
        ("outcome.assigned", closed("18", group=INJURED), []),
        ("outcome.assigned", closed("18", group="never-heard-of"), []),
        ("outcome.assigned", closed("19", group="fraud-local"), [("out_fraud_bureau_filed", "p1", 0)]),
        ("outcome.assigned", closed("19", BUSINESS, group="fraud-local"), [("out_fraud_bureau_business", "b1", 0)]),
        # preferences and feedback
        ("contact.opted_out", a_case(), [("pref_opt_out_confirmed", "p1", 0)]),
        ("contact.opted_in", a_case(), [("pref_opt_in_confirmed", "p1", 0)]),
        ("contact.not_me", a_case(), []),
        ("complaint.received", a_case(BUSINESS), [("complaint_acknowledged", "b1", 0)]),
        ("dp_complaint.received", a_case(), [("dp_complaint_acknowledged", "p1", 0)]),
        ("service.outage", a_case(), [("service_disruption_notice", "p1", 0)]),
        ("message.outbound", closed("18"), [("msg_officer_replied", "p1", 0)]),
    ],
)
def test_each_event_leads_to_one_message_for_each_recipient(
    trigger: str, facts: JourneyFacts, expected: list[tuple[str, str, int]]
) -> None:
    told = wanted(facts, happened(trigger))

    assert brief(told) == expected
    assert all(one.state is JourneyState.LIVE and one.trigger == trigger for one in told)


# Codes that an officer tells or confirms first: by themselves they lead to nothing.
@pytest.mark.parametrize(
    "code", ["1", "1A", "2", "3", "4", "5", "8", "9", "10", "11", "13", "14", "15", "16", "17", "20", "21", "22", "23"]
)
def test_no_other_outcome_is_told_by_itself(code: str) -> None:
    assert wanted(closed(code), happened("outcome.assigned")) == []


def test_what_names_one_of_two_victims_is_told_to_that_one_and_never_to_the_other() -> None:
    pair = a_case(ADULT, SECOND, SUSPECT)

    assert brief(wanted(pair, happened("referral.sent", person="p2"))) == [("support_referral_made", "p2", 0)]
    assert wanted(pair, happened("needs.interpreter_booked", person="s1")) == []


def test_an_officer_named_at_once_or_within_hours_takes_the_place_of_the_team() -> None:
    at_once = wanted(a_case(), happened("crime.allocated", "oic.assigned"))
    soon = wanted(a_case(), happened("crime.allocated"), by={timedelta(hours=3): ["oic.assigned"]})

    assert brief(at_once) == brief(soon) == [("alloc_officer_assigned", "p1", 0)]


def test_the_decision_not_to_investigate_takes_the_place_of_no_suspect_found() -> None:
    decided = replace(closed("18"), not_investigated=True)
    one = ("outcome.assigned", "crime.not_investigated")

    for facts, events in ((closed("18"), one), (decided, one), (decided, one[::-1])):
        assert brief(wanted(facts, happened(*events))) == [("alloc_not_investigated_standard", "p1", 0)]


def test_a_closed_case_is_told_of_once_whatever_else_the_same_revision_says() -> None:
    told = wanted(closed("18"), happened("oic.assigned", "contract.agreed", "outcome.assigned", "case.closed"))

    assert brief([one for one in told if one.state is JourneyState.LIVE]) == [("out_filed_no_suspect", "p1", 0)]


def test_news_that_the_page_shows_comes_joined_and_what_no_page_shows_comes_by_itself() -> None:
    told = wanted(a_case(), happened("oic.changed", "portal.content_published", "contract.changed"))

    assert sorted(brief(told)) == [("alloc_contact_contract_changed", "p1", 0), ("updates_joined", "p1", 0)]


def test_a_victim_of_an_incident_is_not_told_of_a_crime() -> None:
    assert wanted(an_incident(status="open", result=None), happened("incident.created", "victim.added")) == []


def test_a_withdrawn_referral_is_not_told() -> None:
    withdrawn = TimelineEntry(2, "fact.withdrawn", NOON, None, NOON, None, "i1", {})

    assert wanted(a_case(), [*happened("referral.sent"), withdrawn]) == []


def test_only_the_newest_agreement_is_told() -> None:
    told = wanted(a_case(), happened("contract.agreed", "contract.changed", "contract.changed"))

    assert brief(told) == [("alloc_contact_contract_changed", "p1", 0)]


def test_whoever_does_not_sign_in_is_reminded_once_and_told_when_the_address_ends() -> None:
    told = [one for one in wanted(a_case(), happened("portal.invited")) if one.state is JourneyState.LIVE]

    assert told == [
        Told("portal_invite_reminder", "p1", 7, "portal.invite_unused"),
        Told("portal_invite_expired", "p1", 91, "portal.invite_expired"),
    ]


@pytest.mark.parametrize("group", ["stalking", "robbery-personal", "made-up"])
def test_nobody_is_sent_a_mere_reminder_where_a_text_can_do_harm(group: str) -> None:
    told = wanted(a_case(group=group), happened("portal.invited"))

    assert not [one for one in told if one.state is JourneyState.LIVE]


def test_nobody_is_reminded_of_the_page_of_an_incident() -> None:
    told = wanted(an_incident(status="open"), happened("portal.invited"))

    assert not [one for one in told if one.state is JourneyState.LIVE]


@pytest.mark.parametrize("kind", ["portal.registered", "case.closed", "contract.agreed"])
def test_nobody_is_reminded_who_signed_in_or_agreed_how_to_hear_from_us_or_whose_case_is_closed(kind: str) -> None:
    told = wanted(a_case(), happened("portal.invited"), by={timedelta(days=6): [kind]})

    assert not [one for one in told if one.template.startswith("portal_invite_") and one.state is JourneyState.LIVE]


@pytest.mark.parametrize(
    ("facts", "events", "expected"),
    [
        # The address has invited already: what would say so again is decided, and not sent.
        (a_case(), ["portal.invited"], Told("portal_invite_adult", "p1", 0, "portal.invited")),
        (a_case(BUSINESS), ["portal.invited"], Told("portal_invite_business", "b1", 0, "portal.invited")),
        # A number and an address cannot be told apart yet.
        (a_case(), ["contact.changed"], Told("portal_contact_change_confirm", "p1", 0, "contact.changed")),
        # Surveys have no page yet.
        (closed("18"), ["case.closed"], Told("out_survey_case_closed", "p1", 14, "case.closed")),
        (closed("18", BUSINESS), ["case.closed"], Told("survey_business", "b1", 14, "case.closed")),
        (a_case(), ["crime.recorded"], Told("survey_mid_case", "p1", 60, "case.open")),
        (an_incident(), ["incident.resulted"], Told("survey_initial_contact", "p1", 3, "incident.closed")),
    ],
)
def test_what_cannot_be_said_safely_yet_is_only_decided(facts: JourneyFacts, events: list[str], expected: Told) -> None:
    told = [one for one in wanted(facts, happened(*events)) if one.state is JourneyState.SHADOW]

    assert told == [replace(expected, state=JourneyState.SHADOW)]


@pytest.mark.parametrize(
    ("facts", "events", "later"),
    [
        (closed("13"), ["case.closed"], []),
        (closed("18", group=INJURED), ["case.closed"], []),
        (closed("18"), ["case.closed"], ["crime.reopened"]),
        (closed("18"), ["case.closed"], ["complaint.received"]),
        (a_case(BUSINESS), ["crime.recorded"], []),
        (a_case(), ["crime.recorded"], ["case.closed"]),
        (an_incident(has_crime=True), ["incident.resulted"], []),
        (an_incident(), ["incident.resulted"], ["incident.crime_recorded"]),
    ],
)
def test_nobody_is_asked_where_it_would_hurt_or_is_too_early(
    facts: JourneyFacts, events: list[str], later: list[str]
) -> None:
    told = wanted(facts, happened(*events), by={timedelta(days=2): later} if later else None)

    asked = [one.template for one in told if one.state is JourneyState.SHADOW]
    # A case that closes is asked about its end, not about its middle.
    assert asked in ([], ["out_survey_case_closed"] if "case.closed" in later else [])
