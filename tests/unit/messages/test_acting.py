"""What people must do, or have done, before a message goes: the gates that ask about it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.unit.messages.questions import NOW, QUESTION, SAFE, VICTIM, template, with_case, with_person
from tests.unit.messages.test_audiences import WITHOUT_PORTAL
from waypost.base.values import PersonId
from waypost.cases.values import Authority, PersonFacts
from waypost.messages.acts import Acts
from waypost.messages.gates import GATES, Question, ask
from waypost.messages.values import AnswerKind, Audience, Reason, SendMode
from waypost.worklist.values import CallOutcome

CONFIRMED = Acts(approved_at=NOW)
SPOKEN_TO = Acts(call=CallOutcome.SPOKEN_TO)


def in_mode(mode: SendMode, acts: Acts) -> Question:
    return replace(QUESTION, template=template(mode=mode, mode_enhanced=mode), acts=acts)


@pytest.mark.parametrize(
    ("mode", "acts", "expected"),
    [
        (SendMode.AUTOMATIC, Acts(), None),
        (SendMode.CONFIRMED, Acts(), Reason.NEEDS_CONFIRMATION),
        (SendMode.CONFIRMED, CONFIRMED, None),
        # A call confirms no draft, and a confirmed draft is no call.
        (SendMode.CONFIRMED, SPOKEN_TO, Reason.NEEDS_CONFIRMATION),
        (SendMode.HUMAN_FIRST, CONFIRMED, Reason.NEEDS_CALL),
        (SendMode.HUMAN_FIRST, SPOKEN_TO, None),
        (SendMode.HUMAN_FIRST, Acts(call=CallOutcome.NO_ANSWER), Reason.NEEDS_CALL),
        (SendMode.HUMAN_FIRST, Acts(call=CallOutcome.UNSAFE), Reason.NEEDS_CALL),
        # Nobody can confirm what is never sent.
        (SendMode.NEVER_PUSHED, replace(CONFIRMED, call=CallOutcome.SPOKEN_TO), Reason.NEVER_PUSHED),
    ],
)
def test_a_message_goes_once_the_person_whom_its_mode_names_has_acted(
    mode: SendMode, acts: Acts, expected: Reason | None
) -> None:
    assert ask(in_mode(mode, acts), gates=GATES).outcome.reason is expected


def test_only_who_has_enhanced_rights_is_owed_the_stricter_mode() -> None:
    owed_more = template(mode=SendMode.AUTOMATIC, mode_enhanced=SendMode.HUMAN_FIRST)

    assert ask(replace(QUESTION, template=owed_more), gates=GATES).outcome.kind is AnswerKind.PASS
    enhanced = replace(with_person(enhanced=("vulnerable",)), template=owed_more)
    assert ask(enhanced, gates=GATES).outcome.reason is Reason.NEEDS_CALL


CHILD = replace(VICTIM, person_id=PersonId(9), ref="c1", date_of_birth=date(2014, 5, 1))
GRANTED = replace(VICTIM, person_id=PersonId(9), ref="c1", enhanced=("intimidated",))


AGREED = Authority(scope="all about the case", recorded_at=NOW, expires_on=NOW.date())


@pytest.mark.parametrize(("victim", "role"), [(CHILD, "parent_guardian"), (GRANTED, "supporter")])
def test_who_acts_for_a_child_or_for_somebody_with_enhanced_rights_gets_what_the_victim_is_owed(
    victim: PersonFacts, role: str
) -> None:
    modes = {"mode": SendMode.AUTOMATIC, "mode_enhanced": SendMode.HUMAN_FIRST}
    owed_more = template(**modes, audience=Audience.ANYBODY, wordings=WITHOUT_PORTAL)
    acting = with_person(roles=(role,), acts_for=("c1",), authority=AGREED)
    case = replace(acting.case, people=(acting.person, victim))

    asked = replace(acting, template=owed_more, facts=replace(acting.facts, case=case))

    assert ask(asked, gates=GATES).outcome.reason is Reason.NEEDS_CALL


def test_nobody_is_asked_about_what_is_held_and_asking_comes_before_waiting_for_the_hours() -> None:
    asked = in_mode(SendMode.CONFIRMED, Acts())
    held = replace(asked, facts=with_case(held_items=1).facts)
    at_night = datetime(2026, 11, 20, 23, tzinfo=UTC)

    assert ask(held, gates=GATES).outcome.kind is AnswerKind.HOLD
    assert ask(replace(asked, now=at_night), gates=GATES).outcome.kind is AnswerKind.ASK


def test_a_plan_confirmed_after_the_call_says_that_contact_is_safe_again() -> None:
    before = replace(with_person(plan=SAFE), unsafe_call_at=NOW - timedelta(seconds=1))
    not_yet = replace(before, now=NOW - timedelta(seconds=1), unsafe_call_at=NOW - timedelta(days=1))

    assert ask(before, gates=GATES).outcome.kind is AnswerKind.PASS
    assert ask(not_yet, gates=GATES).outcome.reason is Reason.CALL_UNSAFE
