"""News that newer news of the same suspect overtook is not told by itself: what tells of the newer meets its duty."""

from typing import Any

import pytest
import yaml

from tests.repository.tree import CHECKOUT
from tests.unit.duties.world import (
    DUTIES,
    OTHER_SUSPECT,
    SUSPECT,
    VICTIM,
    a_case,
    a_matter,
    called,
    clock_of,
    event,
    mailed,
    timeline,
)
from waypost.cases.values import TimelineEntry
from waypost.duties.duty import Told
from waypost.duties.values import ClockState

CASE = a_case(VICTIM, SUSPECT, OTHER_SUSPECT)
BAILED = event("suspect.bailed", "2026-03-02 10:00", item="f1", person="s1")
RELEASED = event("suspect.released_no_charge", "2026-03-02 10:00", item="f1", person="s1")
DECIDED = event("police.nfa_decision", "2026-03-02 10:00", item="f1", person="s1")
TUESDAY, MONDAY_AFTER = "2026-03-03 10:00", "2026-03-16 10:00"
D12_HOLDS = frozenset({"charged_offences", "hearing_date"})
D13_HOLDS = frozenset({"outcome_reason", "force_phone"})


def then(kind: str, *, person: str | None = "s1", **details: Any) -> tuple[TimelineEntry, ...]:
    return timeline(BAILED, event(kind, TUESDAY, item="f2", person=person, details=details))


def state(events: tuple[TimelineEntry, ...], duty: str, *told: Told, now: str = TUESDAY) -> ClockState:
    matter = a_matter(events, now, case=CASE, told=told)
    return clock_of(matter, duty, item=_thing(duty, events[0])).state


def _thing(duty: str, first: TimelineEntry) -> str:
    return f"{first.item if duty == 'D13' else first.person_ref}#1"


CHARGED = then("suspect.charged")
CHARGE_TOLD = mailed("D12", TUESDAY, number=2, item="f2", held=D12_HOLDS)


def test_who_is_told_of_the_charge_is_told_that_bail_is_over() -> None:
    assert state(CHARGED, "D09", CHARGE_TOLD) is ClockState.MET
    assert state(CHARGED, "D09", called("D12", TUESDAY, number=2)) is ClockState.MET


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (then("suspect.charged", person="s2"), CHARGE_TOLD),
        # Nothing takes the place of bail by going on beside it.
        (then("suspect.bail_extended"), mailed("D09", TUESDAY, number=2, item="f2")),
        (then("suspect.bail_breach"), called("D09", TUESDAY, number=2, item="f2")),
        (CHARGED, mailed("D06", TUESDAY, number=2)),
        (CHARGED, mailed("D12", TUESDAY, number=2, channel="sms")),
        (CHARGED, mailed("D12", TUESDAY, number=2, is_discreet=True)),
        (CHARGED, called("D12", TUESDAY)),
        ((*CHARGED, *timeline(BAILED, BAILED, event("fact.withdrawn", TUESDAY, item="f2", person="s1",
                                                     details={"kind": "suspect.charged"}))[2:]), CHARGE_TOLD),
    ],
)  # fmt: skip
def test_bail_stays_to_be_told_where_nothing_tells_what_took_its_place(
    events: tuple[TimelineEntry, ...], told: Told
) -> None:
    assert state(events, "D09", told) is ClockState.RUNNING


def test_what_is_told_with_newer_news_is_due_as_it_was() -> None:
    late = mailed("D12", "2026-03-12 10:00", number=2, item="f2", held=D12_HOLDS)

    assert state(CHARGED, "D09", late, now=MONDAY_AFTER) is ClockState.MET_LATE


@pytest.mark.parametrize(("first", "duty"), [(RELEASED, "D08"), (DECIDED, "D13")])
def test_the_end_of_the_case_tells_it_too_where_nobody_is_prosecuted(first: Any, duty: str) -> None:
    told = mailed("D13", TUESDAY, number=2, held=D13_HOLDS)
    ended = {code: timeline(first, event("outcome.assigned", TUESDAY, details={"code": code})) for code in ("15", "18")}

    assert state(ended["15"], duty, told) is ClockState.MET
    assert state(ended["18"], duty, told) is ClockState.RUNNING


def test_journeys_leave_untold_only_what_something_else_tells() -> None:
    overtaken = {
        (start.on, later.on)
        for id_ in ("D08", "D09", "D12", "D13")
        for start in DUTIES.latest(id_).starts
        for later in start.told_with
        if later.on != "outcome.assigned"
    }
    files = [yaml.safe_load(file.read_text("utf-8")) for file in (CHECKOUT / "content" / "journeys").glob("*.yaml")]
    ends = {
        (start, leave["event"])
        for journey in files
        for start in journey["start"]["events"]
        for leave in journey.get("end_on", ())
        # The prosecution service's own news has no clock of ours.
        if leave.get("same_suspect") and not start.startswith("cps.")
    }

    assert ends == overtaken
