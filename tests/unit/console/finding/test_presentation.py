"""What a page of finding shows of somebody before their case is opened."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.portal.facts import VICTIM, case
from waypost.access.values import Directory
from waypost.base.values import PersonId
from waypost.cases.finding.values import By, Entry
from waypost.cases.values import CaseFacts, Contact, ContactPlan, PersonFacts
from waypost.console.finding.presentation import Around, FoundLine, found_lines, initials, last_figures, warnings_of
from waypost.console.finding.texts import without_invitation
from waypost.console.standing import Standing
from waypost.console.words import console_words

TODAY = date(2026, 11, 20)
AROUND = Around(console_words(), Directory(), TODAY)
SUSPECT = "Suspect or defendant"


def a_person(**changes: object) -> PersonFacts:
    return replace(VICTIM, **changes)  # type: ignore[arg-type]


def a_case(*people: PersonFacts) -> CaseFacts:
    return case(people=people)


def lines(about: CaseFacts, *, person: PersonFacts | None = None, stands: Standing = Standing.OPEN) -> list[FoundLine]:
    entry = Entry(about.case_id, person.person_id if person else None, By.PHONE)
    return list(found_lines(entry, about, stands=stands, around=AROUND))


def test_a_person_is_initials_a_year_and_three_figures() -> None:
    person = a_person(given_name="Łucja", family_name="O'Brien-Smith", contact=Contact(phone="0117 496 0123"))

    assert (initials(person), last_figures(person)) == ("Ł. O.", "123")
    assert initials(replace(person, given_name=None)) == "O."
    assert initials(replace(person, given_name=None, family_name=" ")) == "No name"
    assert last_figures(replace(person, contact=Contact(mobile="ask her mum"))) == ""


def test_an_organisation_is_its_first_letter() -> None:
    shop = a_person(kind="organisation", given_name=None, family_name=None, organisation_name="Corner Shop")

    assert initials(shop) == "C. (organisation)"


def test_of_a_case_everybody_is_shown_victims_first() -> None:
    suspect = a_person(person_id=PersonId(7), ref="p7", roles=("suspect",))
    victim = a_person(person_id=PersonId(8), ref="p8", roles=("victim",))
    both = a_case(suspect, victim)

    assert [line.role for line in lines(both)] == ["The victim", "A suspect"]
    assert [line.role for line in lines(both, person=suspect)] == ["A suspect"]


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"roles": ("suspect",)}, SUSPECT),
        ({"roles": ("victim", "defendant")}, SUSPECT),
        ({"deceased": True}, "Recorded as dead"),
        ({"date_of_birth": date(2008, 11, 21)}, "Under 18"),
        ({"plan": ContactPlan(no_contact=True)}, "Asked for no contact"),
    ],
)
def test_what_could_do_harm_stands_out(changes: dict[str, object], warning: str) -> None:
    person = a_person(**changes)

    assert warning in lines(a_case(person))[0].warnings


def test_who_turned_18_today_is_no_child_and_a_plain_case_has_no_warning() -> None:
    assert lines(a_case(a_person(date_of_birth=date(2008, 11, 20))))[0].warnings == ()


def test_a_number_of_a_suspect_warns_before_anything_is_said() -> None:
    shown = lines(a_case(a_person(roles=("suspect",))))

    assert "Say nothing about any case" in warnings_of(shown, [By.PHONE], is_frozen=False)[0]
    assert warnings_of(shown, [By.REFERENCE], is_frozen=False) == ()
    assert "said that it is not theirs" in warnings_of((), [By.PHONE], is_frozen=True)[0]


def test_an_invitation_in_a_text_is_not_shown_whole() -> None:
    text = "Follow it at https://example.org/i/nkq8bej3vwgf/. Or see https://example.org/help."

    shown = without_invitation(text)

    assert "https://example.org/i/nkq… (the rest of this address is theirs alone)." in shown
    assert "8bej3vwgf" not in shown
    assert "https://example.org/help" in shown
