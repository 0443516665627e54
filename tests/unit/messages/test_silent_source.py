"""While the system that a case came from is silent, what is bound to a time waits, and at last goes to a person."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.unit.messages.questions import (
    NOW,
    QUESTION,
    SOURCE,
    about_appointment,
    in_incident,
    template,
)
from tests.unit.messages.test_gates import about_hearing
from waypost.messages.gates import GATES, Question, ask
from waypost.messages.gates.freshness import FOR_A_PERSON, source_is_heard_of
from waypost.messages.gates.still_so import is_still_so
from waypost.messages.values import AnswerKind, MessageClass, Owner, Reason

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def silent(question: Question, *, for_: timedelta = HOUR, promised: int | None = 30) -> Question:
    """Return the question about a case of a source that was last heard of so long ago."""
    source = replace(SOURCE, fresh_within_minutes=promised, last_ok_at=question.now - for_)
    return replace(question, facts=replace(question.facts, case=replace(question.case, source=source)))


def visit(starts_at: datetime, *, trigger: str = "appointment.booked") -> Question:
    """Return the question about a visit."""
    return replace(about_appointment(starts_at=starts_at), trigger=trigger)


def test_what_is_bound_to_a_time_waits_while_its_source_is_silent() -> None:
    answer = source_is_heard_of(silent(visit(NOW + DAY)))

    assert answer is not None
    assert (answer.kind, answer.until) == (AnswerKind.WAIT, NOW + timedelta(minutes=10))
    assert "police system" in answer.sentence


def test_it_does_not_wait_past_the_moment_at_which_a_person_must_act() -> None:
    answer = source_is_heard_of(silent(visit(NOW + FOR_A_PERSON + timedelta(minutes=3))))

    assert answer is not None
    assert answer.until == NOW + timedelta(minutes=3)


def test_what_runs_out_before_the_visit_goes_to_a_person_before_that() -> None:
    answer = source_is_heard_of(replace(silent(visit(NOW + DAY)), expires_at=NOW + HOUR))

    assert answer is not None
    assert (answer.kind, answer.reason, answer.owner) == (AnswerKind.HOLD, Reason.SOURCE_STALE, Owner.OIC)


@pytest.mark.parametrize("left", [FOR_A_PERSON, timedelta(minutes=1), timedelta(0), -timedelta(minutes=30)])
def test_when_there_is_little_time_left_or_none_a_person_is_asked(left: timedelta) -> None:
    verdict = ask(silent(visit(NOW + left)), gates=GATES)

    assert verdict.outcome.reason is Reason.SOURCE_STALE


def test_a_visit_that_had_passed_when_the_source_was_last_heard_of_is_told_to_nobody() -> None:
    answer = is_still_so(silent(visit(NOW - 2 * HOUR)))

    assert answer is not None
    assert answer.reason is Reason.NO_LONGER_TRUE


def test_a_visit_that_is_off_is_told_whatever_its_source_does_and_never_late() -> None:
    off = replace(about_appointment(starts_at=NOW + DAY, status="cancelled"), trigger="appointment.cancelled")
    late = replace(about_appointment(starts_at=NOW - HOUR / 2, status="cancelled"), trigger="appointment.cancelled")

    assert source_is_heard_of(silent(off)) is None
    assert is_still_so(silent(off)) is None
    assert is_still_so(silent(late)) is not None


@pytest.mark.parametrize(("days", "is_waiting"), [(2, True), (6, True), (8, False)])
def test_a_hearing_waits_where_it_is_soon(days: int, is_waiting: bool) -> None:
    asked = about_hearing("court.hearing_listed", starts_at=NOW + days * DAY)

    assert (source_is_heard_of(silent(asked)) is not None) is is_waiting


def test_that_somebody_is_on_the_way_goes_to_a_person_at_once() -> None:
    coming = replace(
        in_incident(status="en_route", eta=NOW + HOUR),
        trigger="incident.resource_en_route",
        template=template(message_class=MessageClass.IMMEDIATE),
        expires_at=NOW + HOUR,
    )

    answer = source_is_heard_of(silent(coming))

    assert answer is not None
    assert answer.reason is Reason.SOURCE_STALE


def test_what_is_bound_to_no_time_goes_on() -> None:
    assert source_is_heard_of(silent(QUESTION)) is None
    assert source_is_heard_of(silent(replace(QUESTION, trigger="outcome.assigned"))) is None


def test_nothing_waits_for_a_source_that_is_heard_of_or_has_promised_nothing() -> None:
    asked = visit(NOW + DAY)

    assert source_is_heard_of(silent(asked, for_=timedelta(minutes=30))) is None
    assert source_is_heard_of(silent(asked, for_=3 * DAY, promised=None)) is None
