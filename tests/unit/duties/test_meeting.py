"""What proves that somebody was told, and what does not (design 1.3)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.unit.duties.world import (
    D01_HOLDS,
    D05_HOLDS,
    DUTIES,
    OTHER_VICTIM,
    SUSPECT,
    VICTIM,
    a_case,
    a_matter,
    called,
    clock_of,
    event,
    london,
    mailed,
    opened,
    timeline,
)
from waypost.base.values import PersonId
from waypost.cases.values import PersonFacts
from waypost.duties.duty import Per, Told
from waypost.duties.values import ClockState, ToldBy

RECORDED = event("crime.recorded", "2026-03-02 09:00", seen_at="2026-03-02 09:30")
REFUSED = event("crime.not_investigated", "2026-03-02 12:00", item="f9", seen_at="2026-03-02 12:30")
EVENTS = timeline(RECORDED, REFUSED)
TELLS_ALL = mailed("D05", "2026-03-03 10:00", number=2, held=D05_HOLDS)
LATER = "2026-03-04 10:00"


def _state(duty: str, *told: Told, person: PersonFacts = VICTIM, people: tuple[PersonFacts, ...] = ()) -> ClockState:
    case = a_case(*people) if people else a_case()
    return clock_of(a_matter(EVENTS, LATER, case=case, told=told), duty, person=person).state


def test_a_delivered_text_that_holds_the_explanation_meets_the_duty() -> None:
    clock = clock_of(a_matter(EVENTS, LATER, told=[TELLS_ALL]), "D05")

    assert clock.state is ClockState.MET
    assert clock.proof is not None
    assert (clock.proof.at, clock.proof.by, clock.proof.channel) == (
        london("2026-03-03 10:00"),
        ToldBy.DELIVERY,
        "email",
    )


@pytest.mark.parametrize(
    "changed",
    [
        # A neutral alert: it was filled with the reference alone.
        {"held": frozenset({"reference", "portal_address"})},
        {"channel": "sms"},
        {"is_discreet": True},
        # What serves another duty, or none.
        {"duty": "D01"},
        {"duty": ""},
        # News of something else.
        {"event_number": 1},
        {"event_number": None},
        # Somebody else was told.
        {"person_id": OTHER_VICTIM.person_id},
        {"person_id": SUSPECT.person_id},
        # Before it happened.
        {"at": london("2026-03-02 11:00")},
        # It has not come to pass yet.
        {"at": london("2026-03-05 11:00")},
    ],
)
def test_what_does_not_tell_her_of_this_meets_nothing(changed: dict[str, Any]) -> None:
    assert _state("D05", TELLS_ALL) is ClockState.MET
    assert _state("D05", replace(TELLS_ALL, **changed)) is ClockState.RUNNING


@pytest.mark.parametrize(
    ("changed_text", "state"),
    [
        ("we will not investigate. ask us about victim support.", ClockState.MET),
        # The officer took the offer of support out.
        ("we will not investigate.", ClockState.RUNNING),
    ],
)
def test_a_draft_that_an_officer_changed_must_still_hold_the_words(changed_text: str, state: ClockState) -> None:
    assert _state("D05", replace(TELLS_ALL, changed_text=changed_text)) is state


def test_a_text_that_only_belongs_to_a_duty_does_not_meet_it() -> None:
    leaflet = mailed("D01", "2026-03-03 10:00", number=1, held=D01_HOLDS, template="support_code_rights_leaflet")

    assert _state("D01", replace(leaflet, template="crime_recorded_adult")) is ClockState.MET_LATE
    assert _state("D01", leaflet) is ClockState.BREACHED


def test_the_earliest_proof_counts() -> None:
    second = mailed("D05", "2026-03-03 15:00", number=2, held=D05_HOLDS)

    clock = clock_of(a_matter(EVENTS, LATER, told=[second, TELLS_ALL]), "D05")

    assert clock.proof is not None
    assert clock.proof.at == TELLS_ALL.at


def test_a_digest_meets_what_it_was_about_only_if_its_words_were_made_after() -> None:
    digest = replace(TELLS_ALL, event_number=None, item="f9")

    assert _state("D05", digest) is ClockState.MET
    assert _state("D05", replace(digest, as_of=london("2026-03-02 12:10"))) is ClockState.RUNNING


def test_a_page_that_holds_it_counts_once_we_knew_what_to_show() -> None:
    assert _state("D01", opened("case", "2026-03-02 09:31")) is ClockState.MET
    # It had happened, but the page could not show it yet.
    assert _state("D01", opened("case", "2026-03-02 09:29")) is ClockState.BREACHED


def test_a_page_that_does_not_hold_it_proves_nothing() -> None:
    assert _state("D01", opened("cases", "2026-03-02 09:31")) is ClockState.BREACHED
    assert _state("D05", opened("case", "2026-03-03 09:31")) is ClockState.RUNNING


def test_an_officers_recorded_call_about_this_counts() -> None:
    assert _state("D05", called("D05", "2026-03-03 10:00", number=2)) is ClockState.MET
    assert _state("D05", called("D06", "2026-03-03 10:00", number=2)) is ClockState.RUNNING
    assert _state("D05", called("D05", "2026-03-03 10:00", number=1)) is ClockState.RUNNING


def test_what_only_the_record_can_show_no_call_proves() -> None:
    assert _state("D02", called("D02", "2026-03-03 10:00", number=1)) is ClockState.RUNNING


def test_a_referral_on_record_is_the_doing() -> None:
    referred = event("referral.sent", "2026-03-03 10:00", person="v1", item="f2")

    clock = clock_of(a_matter(timeline(RECORDED, referred), LATER), "D02")

    assert clock.state is ClockState.MET
    assert clock.proof is not None
    assert (clock.proof.by, clock.proof.reference) == (ToldBy.RECORD, "event 2")


@pytest.mark.parametrize(
    ("named", "victims", "state"),
    [
        (None, (VICTIM,), ClockState.MET),
        # Nobody knows which of the two it was.
        (None, (VICTIM, OTHER_VICTIM), ClockState.RUNNING),
        ("v2", (VICTIM, OTHER_VICTIM), ClockState.RUNNING),
        ("v1", (VICTIM, OTHER_VICTIM), ClockState.MET),
    ],
)
def test_a_referral_counts_for_the_victim_whom_it_names(
    named: str | None, victims: tuple[PersonFacts, ...], state: ClockState
) -> None:
    referred = event("referral.sent", "2026-03-03 10:00", person=named, item="f2")

    assert clock_of(a_matter(timeline(RECORDED, referred), LATER, case=a_case(*victims)), "D02").state is state


def test_a_referral_that_was_taken_back_proves_nothing_any_more() -> None:
    referred = event("referral.sent", "2026-03-03 10:00", person="v1", item="f2")
    taken_back = event("fact.withdrawn", "2026-03-03 12:00", person="v1", item="f2", details={"kind": "referral.sent"})

    assert clock_of(a_matter(timeline(RECORDED, referred, taken_back), LATER), "D02").state is ClockState.RUNNING


def test_a_victim_who_declines_ends_the_wait_for_a_referral() -> None:
    declined = event("referral.declined", "2026-03-03 10:00", person="v1")
    elses = event("referral.declined", "2026-03-03 10:00", person="v2")

    assert clock_of(a_matter(timeline(RECORDED, declined), LATER), "D02").state is ClockState.STOPPED
    assert clock_of(a_matter(timeline(RECORDED, elses), LATER), "D02").state is ClockState.RUNNING


def _other(role: str, acts_for: str = "v1") -> PersonFacts:
    return PersonFacts(PersonId(9), "g1", (role,), "person", acts_for=(acts_for,))


CHILD = replace(VICTIM, date_of_birth=date(2015, 1, 1))
SHOP = replace(VICTIM, kind="organisation")


@pytest.mark.parametrize(
    ("victim", "other", "state"),
    [
        (CHILD, _other("parent_guardian"), ClockState.MET),
        (CHILD, _other("supporter"), ClockState.RUNNING),
        (CHILD, _other("parent_guardian", acts_for="v2"), ClockState.RUNNING),
        (VICTIM, _other("parent_guardian"), ClockState.RUNNING),
        (VICTIM, _other("supporter"), ClockState.RUNNING),
        (VICTIM, _other("family_spokesperson"), ClockState.MET),
        (SHOP, _other("business_contact"), ClockState.MET),
        (SHOP, _other("supporter"), ClockState.RUNNING),
    ],
)
def test_whoever_stands_for_the_victim_may_be_told_in_her_place(
    victim: PersonFacts, other: PersonFacts, state: ClockState
) -> None:
    told = replace(TELLS_ALL, person_id=other.person_id, at=london("2026-03-02 13:00"))

    case = a_case(victim, other, replace(OTHER_VICTIM, roles=("witness",)))

    assert clock_of(a_matter(EVENTS, "2026-03-02 14:00", case=case, told=[told]), "D05").state is state


def test_what_was_done_before_counts_for_the_case_and_not_for_what_happened_after() -> None:
    referred = event("referral.sent", "2026-03-02 08:00", person="v1", item="f2")
    matter = a_matter(timeline(RECORDED, referred), LATER)
    each = replace(DUTIES.latest("D02"), per=Per.EVENT)
    by_event = replace(matter, duties=replace(DUTIES, versions={**DUTIES.versions, "D02": (each,)}))

    assert clock_of(matter, "D02").state is ClockState.MET
    assert clock_of(by_event, "D02").state is ClockState.RUNNING
