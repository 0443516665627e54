"""The agreed interval and silence: from one telling to the next."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.duties.world import (
    D05_HOLDS,
    SUSPECT,
    VICTIM,
    a_case,
    a_matter,
    called,
    clocks_of,
    event,
    london,
    mailed,
    opened,
    timeline,
    with_plan,
)
from waypost.base.values import PersonId
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.duties.duty import Told
from waypost.duties.rules import clocks, events_due, next_look
from waypost.duties.values import ClockState

RECORDED = event("crime.recorded", "2026-03-02 09:00")
AGREED = event("contract.agreed", "2026-03-04 15:00", person="v1")
EVENTS = timeline(RECORDED, AGREED)
TWO_WEEKS = a_case(with_plan(VICTIM, agreed_at=london("2026-03-04 15:00"), update_every_days=14), SUSPECT)


def _update(at: str, **rest: object) -> Told:
    return replace(mailed("D10", at, template="inv_periodic_update_no_change"), **rest)  # type: ignore[arg-type]


def _states(now: str, *told: Told, case: CaseFacts = TWO_WEEKS) -> list[tuple[str, ClockState]]:
    found = clocks_of(a_matter(EVENTS, now, case=case, told=told), "interval")
    return [(clock.key.item, clock.state) for clock in found]


def test_it_counts_from_the_agreement_and_ends_with_the_last_day() -> None:
    (clock,) = clocks_of(a_matter(EVENTS, "2026-03-10 09:00", case=TWO_WEEKS), "interval")

    assert clock.starts_at == london("2026-03-04 15:00")
    assert clock.due_at == london("2026-03-19 00:00")


def test_each_telling_begins_the_next_turn() -> None:
    first, second = _update("2026-03-16 10:00"), _update("2026-04-02 10:00")

    # The clocks go forward in the second turn, which ends on 30 March at midnight.
    assert _states("2026-04-03 09:00", second, first) == [
        ("2026-03-04", ClockState.MET),
        ("2026-03-16", ClockState.MET_LATE),
        ("2026-04-02", ClockState.RUNNING),
    ]


def test_two_tellings_of_one_day_are_one() -> None:
    assert _states("2026-03-17 09:00", _update("2026-03-16 10:00"), _update("2026-03-16 16:00")) == [
        ("2026-03-04", ClockState.MET),
        ("2026-03-16", ClockState.RUNNING),
    ]


@pytest.mark.parametrize(
    "told",
    [
        _update("2026-03-16 10:00"),
        # That nothing is new, the shortest words say.
        _update("2026-03-16 10:00", channel="sms"),
        _update("2026-03-16 10:00", is_discreet=True),
        called("", "2026-03-16 10:00"),
        # News that a duty demands is news.
        mailed("D05", "2026-03-16 10:00", held=D05_HOLDS),
    ],
)
def test_news_by_message_or_by_an_officer_meets_it(told: Told) -> None:
    assert _states("2026-03-17 09:00", told)[0] == ("2026-03-04", ClockState.MET)


@pytest.mark.parametrize(
    "told",
    [
        _update("2026-03-16 10:00", channel="sms", template="inv_periodic_update_progress"),
        _update("2026-03-16 10:00", is_discreet=True, template="inv_periodic_update_progress"),
        # She looked herself: nobody was in touch.
        opened("case", "2026-03-16 10:00"),
        # A neutral alert, a choice noted, a survey.
        mailed("D05", "2026-03-16 10:00", held=frozenset({"reference"})),
        mailed("D10", "2026-03-16 10:00", template="pref_opt_out_confirmed", held=D05_HOLDS),
        mailed("", "2026-03-16 10:00", template="survey_mid_case"),
    ],
)
def test_what_is_no_news_of_the_case_does_not_meet_it(told: Told) -> None:
    assert _states("2026-03-17 09:00", told) == [("2026-03-04", ClockState.RUNNING)]


def test_a_new_agreement_begins_anew() -> None:
    changed = event("contract.changed", "2026-03-17 11:00", person="v1")
    case = a_case(with_plan(VICTIM, agreed_at=london("2026-03-17 11:00"), update_every_days=7))
    matter = a_matter(timeline(RECORDED, AGREED, changed), "2026-03-18 09:00", case=case)

    (clock,) = clocks_of(matter, "interval")

    assert (clock.key.item, clock.due_at) == ("2026-03-17", london("2026-03-25 00:00"))


def test_without_an_agreement_it_is_silence_that_counts_from_the_recording() -> None:
    (clock,) = clocks_of(a_matter(timeline(RECORDED), "2026-03-10 09:00"), "silence")

    assert clock.due_at == london("2026-03-31 00:00")


def test_with_an_agreement_there_is_no_silence() -> None:
    assert clocks_of(a_matter(EVENTS, "2026-03-10 09:00", case=TWO_WEEKS), "silence") == []


@pytest.mark.parametrize(
    "victim",
    [replace(VICTIM, deceased=True), with_plan(VICTIM, no_contact=True)],
)
def test_nobody_is_owed_updates_who_is_dead_and_has_nobody_or_wants_none(victim: object) -> None:
    matter = a_matter(timeline(RECORDED), "2026-03-10 09:00", case=a_case(victim))  # type: ignore[arg-type]

    assert [clock for clock in clocks(matter) if clock.key.duty in {"silence", "interval"}] == []


def test_it_stops_when_the_case_is_closed_and_begins_when_it_is_taken_up_again() -> None:
    closed = event("case.closed", "2026-03-09 10:00", details={"to": "closed"})
    again = event("crime.reopened", "2026-06-01 10:00", details={"from": "closed", "to": "under_investigation"})

    (stopped,) = clocks_of(a_matter(timeline(RECORDED, closed), "2026-05-01 09:00"), "silence")
    (anew,) = clocks_of(a_matter(timeline(RECORDED, closed, again), "2026-06-02 09:00"), "silence")

    assert (stopped.state, stopped.breached_at) == (ClockState.STOPPED, None)
    assert (anew.state, anew.starts_at) == (ClockState.RUNNING, london("2026-06-01 10:00"))


def test_an_incident_has_no_such_clock() -> None:
    events = timeline(event("incident.created", "2026-03-02 09:00"))

    assert clocks(a_matter(events, "2026-05-01 09:00")) == ()


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("2026-03-16 23:59", []),
        ("2026-03-17 00:00", ["investigation.update_due"]),
        ("2026-03-18 23:59", ["investigation.update_due"]),
        ("2026-03-19 00:00", ["investigation.update_due", "contract.not_met"]),
    ],
)
def test_it_asks_for_an_update_two_days_before_and_says_when_it_was_not_kept(now: str, asked: list[str]) -> None:
    matter = a_matter(EVENTS, now, case=TWO_WEEKS)

    due = events_due(clocks_of(matter, "interval"), matter)

    assert [one.kind for one in due] == asked
    assert all(one.person_ref == "v1" and one.item == "2026-03-04" for one in due)


def test_it_says_whether_something_has_come_that_an_update_can_be_about() -> None:
    milestone = event("investigation.milestone", "2026-03-10 09:00", item="f1")

    for events, progress in ((EVENTS, False), (timeline(RECORDED, AGREED, milestone), True)):
        matter = a_matter(events, "2026-03-17 09:00", case=TWO_WEEKS)
        (due,) = events_due(clocks_of(matter, "interval"), matter)
        assert due.details["progress"] is progress


def test_silence_asks_for_an_update_and_breaks_no_agreement() -> None:
    matter = a_matter(timeline(RECORDED), "2026-04-20 09:00")

    assert [one.kind for one in events_due(clocks(matter), matter)] == ["investigation.update_due"]


def test_a_clock_that_was_met_asks_for_nothing_more() -> None:
    matter = a_matter(EVENTS, "2026-03-17 09:00", case=TWO_WEEKS, told=[_update("2026-03-16 10:00")])

    assert events_due(clocks(matter), matter) == ()


def test_somebody_looks_again_when_an_update_is_to_be_asked_for() -> None:
    matter = a_matter(EVENTS, "2026-03-16 20:00", case=TWO_WEEKS)

    found = next_look(clocks_of(matter, "interval"), duties=matter.duties, now=matter.now)

    # Four fifths of the time are gone already.
    assert found == london("2026-03-17 00:00")


def test_a_case_of_the_backlog_owes_nothing_for_the_time_before() -> None:
    taken_over = event("case.backlog", "2024-03-02 09:00", seen_at="2026-03-02 09:00")
    case = a_case(
        with_plan(VICTIM, agreed_at=london("2024-04-01 10:00"), update_every_days=28),
        recorded_at=london("2024-03-02 09:00"),
    )

    (clock,) = clocks(a_matter(timeline(taken_over), "2026-03-03 09:00", case=case))

    assert (clock.key.duty, clock.starts_at.date()) == ("interval", date(2026, 3, 2))


def test_what_has_not_come_to_pass_yet_is_no_news() -> None:
    assert _states("2026-03-15 09:00", _update("2026-03-16 10:00")) == [("2026-03-04", ClockState.RUNNING)]


CHILD = replace(VICTIM, date_of_birth=date(2015, 5, 1))
MOTHER = replace(VICTIM, person_id=PersonId(70), ref="g1", roles=("parent_guardian",), acts_for=("v1",))
SISTER = replace(MOTHER, roles=("family_spokesperson",))


@pytest.mark.parametrize(("victim", "who"), [(CHILD, MOTHER), (replace(VICTIM, deceased=True), SISTER)])
def test_who_stands_for_a_victim_agrees_how_often_and_what_they_are_told_counts(
    victim: PersonFacts, who: PersonFacts
) -> None:
    agreed = with_plan(who, agreed_at=london("2026-03-04 15:00"), update_every_days=14)
    told = _update("2026-03-16 10:00", person_id=who.person_id)
    events = timeline(RECORDED, event("contract.agreed", "2026-03-04 15:00", person="g1"))

    matter = a_matter(events, "2026-03-17 09:00", case=a_case(victim, agreed), told=[told])

    assert [(clock.key.item, clock.state) for clock in clocks_of(matter, "interval", person=victim)] == [
        ("2026-03-04", ClockState.MET),
        ("2026-03-16", ClockState.RUNNING),
    ]


@pytest.mark.parametrize(("victim", "who"), [(CHILD, MOTHER), (replace(VICTIM, deceased=True), SISTER)])
def test_where_nothing_was_agreed_with_them_nobody_is_left_in_silence(victim: PersonFacts, who: PersonFacts) -> None:
    matter = a_matter(timeline(RECORDED), "2026-03-17 09:00", case=a_case(victim, who))

    assert len(clocks_of(matter, "silence", person=victim)) == 1


def test_a_guardian_or_family_that_wants_no_contact_is_owed_no_updates() -> None:
    matter = a_matter(timeline(RECORDED), "2026-03-17 09:00", case=a_case(CHILD, with_plan(MOTHER, no_contact=True)))

    assert clocks_of(matter, "silence", person=CHILD) == []
