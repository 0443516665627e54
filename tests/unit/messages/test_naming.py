"""Words of the record that would tell one person of another: no text holds them."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.messages.questions import NOW, QUESTION, TEMPLATE, VICTIM, with_case
from waypost.base.values import PersonId
from waypost.cases.values import Contact, CourtOrder, Hearing, PersonFacts, ToldFact
from waypost.messages import syntax
from waypost.messages.gates import GATES, Question, ask
from waypost.messages.values import AnswerKind, Channel, Reason

LEE = PersonFacts(PersonId(2), "s1", ("suspect",), "person", given_name="Lee", family_name="Maybury")
TIM = PersonFacts(
    PersonId(3), "v2", ("victim",), "person", given_name="Tim", family_name="Example", date_of_birth=date(1980, 1, 1),
    contact=Contact(address="9 Other Street", postcode="TS1 2AB"),
)  # fmt: skip
WORDS = {
    Channel.SMS: replace(TEMPLATE.wordings[Channel.SMS], text=syntax.parse("((bail_conditions)) ((hearing_result))"))
}


def in_capitals(given: str, family: str, *, address: str | None = None) -> PersonFacts:
    contact = Contact(address=address)
    return PersonFacts(PersonId(4), "v3", ("witness",), "person", given_name=given, family_name=family, contact=contact)


def of_bail(conditions: str, *others: PersonFacts, kind: str = "suspect.bailed") -> Question:
    fact = ToldFact("f1", kind, {"conditions": conditions, "bail_conditions": conditions}, NOW, person_ref="s1")
    asked = with_case(told_facts=(fact,), people=(VICTIM, LEE, TIM, *others))
    template = replace(TEMPLATE, wordings=WORDS)
    return replace(asked, item="f1", trigger=kind, template=template)


def of_court(hearing: Hearing) -> Question:
    asked = with_case(hearings=(hearing,), people=(VICTIM, LEE, TIM))
    return replace(asked, item="h1", trigger="court.sentenced", template=replace(TEMPLATE, wordings=WORDS))


HEARD = Hearing("h1", "sentence", "heard", NOW, defendants=("s1",))


@pytest.mark.parametrize(
    "question",
    [
        of_bail("Lee must not contact you."),
        of_bail("Mr Maybury must sleep at home."),
        of_bail("They must not go near Tim."),
        of_bail("They must not go to 9 Other Street."),
        of_bail("They must not come within TS1 2AB."),
        of_bail("They must not go near Tim.", kind="suspect.charged"),
        # As systems write names and places: in capitals, without the town, without the blank.
        of_bail("Mr MAYBURY must sleep at home."),
        of_bail("Sally Brown must not be met.", in_capitals("SALLY", "BROWN")),
        of_bail("They must not go to 4 Far Lane.", in_capitals("ANN", "OTHER", address="4 Far Lane, Anytown")),
        of_bail("They must not come within TS12AB."),
        of_bail("Ms McDonald must not be met.", in_capitals("FLO", "MCDONALD")),
        of_court(replace(HEARD, result="Six months for what was done to Tim.")),
        of_court(replace(HEARD, orders=(CourtOrder("restraining", None, "Not to contact Tim."),))),
    ],
)
def test_what_names_another_victim_or_who_is_not_charged_or_says_where_they_live_is_held(question: Question) -> None:
    assert ask(question, gates=GATES).outcome.reason is Reason.NAMES_SOMEBODY_ELSE


@pytest.mark.parametrize(
    "question",
    [
        of_bail("They must not contact you. They must not go near Amina, or 1 Sample Street."),
        of_bail("They may not go to Example Road, nor be late."),
        # A word that is a name elsewhere, as a word.
        of_bail("They will be there.", in_capitals("WILL", "OTHERWISE")),
        # The recipient's own name, written otherwise, is no news to them.
        of_bail("Nobody called Example may be met.", in_capitals("SALLY", "EXAMPLE")),
        of_bail("Lee Maybury must sleep at home.", kind="suspect.charged"),
        of_court(replace(HEARD, result="Lee Maybury must go to prison for six months.")),
        replace(of_bail("They must not go near Tim."), template=TEMPLATE),
        QUESTION,
    ],
)
def test_what_names_the_recipient_or_who_is_charged_may_go(question: Question) -> None:
    assert ask(question, gates=GATES).outcome.kind is AnswerKind.PASS
