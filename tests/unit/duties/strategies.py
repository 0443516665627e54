"""Random made-up cases: what happened to them and what was told about it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.unit.duties.world import (
    D01_HOLDS,
    D05_HOLDS,
    OTHER_SUSPECT,
    OTHER_VICTIM,
    SUSPECT,
    VICTIM,
    Happening,
    a_case,
    london,
    timeline,
)
from waypost.base.values import PersonId
from waypost.cases.values import TimelineEntry
from waypost.duties.duty import Told
from waypost.duties.values import ToldBy

CASE = a_case(VICTIM, OTHER_VICTIM, SUSPECT, OTHER_SUSPECT)
# Over Easter and the change of the clocks.
FIRST = london("2026-03-23 09:00")
HOURS = 24 * 30

_HOURS = st.integers(0, HOURS)
_FACTS = ("suspect.arrested", "suspect.bailed", "suspect.charged", "crime.not_investigated", "referral.sent")
_HEARINGS = ("court.hearing_listed", "court.hearing_changed", "court.verdict")
_STATUS = {"crime.cancelled": "cancelled", "case.closed": "closed", "status.changed": "under_investigation"}
_ENHANCED = ("needs.enhanced_granted", "needs.enhanced_withdrawn")


def after(hours: int) -> datetime:
    """Return the moment that many hours after the crime was recorded."""
    return FIRST + timedelta(hours=hours)


@st.composite
def happenings(draw: st.DrawFn) -> Happening:
    """Return one thing that can happen to the case."""
    at, late = after(draw(_HOURS)), timedelta(hours=draw(st.sampled_from([0, 0, 5, 72])))
    kind = draw(st.sampled_from([*_FACTS, *_HEARINGS, *_STATUS, *_ENHANCED]))
    rest: dict[str, Any] = {"received_at": at + late}
    if kind in _FACTS:
        ref = st.sampled_from(["v1", "v2"] if kind == "referral.sent" else ["s1", "s2"])
        rest |= {"person": draw(ref), "item": f"f{draw(st.integers(1, 40))}"}
    elif kind in _HEARINGS:
        rest |= {"item": f"h{draw(st.integers(1, 3))}", "details": {"starts_at": "2026-06-01T09:00:00+00:00"}}
    elif kind in _STATUS:
        rest |= {"details": {"to": _STATUS[kind]}}
    else:
        rest |= {"person": draw(st.sampled_from(["v1", "v2"])), "details": {"enhanced": ["intimidated"]}}
    return Happening(kind, at, **rest)


@st.composite
def timelines(draw: st.DrawFn) -> tuple[TimelineEntry, ...]:
    """Return a recorded crime and what came of it, as the force saw it; some facts are taken back."""
    happened = sorted(draw(st.lists(happenings(), max_size=10)), key=_seen)
    taken_back = [
        Happening("fact.withdrawn", _seen(one) + timedelta(hours=30), one.person, one.item, details={"kind": one.kind})
        for one in happened
        if one.kind in _FACTS and draw(st.integers(0, 4)) == 0
    ]
    return timeline(Happening("crime.recorded", FIRST), *sorted([*happened, *taken_back], key=_seen))


@st.composite
def tellings(draw: st.DrawFn, events: tuple[TimelineEntry, ...]) -> tuple[Told, ...]:
    """Return messages, calls and page views, some of which tell of what happened and some of which do not."""
    return tuple(draw(_told(events, number)) for number in range(draw(st.integers(0, 8))))


@st.composite
def _told(draw: st.DrawFn, events: tuple[TimelineEntry, ...], number: int) -> Told:
    event = draw(st.sampled_from(events))
    at = event.seen_at + timedelta(hours=draw(st.integers(-20, 300)))
    return Told(
        at=at,
        as_of=at - timedelta(hours=draw(st.sampled_from([0, 0, 24]))),
        person_id=PersonId(draw(st.sampled_from([1, 1, 2, 3]))),
        by=draw(st.sampled_from([ToldBy.DELIVERY, ToldBy.DELIVERY, ToldBy.OFFICER, ToldBy.PAGE])),
        reference=f"telling {number}",
        channel=draw(st.sampled_from(["email", "email", "letter", "sms"])),
        duty=draw(st.sampled_from(["D01", "D05", "D06", "D09", "D12", "D16", "D20"])),
        template="made_up",
        event_number=draw(st.sampled_from([event.number, event.number, None])),
        item=event.item or "",
        held=draw(
            st.sampled_from([D01_HOLDS, D05_HOLDS, frozenset({"hearing_date", "hearing_time", "hearing_place"})])
        ),
        page=draw(st.sampled_from(["", "case"])),
        is_discreet=draw(st.integers(0, 5)) == 0,
    )


def known_by(events: tuple[TimelineEntry, ...], told: tuple[Told, ...], now: datetime) -> Any:
    """Return the part of both that was known at a moment."""
    seen = tuple(event for event in events if event.seen_at <= now)
    return seen, tuple(one for one in told if one.at <= now)


def enhanced_now(events: tuple[TimelineEntry, ...]) -> Any:
    """Return the case with the enhanced rights that the timeline leaves its victims with."""
    granted = {"v1": False, "v2": False}
    for event in events:
        if event.kind in _ENHANCED and event.person_ref:
            granted[event.person_ref] = event.kind == _ENHANCED[0]
    people = [
        replace(person, enhanced=("intimidated",)) if granted.get(person.ref) else person for person in CASE.people
    ]
    return replace(CASE, people=tuple(people))


def _seen(one: Happening) -> datetime:
    return max(one.at, one.received_at or one.at)
