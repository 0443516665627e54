"""The lines of a clock's history, and when somebody is asked to act on one."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.unit.duties.world import VICTIM, a_case
from waypost.base.values import CaseId, MessageId, PersonId
from waypost.cases.values import PersonFacts
from waypost.duties.history import lines
from waypost.duties.subjects import matter_of, read_subject, subject_of
from waypost.duties.values import Change, Clock, ClockKey, ClockState, Proof, ToldBy
from waypost.duties.wishes import has_ended, is_on_its_way, must_call, must_explain
from waypost.messages.queries import Telling
from waypost.messages.values import Channel, MessageState

START, DUE = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 10, tzinfo=UTC)
PROOF = Proof(datetime(2026, 3, 4, tzinfo=UTC), ToldBy.PAGE, "case", "17")
RUNNING = Clock(
    key=ClockKey("D06", PersonId(1), "s1#4"),
    case_id=CaseId(7),
    event_number=4,
    event_at=START,
    received_at=START,
    starts_at=START,
    enhanced=False,
    due_at=DUE,
    state=ClockState.RUNNING,
)
MET = replace(RUNNING, state=ClockState.MET, proof=PROOF)
BREACHED = replace(RUNNING, state=ClockState.BREACHED, breached_at=DUE)
MET_LATE = replace(BREACHED, state=ClockState.MET_LATE, proof=PROOF)
STOPPED = replace(RUNNING, state=ClockState.STOPPED)
SOONER = replace(RUNNING, enhanced=True, due_at=datetime(2026, 3, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("before", "after", "gone", "expected"),
    [
        (None, RUNNING, 0, [Change.STARTED]),
        (None, MET, 0, [Change.STARTED, Change.MET]),
        # Nobody looked in between: it was late all the same.
        (None, MET_LATE, 0, [Change.STARTED, Change.BREACHED, Change.MET_LATE]),
        (RUNNING, MET_LATE, 0, [Change.BREACHED, Change.MET_LATE]),
        (RUNNING, RUNNING, 50, [Change.WARNED_HALF]),
        (RUNNING, RUNNING, 80, [Change.WARNED_HALF, Change.WARNED_FOUR_FIFTHS]),
        (RUNNING, BREACHED, 100, [Change.WARNED_HALF, Change.WARNED_FOUR_FIFTHS, Change.BREACHED]),
        (BREACHED, MET_LATE, 0, [Change.MET_LATE]),
        (RUNNING, SOONER, 0, [Change.TO_ENHANCED]),
        (SOONER, RUNNING, 0, [Change.TO_STANDARD]),
        (RUNNING, replace(RUNNING, due_at=datetime(2026, 3, 12, tzinfo=UTC)), 0, [Change.MOVED]),
        (RUNNING, STOPPED, 0, [Change.STOPPED]),
        # What was taken for told came back.
        (MET, RUNNING, 0, [Change.REOPENED]),
        (MET, BREACHED, 0, [Change.REOPENED, Change.BREACHED]),
        (STOPPED, RUNNING, 0, [Change.REOPENED]),
        (MET, MET, 0, []),
    ],
)
def test_history_says_what_is_another_now(
    before: Clock | None, after: Clock, gone: int, expected: list[Change]
) -> None:
    assert [line.what for line in lines(before, after, warned=0, gone=gone)] == expected


def test_nobody_is_warned_twice_of_the_same() -> None:
    assert [line.what for line in lines(RUNNING, RUNNING, warned=50, gone=50)] == []
    assert [line.what for line in lines(RUNNING, RUNNING, warned=50, gone=80)] == [Change.WARNED_FOUR_FIFTHS]


def test_history_finds_the_proof_again() -> None:
    (line,) = lines(RUNNING, MET, warned=0, gone=0)

    assert line.reference == "17"


@pytest.mark.parametrize(
    ("clock", "gone", "is_told_soon", "expected"),
    [
        (RUNNING, 0, False, False),
        (RUNNING, 50, False, True),
        # A message is on its way, and may still arrive.
        (RUNNING, 50, True, False),
        (RUNNING, 80, True, True),
        (BREACHED, 100, True, True),
        (MET, 100, False, False),
        (STOPPED, 100, False, False),
    ],
)
def test_somebody_calls_from_half_of_the_time_unless_a_message_may_still_tell(
    clock: Clock, gone: int, is_told_soon: bool, expected: bool
) -> None:
    assert must_call(clock, gone=gone, is_told_soon=is_told_soon) is expected


def test_why_it_was_late_is_asked_when_it_is_seen_to_be_and_not_when_it_is_known() -> None:
    seen = tuple(lines(RUNNING, BREACHED, warned=80, gone=100))

    assert must_explain(BREACHED, seen)
    assert not must_explain(replace(BREACHED, why_late="not_safe"), seen)
    assert not must_explain(BREACHED, ())
    assert not must_explain(MET, tuple(lines(RUNNING, MET, warned=0, gone=0)))


def test_only_what_has_just_ended_is_taken_back() -> None:
    assert has_ended(MET, tuple(lines(RUNNING, MET, warned=0, gone=0)))
    assert not has_ended(MET, ())
    assert not has_ended(BREACHED, tuple(lines(RUNNING, BREACHED, warned=80, gone=100)))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"state": MessageState.FAILED}, False),
        ({"state": MessageState.SUPPRESSED}, False),
        # It waits for a person, who has an item of it.
        ({"state": MessageState.HELD}, False),
        ({"state": MessageState.DELIVERED}, False),
        ({"duty": "D07"}, False),
        ({"person_id": PersonId(2)}, False),
        ({"event_number": 5}, False),
        ({"is_digest": True}, False),
    ],
)
def test_only_a_message_about_this_very_thing_may_still_tell(changed: dict[str, Any], expected: bool) -> None:
    assert is_on_its_way(RUNNING, [a_telling(**changed)], a_case()) is expected


@pytest.mark.parametrize(
    ("role", "expected"), [("parent_guardian", True), ("family_spokesperson", True), ("supporter", False)]
)
def test_what_goes_to_a_supporter_does_not_tell_the_victim(role: str, expected: bool) -> None:
    child = replace(VICTIM, date_of_birth=date(2015, 1, 1))
    other = PersonFacts(PersonId(9), "g1", (role,), "person", acts_for=("v1",))

    found = is_on_its_way(RUNNING, [a_telling(person_id=other.person_id)], a_case(child, other))

    assert found is expected


def test_a_clock_is_found_again_by_the_name_that_an_item_keeps() -> None:
    interval = ClockKey("interval", PersonId(1), "2026-11-20")

    assert read_subject(subject_of(RUNNING.key)) == ("D06", 4)
    assert read_subject(subject_of(interval)) == ("interval", None)
    assert read_subject("17 tell 1") is None
    assert matter_of(RUNNING.key) == "D06:s1#4"


def a_telling(**changed: Any) -> Telling:
    """Return an e-mail of the duty that has been handed over."""
    values: dict[str, Any] = {
        "message_id": MessageId(UUID(int=1)),
        "case_id": CaseId(7),
        "person_id": PersonId(1),
        "template": "made_up",
        "duty": "D06",
        "trigger": "suspect.arrested",
        "event_number": 4,
        "item": "f1",
        "channel": Channel.EMAIL,
        "state": MessageState.HANDED_OVER,
        "is_digest": False,
        "held": frozenset(),
        "is_discreet": False,
        "worded_at": START,
        "planned_at": START,
        "state_at": START,
        "delivered_at": None,
        "is_inferred": False,
        "act": "17 tell 1",
        "work_item": None,
    }
    return Telling(**{**values, **changed})
