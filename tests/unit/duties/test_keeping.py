"""What is kept of the clocks that were known, when they are made anew."""

from dataclasses import replace
from datetime import date

from tests.unit.duties.world import (
    D05_HOLDS,
    SUSPECT,
    VICTIM,
    a_case,
    a_matter,
    event,
    london,
    mailed,
    timeline,
)
from waypost.base.values import PersonId
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.duties.duty import Demand, Told
from waypost.duties.rules import Matter, clocks, next_clocks
from waypost.duties.values import Clock, ClockState

RECORDED = event("crime.recorded", "2026-03-02 09:00")
REFUSED = event("crime.not_investigated", "2026-03-02 12:00", item="f9")
EVENTS = timeline(RECORDED, REFUSED)
CHILD = replace(VICTIM, date_of_birth=date(2015, 1, 1))
GUARDIAN = PersonFacts(PersonId(9), "g1", ("parent_guardian",), "person", acts_for=("v1",))
TOLD = mailed("D05", "2026-03-03 10:00", number=2, held=D05_HOLDS)


def _matter(*told: Told, case: CaseFacts | None = None) -> Matter:
    return a_matter(EVENTS, "2026-03-05 10:00", case=case, told=told)


def _refusal(found: tuple[Clock, ...]) -> Clock:
    (clock,) = (clock for clock in found if clock.key.duty == "D05")
    return clock


def test_who_was_told_through_a_guardian_stays_told_when_the_guardian_leaves_the_case() -> None:
    told = replace(TOLD, person_id=GUARDIAN.person_id)
    known = clocks(_matter(told, case=a_case(CHILD, GUARDIAN)))

    anew = next_clocks(known, _matter(told, case=a_case(CHILD, SUSPECT)))

    assert _refusal(known).state is ClockState.MET
    assert _refusal(anew) == _refusal(known)


def test_who_was_told_stays_told_when_content_asks_for_more_from_now_on() -> None:
    matter = _matter(TOLD)
    known = clocks(matter)
    duty = matter.duties.latest("D05")
    more = replace(duty, met_by=replace(duty.met_by, must_hold=(Demand("something new", any_of=("new_thing",)),)))
    changed = replace(matter, duties=replace(matter.duties, versions={**matter.duties.versions, "D05": (more,)}))

    assert _refusal(clocks(changed)).state is ClockState.RUNNING
    assert _refusal(next_clocks(known, changed)).state is ClockState.MET


def test_a_proof_that_is_taken_back_opens_the_clock_again() -> None:
    known = clocks(_matter(TOLD))

    assert _refusal(next_clocks(known, _matter())).state is ClockState.RUNNING


def test_a_receipt_that_comes_late_and_shows_that_she_was_told_sooner_counts() -> None:
    known = clocks(_matter(replace(TOLD, at=london("2026-03-04 10:00"), reference="second")))

    anew = _refusal(next_clocks(known, _matter(TOLD, replace(TOLD, at=london("2026-03-04 10:00"), reference="second"))))

    assert anew.proof is not None
    assert anew.proof.at == london("2026-03-03 10:00")


def test_a_clock_of_somebody_who_is_no_victim_any_more_stops_unless_she_was_told() -> None:
    nobody = a_case(replace(VICTIM, roles=("witness",)), SUSPECT)

    open_before = next_clocks(clocks(_matter()), _matter(case=nobody))
    met_before = next_clocks(clocks(_matter(TOLD)), _matter(TOLD, case=nobody))

    assert _refusal(open_before).state is ClockState.STOPPED
    assert _refusal(met_before).state is ClockState.MET
