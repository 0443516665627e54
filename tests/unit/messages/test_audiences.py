"""For whom a text is written, and who gets it: guardians, families, young people."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.messages.questions import NOW, QUESTION, SAFE, TEMPLATE, VICTIM, template, with_person
from waypost.base.values import PersonId
from waypost.cases.values import PersonFacts
from waypost.messages import syntax
from waypost.messages.acts import Acts
from waypost.messages.gates import GATES, Question, ask
from waypost.messages.rules import reason_not_to_call
from waypost.messages.values import AnswerKind, Audience, Channel, MessageClass, Reason, SendMode
from waypost.worklist.values import CallOutcome

CHILD = replace(VICTIM, person_id=PersonId(9), ref="c1", date_of_birth=date(2014, 5, 1))
GROWN_UP = replace(CHILD, date_of_birth=date(1990, 5, 1))
DEAD = replace(VICTIM, person_id=PersonId(9), ref="c1", deceased=True)
SPOKEN_TO, CONFIRMED = Acts(call=CallOutcome.SPOKEN_TO), Acts(approved_at=NOW)


def acting_for(victim: PersonFacts, role: str, **fields: object) -> Question:
    question = with_person(**{"roles": (role,), "acts_for": ("c1",), **fields})
    case = replace(question.case, people=(question.person, victim))
    return replace(question, facts=replace(question.facts, case=case))


# Nothing in it points to the portal, which opens to victims only.
WITHOUT_PORTAL = {Channel.SMS: replace(TEMPLATE.wordings[Channel.SMS], text=syntax.parse("((reference))"))}


def outcome(question: Question, audience: Audience, *, mode: SendMode = SendMode.AUTOMATIC, **fields: object) -> object:
    words = template(
        **{"audience": audience, "mode": mode, "mode_enhanced": mode, "wordings": WITHOUT_PORTAL, **fields}
    )
    answer = ask(replace(question, template=words), gates=GATES).outcome
    return answer.reason or answer.kind


GUARDIAN = acting_for(CHILD, "parent_guardian", plan=SAFE)
FAMILY = replace(acting_for(DEAD, "family_spokesperson"), acts=SPOKEN_TO)


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience.GUARDIAN, AnswerKind.PASS),
        (Audience.ADULT_OR_GUARDIAN, AnswerKind.PASS),
        (Audience.ANYBODY, AnswerKind.PASS),
        (Audience.ADULT, Reason.TEXT_FOR_THE_VICTIM),
        (Audience.YOUNG_PERSON, Reason.TEXT_FOR_OTHERS),
        (Audience.SPOKESPERSON, Reason.TEXT_FOR_OTHERS),
    ],
)
def test_a_guardian_gets_what_is_written_for_a_guardian(audience: Audience, expected: object) -> None:
    assert outcome(GUARDIAN, audience) == expected


@pytest.mark.parametrize("audience", [Audience.GUARDIAN, Audience.SPOKESPERSON, Audience.YOUNG_PERSON])
def test_an_adult_victim_never_gets_what_is_written_for_somebody_else(audience: Audience) -> None:
    assert outcome(QUESTION, audience) is Reason.TEXT_FOR_OTHERS


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.REPORTER])
@pytest.mark.parametrize("roles", [("parent_guardian",), ("reporter", "parent_guardian")])
def test_who_acted_for_somebody_who_has_become_of_age_is_told_nothing_any_more(
    audience: Audience, roles: tuple[str, ...]
) -> None:
    born_on = date(NOW.year - 18, NOW.month, NOW.day)
    question = acting_for(replace(CHILD, date_of_birth=born_on), "parent_guardian", plan=SAFE)
    once_guardian = replace(question.person, roles=roles)
    asked = replace(question, facts=replace(question.facts, person=once_guardian))

    assert outcome(asked, audience) is Reason.NO_AUTHORITY


def test_who_spoke_for_somebody_who_is_alive_is_told_nothing() -> None:
    assert outcome(acting_for(replace(DEAD, deceased=False), "family_spokesperson"), Audience.ANYBODY) is (
        Reason.NO_AUTHORITY
    )


def test_what_would_go_to_a_guardian_by_itself_is_read_first_until_contact_was_confirmed_as_safe() -> None:
    unconfirmed = acting_for(CHILD, "parent_guardian")

    assert outcome(unconfirmed, Audience.GUARDIAN) is Reason.NEEDS_CONFIRMATION
    assert outcome(replace(unconfirmed, acts=CONFIRMED), Audience.GUARDIAN) is AnswerKind.PASS
    assert outcome(GUARDIAN, Audience.GUARDIAN) is AnswerKind.PASS
    to_be_asked_anew = acting_for(CHILD, "parent_guardian", plan=replace(SAFE, review_on=date(2026, 11, 19)))
    assert outcome(to_be_asked_anew, Audience.GUARDIAN) is Reason.NEEDS_CONFIRMATION
    # A code that they ask for at the door does not wait for an officer.
    immediate = outcome(unconfirmed, Audience.REGISTERED_USER, message_class=MessageClass.IMMEDIATE)
    assert immediate is AnswerKind.PASS


@pytest.mark.parametrize("mode", [SendMode.CONFIRMED, SendMode.HUMAN_FIRST])
def test_a_family_gets_what_is_written_for_it_once_a_person_has_acted(mode: SendMode) -> None:
    acted = replace(FAMILY, acts=replace(SPOKEN_TO, approved_at=NOW))

    assert outcome(acted, Audience.SPOKESPERSON, mode=mode) is AnswerKind.PASS
    assert outcome(replace(acted, acts=Acts()), Audience.SPOKESPERSON, mode=mode) is not AnswerKind.PASS


def test_nothing_goes_to_a_bereaved_family_by_itself_and_nothing_that_is_written_for_others() -> None:
    assert outcome(FAMILY, Audience.SPOKESPERSON) is Reason.BEREAVED
    assert outcome(FAMILY, Audience.ANYBODY) is Reason.BEREAVED
    assert outcome(FAMILY, Audience.ANYBODY, mode=SendMode.HUMAN_FIRST) is Reason.BEREAVED


def young(age: int, *, is_on: bool, acts: Acts = CONFIRMED) -> Question:
    question = with_person(date_of_birth=date(NOW.year - age, 1, 1))
    return replace(question, settings=replace(question.settings, young_people=is_on), acts=acts)


def test_a_young_person_gets_a_text_of_their_own_where_the_force_writes_to_them_and_somebody_has_read_it() -> None:
    def said(question: Question, audience: Audience = Audience.YOUNG_PERSON) -> object:
        return outcome(question, audience, mode=SendMode.CONFIRMED)

    assert said(young(12, is_on=True)) is AnswerKind.PASS
    assert said(young(17, is_on=True)) is AnswerKind.PASS
    assert said(young(11, is_on=True)) is Reason.MINOR
    assert said(young(14, is_on=False)) is Reason.MINOR
    assert said(young(14, is_on=True), Audience.ADULT) is Reason.MINOR
    assert said(young(14, is_on=True, acts=Acts())) is Reason.NEEDS_CONFIRMATION


def test_nothing_goes_to_a_young_person_by_itself() -> None:
    assert outcome(young(14, is_on=True), Audience.YOUNG_PERSON) is Reason.MINOR


@pytest.mark.parametrize(
    ("victim", "fields", "expected"),
    [
        (CHILD, {"roles": ("parent_guardian",)}, None),
        (DEAD, {"roles": ("family_spokesperson",)}, None),
        (CHILD, {"roles": ("victim",)}, None),
        (CHILD, {"roles": ("parent_guardian", "suspect")}, Reason.UNSAFE_GUARDIAN),
        (CHILD, {"roles": ("parent_guardian", "witness")}, Reason.UNSAFE_GUARDIAN),
        (GROWN_UP, {"roles": ("parent_guardian",)}, Reason.NO_AUTHORITY),
        (GROWN_UP, {"roles": ("family_spokesperson",)}, Reason.NO_AUTHORITY),
        (GROWN_UP, {"roles": ("victim", "suspect")}, Reason.ROLE_CONFLICT),
        (GROWN_UP, {"roles": ("victim",), "date_of_birth": CHILD.date_of_birth}, Reason.MINOR),
        (GROWN_UP, {"roles": ("victim",), "deceased": True}, Reason.DECEASED),
    ],
)
def test_nobody_is_asked_to_call_who_must_not_hear_of_it(
    victim: PersonFacts, fields: dict[str, object], expected: Reason | None
) -> None:
    asked = acting_for(victim, "", **fields)

    assert reason_not_to_call(asked.person, asked.case, today=NOW.date()) is expected


def test_nobody_is_pointed_to_the_portal_whom_its_door_does_not_let_in() -> None:
    def pointed_there(question: Question, audience: Audience) -> object:
        return outcome(question, audience, mode=SendMode.CONFIRMED, wordings=TEMPLATE.wordings)

    grown_up = replace(QUESTION, acts=CONFIRMED)
    assert pointed_there(grown_up, Audience.ADULT) is AnswerKind.PASS
    assert pointed_there(replace(GUARDIAN, acts=CONFIRMED), Audience.GUARDIAN) is Reason.PORTAL_NOT_THEIRS
    assert pointed_there(replace(FAMILY, acts=CONFIRMED), Audience.SPOKESPERSON) is Reason.PORTAL_NOT_THEIRS
    assert pointed_there(young(14, is_on=True), Audience.YOUNG_PERSON) is Reason.PORTAL_NOT_THEIRS
