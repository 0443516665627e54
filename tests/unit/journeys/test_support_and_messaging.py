"""Support, officers, the portal and what victims write: who is told what, with all phases on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.journeys.case_life import CHILD, DEAD, FAMILY, GUARDIAN, READERS, happens, read_by, wanted, with_fact
from tests.unit.journeys.second_half import ADULT, BUSINESS, NOON, a_case
from waypost.journeys.facts import PersonCodes

OURS = ("alloc_", "attend_", "msg_", "portal_", "support_")
DISCREET = replace(ADULT, discreet=True)
AT_RISK = replace(ADULT, safe_to_write=False)
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)

Told = list[tuple[str, str]]


def told(
    kind: str, *people: PersonCodes, later: dict[timedelta, str] | None = None, of: str = "", **fields: object
) -> Told:
    facts = a_case(*people, **fields)  # type: ignore[arg-type]
    named = next((person.ref for person in people if person.stand_ins == ()), "p1")
    return wanted(facts, happens(kind, person=named), later=later, of=(of,) if of else OURS)


# --- support


@pytest.mark.parametrize(
    ("people", "kind", "expected"),
    [
        ((ADULT,), "general", [("support_referral_made", "p1")]),
        ((ADULT,), "specialist", [("support_referral_specialist", "p1")]),
        ((CHILD, GUARDIAN), "child", [("support_referral_child", "g1")]),
        ((CHILD, GUARDIAN), "specialist", [("support_referral_child", "g1")]),
        # Agreed in person with the officer who is with them.
        ((DEAD, FAMILY), "specialist", []),
        ((BUSINESS,), "general", []),
    ],
)
def test_a_referral_is_told_by_the_kind_of_service_and_of_reader(
    people: Sequence[PersonCodes], kind: str, expected: Told
) -> None:
    facts = with_fact(a_case(*people), "referral.sent", at=NOON, kind=kind)

    assert wanted(facts, happens("referral.sent", person=people[0].ref), of=("support_",)) == expected


def test_a_guardian_gets_the_rights_of_the_child_and_no_mere_advice() -> None:
    rights = [("support_code_rights_parent", "g1")]

    assert told("crime.recorded", CHILD, GUARDIAN, of="support_") == rights
    hurt = wanted(a_case(CHILD, GUARDIAN, group="assault-injury"), happens("crime.recorded"), of=("support_",))
    assert hurt == [*rights, ("support_compensation_parent", "g1")]


def test_leaflets_make_no_work_where_writing_may_do_harm() -> None:
    assert told("crime.recorded", AT_RISK, of="support_") == []
    assert told("crime.recorded", AT_RISK, of="support_", group="assault-injury") == [
        ("support_compensation_information", "p1")
    ]


def test_a_family_is_brought_help_two_days_after_the_first_news() -> None:
    assert told("crime.recorded", DEAD, FAMILY, of="support_") == [("support_bereaved_pack", "f1")]
    assert told("crime.recorded", DEAD, FAMILY, of="support_", later={HOURS: "crime.cancelled"}) == []


@pytest.mark.parametrize(
    ("status", "enhanced", "expected"),
    [
        ("under_investigation", True, [("support_needs_result_enhanced", "p1")]),
        # The written confirmation says it already.
        ("recorded", True, []),
        ("under_investigation", False, []),
        ("closed", True, []),
    ],
)
def test_more_rights_are_told_where_they_were_granted_later(status: str, enhanced: bool, expected: Told) -> None:
    assert told("needs.enhanced_granted", replace(ADULT, enhanced=enhanced), status=status, of="support_") == expected


def test_restorative_justice_is_offered_once_to_an_adult_who_has_not_withdrawn() -> None:
    offer = [("support_restorative_justice_offer", "p1")]

    assert told("restorative.eligible", ADULT, of="support_", later={9 * DAYS: "restorative.eligible"}) == offer
    assert told("restorative.eligible", ADULT, of="support_", later={HOURS: "victim.withdrew"}) == []
    assert told("restorative.eligible", CHILD, GUARDIAN, of="support_") == []


# --- officers and appointments


@pytest.mark.parametrize("kind", ["oic.assigned", "oic.changed"])
@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("guardian", [("alloc_officer_assigned_parent", "g1")]),
        ("business", [("alloc_officer_assigned_business", "b1")]),
        ("family", []),
    ],
)
def test_who_has_the_case_is_told_to_who_stands_in(kind: str, reader: str, expected: Told) -> None:
    assert wanted(read_by(reader), happens(kind), of=("alloc_",)) == expected


def test_a_family_meets_its_officer_and_of_two_in_a_row_the_last() -> None:
    twice = happens("flo.assigned", "flo.assigned")

    assert wanted(read_by("family"), twice, of=("alloc_",)) == [("alloc_flo_assigned", "f1")]
    assert wanted(read_by("adult"), twice, of=("alloc_",)) == []


@pytest.mark.parametrize("undone_by", ["message.outbound", "contract.changed", "case.closed"])
def test_that_an_agreement_was_not_kept_is_owned_unless_news_came_after_all(undone_by: str) -> None:
    sorry = ("alloc_preference_not_possible", "p1")

    assert told("contract.not_met", ADULT, of="alloc_") == [sorry]
    assert sorry not in wanted(a_case(), happens("contract.not_met", undone_by), of=("alloc_",))
    # A neutral message did come.
    assert told("contract.not_met", DISCREET, of="alloc_") == []


@pytest.mark.parametrize(
    "kind",
    ["crime.allocated", "needs.assessment_due", "needs.review_due", "portal.content_published", "service.outage"],
)
@pytest.mark.parametrize("reader", ["guardian", "family"])
def test_no_trifle_makes_work_for_an_officer(kind: str, reader: str) -> None:
    named = READERS[reader][1].ref

    assert wanted(read_by(reader), happens(kind, person=named), of=(*OURS, "service_")) == []


# --- the portal


def test_what_is_new_to_read_is_said_neutrally_where_that_was_agreed() -> None:
    assert told("portal.content_published", ADULT, of="portal_") == [("portal_update_available", "p1")]
    assert told("portal.content_published", DISCREET, of="portal_") == [("portal_update_available_discreet", "p1")]


def test_pages_that_were_shut_for_safety_are_told_by_a_call_and_by_nothing_written() -> None:
    assert told("portal.safety_hold", ADULT) == [("portal_access_paused_safety", "p1")]


@pytest.mark.parametrize(
    ("reader", "expected"),
    [("guardian", [("portal_invite_parent", "g1")]), ("family", [("portal_invite_spokesperson", "f1")])],
)
def test_who_stands_in_is_invited_in_their_own_words(reader: str, expected: Told) -> None:
    named = READERS[reader][1].ref

    assert wanted(read_by(reader), happens("portal.invited", person=named), of=("portal_",)) == expected


# --- what victims write

RECEIVED, SORRY = ("msg_victim_message_received", "p1"), ("msg_reply_overdue_apology", "p1")


def test_a_message_is_confirmed_and_without_an_answer_apologised_for_once() -> None:
    writes_again = {2 * HOURS: "message.inbound", 2 * DAYS: "message.inbound"}

    assert told("message.inbound", ADULT) == told("message.inbound", ADULT, later=writes_again) == [SORRY, RECEIVED]


@pytest.mark.parametrize("answered_by", ["message.outbound", "task.answered", "message.thread_closed"])
def test_nobody_apologises_for_what_was_answered(answered_by: str) -> None:
    assert SORRY not in told("message.inbound", ADULT, later={DAYS: answered_by})


def test_a_new_message_after_an_answer_is_confirmed_and_waits_anew() -> None:
    texts = told("message.inbound", ADULT, later={DAYS: "message.outbound", 2 * DAYS: "message.inbound"})

    assert texts == [("msg_officer_replied", "p1"), SORRY, RECEIVED]


def test_words_of_danger_lead_to_999_and_to_no_word_of_three_days() -> None:
    writes = happens("message.inbound", "message.risk_detected", person="p1")

    assert wanted(a_case(), writes, of=("msg_",)) == [("msg_urgent_redirect", "p1")]


def test_without_an_officer_it_is_said_who_reads_it() -> None:
    assert told("message.inbound", ADULT, has_officer=False) == [("msg_officer_absent", "p1"), SORRY]


def test_who_stands_in_gets_no_draft_of_a_confirmation() -> None:
    facts = read_by("guardian")

    assert wanted(facts, happens("message.inbound", person="g1"), of=("msg_",)) == [("msg_reply_overdue_apology", "g1")]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("message.thread_closed", "msg_thread_closed"),
        ("evidence.upload_requested", "msg_file_upload_request"),
        ("evidence.upload_received", "msg_file_upload_received"),
    ],
)
def test_what_is_asked_for_or_ended_in_messages_is_told(kind: str, expected: str) -> None:
    assert told(kind, ADULT) == [(expected, "p1")]


def test_ten_pictures_are_confirmed_once_and_what_has_come_is_not_asked_for() -> None:
    kinds = ["evidence.upload_requested", *["evidence.upload_received"] * 10]

    assert wanted(a_case(), happens(*kinds, person="p1"), of=("msg_",)) == [("msg_file_upload_received", "p1")]
