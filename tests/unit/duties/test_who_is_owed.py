"""Who is owed what where the same people are several things to a case, and where a case was over from the start."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.duties.world import (
    D05_HOLDS,
    OTHER_VICTIM,
    SUSPECT,
    VICTIM,
    a_case,
    a_matter,
    clock_of,
    clocks_of,
    event,
    london,
    mailed,
    timeline,
)
from waypost.base.values import PersonId
from waypost.cases.values import PersonFacts
from waypost.duties.rules import clocks
from waypost.duties.values import ClockState

RECORDED = event("crime.recorded", "2026-03-02 09:00")
ACCUSED_VICTIM = replace(OTHER_VICTIM, roles=("victim", "suspect"))


@pytest.mark.parametrize(
    ("kind", "duty"),
    [
        ("suspect.arrested", "D06"),
        ("suspect.charged", "D12"),
        ("police.nfa_decision", "D13"),
        ("cps.discontinued", "D14"),
        ("appeal.lodged", "D23"),
    ],
)
def test_what_happens_to_a_victim_as_a_suspect_is_owed_to_the_others_and_not_to_them(kind: str, duty: str) -> None:
    happened = event(kind, "2026-03-04 10:00", person="v2", item="f1")
    matter = a_matter(timeline(RECORDED, happened), "2026-03-04 11:00", case=a_case(VICTIM, ACCUSED_VICTIM))

    assert clock_of(matter, duty).state is ClockState.RUNNING
    assert clocks_of(matter, duty, person=ACCUSED_VICTIM) == []


def test_a_suspect_who_is_the_only_victim_is_not_told_of_their_own_arrest() -> None:
    arrest = event("suspect.arrested", "2026-03-04 10:00", person="v2", item="f1")
    matter = a_matter(timeline(RECORDED, arrest), "2026-03-04 11:00", case=a_case(ACCUSED_VICTIM))

    assert clocks_of(matter, "D06", person=ACCUSED_VICTIM) == []


def test_a_suspect_who_becomes_a_victim_too_is_owed_what_a_new_victim_is() -> None:
    added = event("victim.added", "2026-03-04 10:00", person="v2")
    matter = a_matter(timeline(RECORDED, added), "2026-03-04 11:00", case=a_case(VICTIM, ACCUSED_VICTIM))

    assert clock_of(matter, "D01", person=ACCUSED_VICTIM).starts_at == london("2026-03-04 10:00")


@pytest.mark.parametrize("role", ["suspect", "defendant", "witness"])
def test_a_guardian_who_is_a_suspect_or_a_witness_hears_nothing_in_the_place_of_the_child(role: str) -> None:
    child = replace(VICTIM, date_of_birth=date(2015, 1, 1))
    guardian = PersonFacts(PersonId(9), "g1", ("parent_guardian", role), "person", acts_for=("v1",))
    refused = event("crime.not_investigated", "2026-03-02 12:00", item="f9")
    told = mailed("D05", "2026-03-02 13:00", number=2, held=D05_HOLDS, person_id=guardian.person_id)
    matter = a_matter(timeline(RECORDED, refused), "2026-03-02 14:00", case=a_case(child, guardian), told=[told])

    assert clock_of(matter, "D05").state is ClockState.RUNNING


def test_a_charge_that_is_taken_back_stands_for_no_outcome() -> None:
    outcome = event("outcome.assigned", "2026-03-05 10:00", details={"code": "1", "decided_by": "cps"})
    charge = event("suspect.charged", "2026-03-05 09:00", person="s1", item="f3")
    taken_back = event(
        "fact.withdrawn", "2026-03-06 10:00", person="s1", item="f3", details={"kind": "suspect.charged"}
    )

    found = clocks_of(a_matter(timeline(RECORDED, outcome, charge, taken_back), "2026-03-06 11:00"), "D12")

    assert [(clock.key.item, clock.state) for clock in found] == [
        ("#2", ClockState.RUNNING),
        ("s1#3", ClockState.STOPPED),
    ]


@pytest.mark.parametrize(
    "changed",
    [{"status": "closed"}, {"status": "cancelled"}, {"status": "transferred"}, {"merged_into": "MADE-UP-2"}],
)
def test_a_case_that_was_over_when_it_was_taken_over_owes_nobody_an_update(changed: dict[str, str]) -> None:
    taken_over = event("case.backlog", "2025-01-02 09:00", seen_at="2026-03-02 09:00")
    case = a_case(VICTIM, SUSPECT, **changed)

    assert clocks(a_matter(timeline(taken_over), "2026-04-20 09:00", case=case)) == ()


def test_a_case_of_the_backlog_that_is_opened_again_owes_updates_from_then() -> None:
    taken_over = event("case.backlog", "2025-01-02 09:00", seen_at="2026-03-02 09:00")
    again = event("crime.reopened", "2026-03-10 09:00", details={"from": "closed", "to": "under_investigation"})

    (clock,) = clocks_of(a_matter(timeline(taken_over, again), "2026-03-11 09:00"), "silence")

    assert clock.starts_at == london("2026-03-10 09:00")
