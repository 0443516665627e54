"""What somebody types into the one box, with a caller on the line."""

from datetime import date

import pytest

from waypost.cases.finding.likeness import Name
from waypost.cases.finding.values import Asked, By
from waypost.console.finding.asked import CannotRead, read_asked, without_values

TODAY = date(2026, 11, 20)
SIAN = Name("Sian", "Evans")


def read(typed: str) -> Asked:
    return read_asked(typed, today=TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "Sian Evans 3 4 1984", "sian evans 03/04/1984", "Sian Evans 3.4.84", "Sian Evans 3 April 1984",
        "3-4-1984 Sian Evans", "Sian Evans born 3rd apr 1984", "Sian  Evans DOB: 03/04/84", "Evans, Sian 3 4 1984",
    ],
)  # fmt: skip
def test_a_name_and_a_birth_are_read_as_people_say_them(typed: str) -> None:
    asked = read(typed)

    assert asked.born == date(1984, 4, 3)
    assert asked.name is not None
    assert (asked.name.given.lower(), asked.name.family.lower()) == ("sian", "evans")
    assert asked.by == (By.NAME_AND_BIRTH,)


@pytest.mark.parametrize("typed", ["44/12345/26", "44 12345 26", "INC-2026-0044", "42260000001", "A-2026-118822"])
def test_a_reference_is_looked_for_as_it_was_typed(typed: str) -> None:
    assert read(typed).reference == typed
    assert By.REFERENCE in read(typed).by


@pytest.mark.parametrize("typed", ["07700 900123", "+44 7700 900123", "0117 496 0123"])
def test_a_row_of_figures_is_looked_for_as_a_number_too(typed: str) -> None:
    assert read(typed).by == (By.REFERENCE, By.PHONE)


def test_an_address_is_an_address() -> None:
    assert read(" sian@example.org ").by == (By.EMAIL,)


def test_two_names_are_looked_for_without_a_birth() -> None:
    assert read("Sian Evans") == Asked(name=SIAN)
    assert read("Mary Jane O'Brien-Smith").name == Name("Mary Jane", "O'Brien-Smith")


def test_a_family_name_with_a_birth_is_enough() -> None:
    assert read("Evans 3 4 1984").name == Name("", "Evans")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a reference"),
        ("   ", "Enter a reference"),
        ("Evans", "first name as well"),
        ("Sian Evans 31 2 1984", "date of birth as day, month and year"),
        ("Sian Evans 3 4 2084", "date of birth as day, month and year"),
        ("Sian Evans 3 foo 1984", "date of birth as day, month and year"),
        ("sian@", "whole email address"),
    ],
)
def test_what_cannot_be_looked_for_says_what_to_type(typed: str, says: str) -> None:
    with pytest.raises(CannotRead, match=says):
        read(typed)


def test_of_two_figures_the_year_is_the_last_that_has_begun() -> None:
    assert [read(f"Sian Evans 1 1 {year}").born for year in ("26", "27")] == [date(2026, 1, 1), date(1927, 1, 1)]


def test_the_page_says_what_was_looked_for_without_saying_it() -> None:
    assert without_values(read("07700 900123")) == "a reference or a phone number"
    assert without_values(read("Sian Evans 3 4 1984")) == "a name and date of birth"
    assert without_values(read("Sian Evans")) == "a name"
