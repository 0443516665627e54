"""Which clocks a timeline starts, for whom, and what ends them."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.duties.world import (
    D01_HOLDS,
    D05_HOLDS,
    DUTIES,
    OTHER_SUSPECT,
    OTHER_VICTIM,
    SUSPECT,
    VICTIM,
    Happening,
    a_case,
    a_matter,
    clock_of,
    clocks_of,
    event,
    london,
    mailed,
    timeline,
)
from waypost.cases.values import CaseFacts
from waypost.duties.duty import Duties, Length, Limit
from waypost.duties.rules import clocks
from waypost.duties.values import ClockState

HEARING_HOLDS = frozenset({"hearing_date", "hearing_time", "hearing_place"})
RECORDED = event("crime.recorded", "2026-03-02 09:00", received_at="2026-03-02 09:05")
ARREST = event("suspect.arrested", "2026-03-03 10:00", person="s1", item="f1")
OTHER_ARREST = event("suspect.arrested", "2026-03-05 10:00", person="s2", item="f2")
REFUSED = event("crime.not_investigated", "2026-03-02 12:00", item="f9")


def listed(at: str, hearing: str = "h1", kind: str = "court.hearing_listed", **details: str) -> Happening:
    return event(kind, at, item=hearing, details={"kind": "trial", "starts_at": "2026-05-11T09:00:00+00:00", **details})


def test_a_recorded_crime_starts_what_is_owed_at_the_report() -> None:
    found = {clock.key.duty for clock in clocks(a_matter(timeline(RECORDED), "2026-03-02 10:00"))}

    assert found == {"D01", "D02", "D03", "D04", "silence"}


def test_an_organisation_is_owed_the_confirmation_and_no_needs_assessment() -> None:
    shop = replace(VICTIM, kind="organisation")
    found = clocks(a_matter(timeline(RECORDED), "2026-03-02 10:00", case=a_case(shop)))

    assert {clock.key.duty for clock in found} == {"D01", "silence"}


def test_a_crime_taken_over_with_the_backlog_starts_no_duty_but_silence_from_then() -> None:
    events = timeline(event("case.backlog", "2025-01-02 09:00", seen_at="2026-03-02 09:00"))

    (clock,) = clocks(a_matter(events, "2026-03-02 10:00"))

    assert (clock.key.duty, clock.starts_at) == ("silence", london("2026-03-02 09:00"))


def test_two_suspects_are_two_clocks_and_telling_of_one_leaves_the_other_running() -> None:
    case = a_case(VICTIM, SUSPECT, OTHER_SUSPECT)
    told = [mailed("D06", "2026-03-05 12:00", number=2, item="f1")]
    matter = a_matter(timeline(RECORDED, ARREST, OTHER_ARREST), "2026-03-05 13:00", case=case, told=told)

    first, second = (clock_of(matter, "D06", item=suspect) for suspect in ("s1", "s2"))

    assert (first.state, first.due_at) == (ClockState.MET, london("2026-03-11 00:00"))
    assert (second.state, second.due_at) == (ClockState.RUNNING, london("2026-03-13 00:00"))


def test_each_victim_has_a_clock_of_their_own() -> None:
    case = a_case(VICTIM, OTHER_VICTIM, SUSPECT)
    told = [mailed("D06", "2026-03-04 12:00", number=2)]
    matter = a_matter(timeline(RECORDED, ARREST), "2026-03-05 13:00", case=case, told=told)

    assert clock_of(matter, "D06").state is ClockState.MET
    assert clock_of(matter, "D06", person=OTHER_VICTIM).state is ClockState.RUNNING


def test_a_victim_of_whom_the_force_learns_later_is_owed_from_then() -> None:
    added = event("victim.added", "2026-03-04 16:00", person="v2")
    case = a_case(VICTIM, OTHER_VICTIM, SUSPECT)
    matter = a_matter(timeline(RECORDED, ARREST, added), "2026-03-05 13:00", case=case)

    confirmation = clock_of(matter, "D01", person=OTHER_VICTIM)

    assert confirmation.due_at == london("2026-03-05 00:00")
    assert len(clocks_of(matter, "D01")) == 1
    assert clocks_of(matter, "D06", person=OTHER_VICTIM) == []


def test_witness_care_counts_from_when_it_received_the_result_days_later() -> None:
    verdict = event("court.verdict", "2026-03-12 09:00", item="h1", received_at="2026-03-16 15:00")

    clock = clock_of(a_matter(timeline(RECORDED, verdict), "2026-03-16 16:00"), "D20")

    assert (clock.event_at, clock.starts_at) == (london("2026-03-12 09:00"), london("2026-03-16 15:00"))
    assert clock.due_at == london("2026-03-18 00:00")


def test_the_referral_to_the_contact_scheme_counts_from_the_sentence_and_not_from_its_receipt() -> None:
    sentenced = listed("2026-05-20 09:00", kind="court.sentenced")

    clock = clock_of(a_matter(timeline(RECORDED, sentenced), "2026-05-20 10:00", case=a_case(group="rape")), "D26")

    # Monday 11 May and ten working days, the last of which is Tuesday 26 May: the 25th is a bank holiday.
    assert clock.due_at == london("2026-05-27 00:00")


def test_a_hearing_that_moves_is_told_anew_and_its_old_date_no_longer() -> None:
    moved = listed("2026-03-04 09:00", kind="court.hearing_changed")
    # It left before the move and arrived after it.
    told = [mailed("D16", "2026-03-04 10:00", number=2, item="h1", held=HEARING_HOLDS)]
    matter = a_matter(timeline(RECORDED, listed("2026-03-03 09:00"), moved), "2026-03-04 12:00", told=told)

    old, new = clocks_of(matter, "D16")

    assert (old.state, new.state) == (ClockState.STOPPED, ClockState.RUNNING)
    assert new.due_at == london("2026-03-06 00:00")


def test_a_hearing_listed_in_the_place_of_another_ends_the_old_ones_clock() -> None:
    instead = listed("2026-03-04 09:00", "h2", kind="court.hearing_changed", instead_of="h1")
    matter = a_matter(timeline(RECORDED, listed("2026-03-03 09:00"), instead), "2026-03-04 12:00")

    assert [clock.state for clock in clocks_of(matter, "D16")] == [ClockState.STOPPED, ClockState.RUNNING]


@pytest.mark.parametrize(
    ("code", "by", "duty"),
    [
        ("8", "police", "D11"),
        ("15", "police", "D13"),
        ("15", None, "D13"),
        ("15", "cps", None),
        ("9", "cps", None),
        ("18", "police", None),
        ("1", "cps", "D12"),
    ],
)
def test_an_outcome_starts_the_duty_of_its_code_unless_it_is_the_prosecutors(
    code: str, by: str | None, duty: str | None
) -> None:
    outcome = event("outcome.assigned", "2026-03-05 10:00", details={"code": code, "decided_by": by})

    matter = a_matter(timeline(RECORDED, outcome), "2026-03-05 11:00")
    found = [clock.key.duty for clock in clocks(matter) if clock.key.duty in {"D11", "D12", "D13"}]

    assert found == ([duty] if duty else [])


def test_a_charge_of_a_suspect_stands_for_the_outcome_that_says_the_same() -> None:
    outcome = event("outcome.assigned", "2026-03-05 10:00", details={"code": "1", "decided_by": "cps"})
    charge = event("suspect.charged", "2026-03-05 09:00", person="s1", item="f3")

    found = clocks_of(a_matter(timeline(RECORDED, outcome, charge), "2026-03-05 11:00"), "D12")

    assert [(clock.key.item, clock.state) for clock in found] == [
        ("#2", ClockState.STOPPED),
        ("s1#3", ClockState.RUNNING),
    ]


def test_a_fact_taken_back_stops_its_clock_and_no_other() -> None:
    taken_back = event(
        "fact.withdrawn", "2026-03-06 10:00", person="s1", item="f1", details={"kind": "suspect.arrested"}
    )
    case = a_case(VICTIM, SUSPECT, OTHER_SUSPECT)
    matter = a_matter(timeline(RECORDED, ARREST, OTHER_ARREST, taken_back), "2026-03-06 11:00", case=case)

    assert clock_of(matter, "D06", item="s1").state is ClockState.STOPPED
    assert clock_of(matter, "D06", item="s2").state is ClockState.RUNNING


@pytest.mark.parametrize(
    ("kind", "status", "changed"),
    [
        ("crime.cancelled", "cancelled", {}),
        ("crime.transferred", "transferred", {}),
        ("crime.merged", None, {"merged_into": "MADE-UP-2"}),
    ],
)
def test_a_case_that_is_no_longer_the_forces_stops_the_clocks(
    kind: str, status: str | None, changed: dict[str, str]
) -> None:
    ended = event(kind, "2026-03-04 10:00", details={"to": status})
    events = timeline(RECORDED, REFUSED, ended)

    assert clock_of(a_matter(events, "2026-03-20 10:00", case=a_case(**changed)), "D05").state is ClockState.STOPPED


def test_a_case_that_is_taken_up_again_runs_on() -> None:
    ended = event("crime.cancelled", "2026-03-04 10:00", details={"to": "cancelled"})
    again = event("status.changed", "2026-03-05 10:00", details={"from": "cancelled", "to": "under_investigation"})

    clock = clock_of(a_matter(timeline(RECORDED, REFUSED, ended, again), "2026-03-06 10:00"), "D05")

    assert clock.state is ClockState.RUNNING


def test_a_closed_case_still_owes_what_happened_in_it() -> None:
    closed = event("case.closed", "2026-03-04 10:00", details={"to": "closed"})

    assert clock_of(a_matter(timeline(RECORDED, REFUSED, closed), "2026-03-05 10:00"), "D05").state.is_open


def test_what_was_late_before_it_stopped_keeps_that_it_was_late() -> None:
    ended = event("crime.cancelled", "2026-03-12 10:00", details={"to": "cancelled"})

    clock = clock_of(a_matter(timeline(RECORDED, REFUSED, ended), "2026-03-13 10:00"), "D05")

    assert (clock.state, clock.breached_at) == (ClockState.STOPPED, london("2026-03-10 00:00"))


def test_a_victim_who_is_none_any_more_has_no_clocks() -> None:
    case: CaseFacts = a_case(replace(VICTIM, roles=("witness",)))

    assert clocks(a_matter(timeline(RECORDED), "2026-03-02 10:00", case=case)) == ()


def test_a_clock_stays_under_the_code_that_was_in_force_when_it_began() -> None:
    old = DUTIES.latest("D05")
    new = replace(old, from_date=date(2026, 3, 2), standard=Length(Limit.WORKING_DAYS, 3))
    both = Duties({**DUTIES.versions, "D05": (old, new)}, DUTIES.enhanced)
    before = event("crime.not_investigated", "2026-03-01 23:59", item="f1")
    matter = a_matter(timeline(before, REFUSED), "2026-03-02 13:00")

    first, second = clocks_of(replace(matter, duties=both), "D05")

    assert (first.due_at, second.due_at) == (london("2026-03-07 00:00"), london("2026-03-06 00:00"))


def test_a_message_a_second_before_the_end_is_in_time_and_at_the_end_is_late() -> None:
    events = timeline(RECORDED, REFUSED)
    in_time = [mailed("D05", "2026-03-09 23:59:59", number=2, held=D05_HOLDS)]
    late = [mailed("D05", "2026-03-10 00:00", number=2, held=D05_HOLDS)]

    assert clock_of(a_matter(events, "2026-03-20 10:00", told=in_time), "D05").state is ClockState.MET
    assert clock_of(a_matter(events, "2026-03-20 10:00", told=late), "D05").state is ClockState.MET_LATE


def test_the_confirmation_of_a_crime_meets_its_duty() -> None:
    told = [mailed("D01", "2026-03-02 09:10", number=1, held=D01_HOLDS)]

    assert clock_of(a_matter(timeline(RECORDED), "2026-03-02 10:00", told=told), "D01").state is ClockState.MET


def test_another_outcome_ends_what_was_owed_of_the_first_and_a_decision_on_a_suspect_does_not() -> None:
    first = event("outcome.assigned", "2026-03-05 10:00", details={"code": "15", "decided_by": "police"})
    other = event("outcome.assigned", "2026-03-06 10:00", details={"code": "8", "decided_by": "police"})
    decision = event("police.nfa_decision", "2026-03-06 10:00", person="s1", item="f1")

    replaced = clock_of(a_matter(timeline(RECORDED, first, other), "2026-03-06 11:00"), "D13")
    beside = clocks_of(a_matter(timeline(RECORDED, first, decision), "2026-03-06 11:00"), "D13")

    assert replaced.state is ClockState.STOPPED
    assert [clock.state for clock in beside] == [ClockState.RUNNING, ClockState.RUNNING]


def test_an_outcome_taken_back_is_no_longer_owed() -> None:
    outcome = event("outcome.assigned", "2026-03-05 10:00", details={"code": "15", "decided_by": "police"})
    taken_back = event("outcome.withdrawn", "2026-03-06 10:00")

    clock = clock_of(a_matter(timeline(RECORDED, outcome, taken_back), "2026-03-06 11:00"), "D13")

    assert clock.state is ClockState.STOPPED


def test_a_cancelled_appointment_ends_the_offer_for_its_own_statement_only() -> None:
    first = event("statement.booked", "2026-03-03 10:00", person="v1", item="a1")
    second = event("statement.booked", "2026-03-04 10:00", person="v1", item="a2")
    cancelled = event("appointment.cancelled", "2026-03-05 10:00", person="v1", item="a1")

    found = clocks_of(a_matter(timeline(RECORDED, first, second, cancelled), "2026-03-05 11:00"), "D15")

    assert [clock.state for clock in found] == [ClockState.STOPPED, ClockState.RUNNING]


def test_nobody_knows_whose_it_is_that_names_nobody_among_two() -> None:
    case = a_case(VICTIM, OTHER_VICTIM)
    sentenced = listed("2026-05-20 09:00", kind="court.sentenced")
    not_due = event("vcs.not_eligible", "2026-05-21 09:00", item="f7")
    events = timeline(RECORDED, sentenced, not_due)

    alone = a_matter(events, "2026-05-21 10:00", case=a_case(group="rape"))
    of_two = a_matter(events, "2026-05-21 10:00", case=replace(case, group="rape"))

    assert clock_of(alone, "D26").state is ClockState.STOPPED
    assert clock_of(of_two, "D26").state is ClockState.RUNNING


def test_a_witness_who_is_not_needed_any_more_need_not_be_told_of_that_hearing() -> None:
    needed = event("witness.required", "2026-03-05 10:00", person="v1", item="h1", received_at="2026-03-05 10:00")
    not_needed = event("witness.dewarned", "2026-03-05 12:00", person="v1", item="h1")
    elses = event("witness.dewarned", "2026-03-05 12:00", person="v2", item="h1")

    assert clock_of(a_matter(timeline(RECORDED, needed, not_needed), "2026-03-05 13:00"), "D19").state is (
        ClockState.STOPPED
    )
    assert clock_of(a_matter(timeline(RECORDED, needed, elses), "2026-03-05 13:00"), "D19").state.is_open


def test_who_hears_of_the_new_date_needs_no_word_of_the_old_one() -> None:
    moved = listed("2026-03-04 09:00", kind="court.hearing_changed")
    told = [mailed("D16", "2026-03-04 10:00", number=3, item="h1", held=HEARING_HOLDS)]
    matter = a_matter(timeline(RECORDED, listed("2026-03-03 09:00"), moved), "2026-03-04 12:00", told=told)

    assert [clock.state for clock in clocks_of(matter, "D16")] == [ClockState.STOPPED, ClockState.MET]


@pytest.mark.parametrize(
    "taken_back",
    [
        # The other arrest of the same suspect; what the id stood for before; whom it named before.
        event("fact.withdrawn", "2026-03-06 10:00", person="s1", item="f0", details={"kind": "suspect.arrested"}),
        event("fact.withdrawn", "2026-03-06 10:00", person="s1", item="f1", details={"kind": "suspect.rui"}),
        event("fact.withdrawn", "2026-03-06 10:00", person="s2", item="f1", details={"kind": "suspect.arrested"}),
    ],
)
def test_what_is_taken_back_is_the_fact_with_its_id_kind_and_person(taken_back: Happening) -> None:
    case = a_case(VICTIM, SUSPECT, OTHER_SUSPECT)

    clock = clock_of(a_matter(timeline(RECORDED, ARREST, taken_back), "2026-03-06 11:00", case=case), "D06")

    assert clock.state is ClockState.RUNNING


def test_a_case_that_is_no_longer_merged_runs_on() -> None:
    merged = event("crime.merged", "2026-03-04 10:00")

    clock = clock_of(a_matter(timeline(RECORDED, REFUSED, merged), "2026-03-05 10:00"), "D05")

    assert clock.state is ClockState.RUNNING


def test_what_arrives_after_the_clock_has_stopped_does_not_meet_it() -> None:
    ended = event("crime.cancelled", "2026-03-04 10:00", details={"to": "cancelled"})
    told = [mailed("D05", "2026-03-04 12:00", number=2, held=D05_HOLDS)]

    clock = clock_of(a_matter(timeline(RECORDED, REFUSED, ended), "2026-03-05 10:00", told=told), "D05")

    assert (clock.state, clock.proof) == (ClockState.STOPPED, None)


def test_a_sentence_for_an_offence_outside_the_schemes_families_starts_no_referral_to_it() -> None:
    sentenced = listed("2026-05-20 09:00", kind="court.sentenced")

    assert clocks_of(a_matter(timeline(RECORDED, sentenced), "2026-05-20 10:00"), "D26") == []


def test_a_witness_who_is_no_victim_is_not_owed_what_the_code_owes_victims() -> None:
    witness = replace(OTHER_VICTIM, roles=("witness",))
    needed = event("witness.required", "2026-03-05 10:00", person="v2", item="h1")
    matter = a_matter(timeline(RECORDED, needed), "2026-03-05 13:00", case=a_case(VICTIM, witness))

    assert clocks_of(matter, "D19", person=witness) == []


def test_a_verdict_is_owed_no_more_where_the_same_hearing_gave_the_sentence_and_else_still_is() -> None:
    verdict = event("court.verdict", "2026-03-05 10:00", item="h1")
    same = event("court.sentenced", "2026-03-05 12:00", item="h1")
    another = event("court.sentenced", "2026-03-05 12:00", item="h2")

    told_with_it = clock_of(a_matter(timeline(RECORDED, verdict, same), "2026-03-05 13:00"), "D20")
    beside_it = clock_of(a_matter(timeline(RECORDED, verdict, another), "2026-03-05 13:00"), "D20")

    assert (told_with_it.state, beside_it.state) == (ClockState.STOPPED, ClockState.RUNNING)
