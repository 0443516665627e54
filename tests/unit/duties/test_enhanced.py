"""Who has enhanced rights, since when; and what that does to a clock that runs."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.duties.world import (
    DUTIES,
    SUSPECT,
    VICTIM,
    Happening,
    a_case,
    a_matter,
    clock_of,
    event,
    london,
    mailed,
    timeline,
)
from waypost.cases.offences import offence_groups
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.duties.duty import Spell
from waypost.duties.rules import Ground, enhanced_spells, is_enhanced
from waypost.duties.values import ClockState

GROUND = Ground(DUTIES.enhanced, offence_groups())
GRANTED = replace(VICTIM, enhanced=("intimidated",))
SHOP = replace(VICTIM, kind="organisation")
RECORDED = event("crime.recorded", "2026-03-02 09:00", received_at="2026-03-02 09:05")
# Monday; standard until the end of Monday 9 March.
REFUSED = event("crime.not_investigated", "2026-03-02 12:00", item="f1")
GRANT = event("needs.enhanced_granted", "2026-03-04 11:00", person="v1", details={"enhanced": ["intimidated"]})
TAKEN_BACK = event("needs.enhanced_withdrawn", "2026-03-05 11:00", person="v1", details={"enhanced": ["intimidated"]})


@pytest.mark.parametrize(
    ("person", "changed", "reason"),
    [
        (VICTIM, {}, None),
        (GRANTED, {}, "intimidated"),
        (VICTIM, {"group": "domestic-abuse"}, "serious_crime"),
        (VICTIM, {"group": "stalking"}, "persistently_targeted"),
        (VICTIM, {"group": "road-death"}, "serious_crime"),
        (VICTIM, {"group": "road-injury"}, None),
        (VICTIM, {"group": "nobody-knows-it"}, None),
        (VICTIM, {"flags": ("hate_crime",)}, "serious_crime"),
        (VICTIM, {"flags": ("sealed",)}, None),
        (replace(VICTIM, date_of_birth=date(2008, 3, 3)), {}, "vulnerable"),
        # Eighteen on the day of recording.
        (replace(VICTIM, date_of_birth=date(2008, 3, 2)), {}, None),
        (replace(VICTIM, date_of_birth=None), {}, None),
        # What the record says goes before what follows from the offence.
        (GRANTED, {"group": "rape"}, "intimidated"),
        (SHOP, {"group": "arson-endangering-life"}, None),
        (replace(SHOP, enhanced=("discretion",)), {}, "discretion"),
    ],
)
def test_enhanced_rights_follow_from_the_offence_the_flags_the_age_or_a_grant(
    person: PersonFacts, changed: dict[str, object], reason: str | None
) -> None:
    case = a_case(person, **changed)

    assert is_enhanced(person, case=case, ground=GROUND, today=date(2026, 3, 20)) == reason


def test_who_has_come_of_age_since_still_was_a_child_at_the_time() -> None:
    person = replace(VICTIM, date_of_birth=date(2008, 3, 10))

    assert is_enhanced(person, case=a_case(person), ground=GROUND, today=date(2026, 9, 1)) == "vulnerable"


def _spells(case: CaseFacts, *events: Happening) -> tuple[Spell, ...]:
    return enhanced_spells(case.people[0], case=case, events=timeline(*events), ground=GROUND)


def test_what_follows_from_the_offence_holds_from_the_recording() -> None:
    case = a_case(group="rape")

    assert _spells(case, RECORDED) == (Spell(case.recorded_at, None, "serious_crime"),)


def test_what_is_granted_later_holds_from_then() -> None:
    assert _spells(a_case(GRANTED), RECORDED, GRANT) == (Spell(london("2026-03-04 11:00"), None, "intimidated"),)


def test_what_the_first_record_grants_holds_from_the_recording() -> None:
    at_once = event("needs.enhanced_granted", "2026-03-02 09:05", person="v1", details={"enhanced": ["intimidated"]})

    (spell,) = _spells(a_case(GRANTED), RECORDED, at_once)

    assert spell.since == london("2026-03-02 09:00")


def test_what_is_taken_back_ends_then() -> None:
    spells = _spells(a_case(VICTIM), RECORDED, GRANT, TAKEN_BACK)

    assert spells == (Spell(london("2026-03-04 11:00"), london("2026-03-05 11:00"), "intimidated"),)


def test_a_grant_to_another_victim_is_not_theirs() -> None:
    other = event("needs.enhanced_granted", "2026-03-04 11:00", person="v2", details={"enhanced": ["intimidated"]})

    assert _spells(a_case(VICTIM), RECORDED, other) == ()
    assert _spells(a_case(GRANTED), RECORDED, other) == (Spell(london("2026-03-02 09:00"), None, "intimidated"),)


def test_a_flag_that_comes_and_an_offence_that_goes_are_one_spell() -> None:
    case = a_case(flags=("domestic_abuse",))
    flagged = event("flags.changed", "2026-03-03 10:00", details={"added": ["domestic_abuse"], "removed": []})
    was = {"group": "burglary-residential", "group_before": "rape"}
    reclassified = event("crime.reclassified", "2026-03-04 10:00", details=was)

    assert _spells(case, RECORDED, flagged, reclassified) == (Spell(london("2026-03-02 09:00"), None, "serious_crime"),)


def test_a_clock_is_due_sooner_from_when_the_rights_were_granted_midway() -> None:
    matter = a_matter(timeline(RECORDED, REFUSED, GRANT), "2026-03-04 12:00", case=a_case(GRANTED))

    clock = clock_of(matter, "D05")

    assert clock.enhanced
    assert clock.due_at == london("2026-03-06 00:00")


def test_a_grant_on_the_last_day_gives_no_day_more() -> None:
    late_grant = event("needs.enhanced_granted", "2026-03-09 11:00", person="v1", details={"enhanced": ["intimidated"]})
    matter = a_matter(timeline(RECORDED, REFUSED, late_grant), "2026-03-09 12:00", case=a_case(GRANTED))

    assert clock_of(matter, "D05").due_at == london("2026-03-10 00:00")


def test_it_is_the_standard_end_again_when_the_rights_go_before_it_was_late() -> None:
    matter = a_matter(timeline(RECORDED, REFUSED, GRANT, TAKEN_BACK), "2026-03-06 12:00")

    clock = clock_of(matter, "D05")

    assert not clock.enhanced
    assert clock.due_at == london("2026-03-10 00:00")
    assert clock.state is ClockState.RUNNING


def test_what_was_late_while_the_rights_were_there_stays_late_when_they_go() -> None:
    too_late = event("needs.enhanced_withdrawn", "2026-03-06 11:00", person="v1", details={"enhanced": ["intimidated"]})
    events = timeline(RECORDED, REFUSED, GRANT, too_late)

    waiting = clock_of(a_matter(events, "2026-03-06 12:00"), "D05")
    told = [mailed("D05", "2026-03-06 15:00", number=2, held=frozenset({"fact_text"}))]
    done = clock_of(a_matter(events, "2026-03-07 12:00", told=told), "D05")

    assert (waiting.state, waiting.breached_at) == (ClockState.BREACHED, london("2026-03-06 00:00"))
    assert (done.state, done.due_at, done.enhanced) == (ClockState.MET_LATE, london("2026-03-06 00:00"), True)


def test_a_grant_after_somebody_was_told_changes_nothing() -> None:
    told = [mailed("D05", "2026-03-03 15:00", number=2, held=frozenset({"fact_text"}))]
    matter = a_matter(timeline(RECORDED, REFUSED, GRANT), "2026-03-20 12:00", case=a_case(GRANTED, SUSPECT), told=told)

    clock = clock_of(matter, "D05")

    assert (clock.state, clock.enhanced, clock.due_at) == (ClockState.MET, False, london("2026-03-10 00:00"))
