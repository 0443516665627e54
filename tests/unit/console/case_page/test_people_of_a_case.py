"""People on the page of a case: in which order, as what they are told, and how little of a contact is shown."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.unit.console.facts import NOW, delivery
from tests.unit.portal.facts import SUSPECT, VICTIM, case
from waypost.base.values import PersonId
from waypost.cases.standing import Standing
from waypost.cases.values import PersonFacts
from waypost.console.case_page.people import PersonView, Seen, Telling, in_order, person_view
from waypost.console.case_page.words import read_page_words
from waypost.console.words import read_words
from waypost.messages.case_messages import ending
from waypost.messages.values import DeliveryStatus, MessageState

CONTENT = Path(__file__).parents[4] / "content"
PAGE = read_page_words(CONTENT)
WORDING = Telling(read_words(CONTENT), PAGE, young_people=False)
CHILD = replace(VICTIM, person_id=PersonId(3), ref="p3", given_name="Alex", date_of_birth=date(2014, 4, 12))
MOTHER = PersonFacts(
    person_id=PersonId(4),
    ref="p4",
    roles=("parent_guardian",),
    kind="person",
    given_name="Kim",
    family_name="Madeup",
    acts_for=("p3",),
)
WITNESS = PersonFacts(person_id=PersonId(5), ref="p5", roles=("witness",), kind="person")


def shown(person: PersonFacts, *others: PersonFacts) -> PersonView:
    seen = Seen(delivery(person), None, (), None)
    return person_view(person, case(person, *others), seen, wording=WORDING, now=NOW)


def test_victims_stand_first_and_the_accused_last() -> None:
    ordered = in_order([SUSPECT, WITNESS, MOTHER, CHILD])

    assert [one.ref for one in ordered] == ["p3", "p4", "p5", "s1"]


def test_a_victim_is_told_directly_and_a_child_through_the_guardian() -> None:
    assert shown(VICTIM).told == "Told directly."
    assert shown(CHILD, MOTHER).told.endswith("In their place: Kim Madeup.")
    assert shown(MOTHER, CHILD).told == "Told for the child."


def test_of_the_accused_neither_birthday_nor_contact_is_shown() -> None:
    view = shown(replace(SUSPECT, contact=VICTIM.contact, date_of_birth=date(1990, 1, 2)))

    assert (view.born, view.reach, view.ways, view.may_be_frozen) == ("", None, (), False)
    assert view.told == PAGE.accused


def test_nothing_is_sent_to_a_witness() -> None:
    assert shown(WITNESS).told == PAGE.nobody


@pytest.mark.parametrize(
    ("contact", "channel", "said"),
    [
        ("+447700900001", "sms", "ending 001"),
        ("amina@example.org", "email", "a…@example.org"),
        ("1 Example Road\nTS5 4AB", "letter", "ending 4AB"),
        ("", "sms", ""),
        ("", "email", ""),
    ],
)
def test_of_a_contact_only_the_end_is_shown(contact: str, channel: str, said: str) -> None:
    assert ending(contact, channel) == said


def test_every_code_has_words() -> None:
    assert set(PAGE.states) == set(PAGE.next) == {state.value for state in MessageState}
    assert set(PAGE.standing) == {standing.value for standing in Standing}
    assert set(PAGE.receipts) == {status.value for status in DeliveryStatus}
