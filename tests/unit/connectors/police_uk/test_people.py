"""Who shares a contact with whom: only those for whom it was planted."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.unit.connectors.police_uk.rows import BOOK, every_kind_of_row, replayed, setting, street_row
from waypost.cases.contact.collision import Match, collision, contact_keys
from waypost.cases.snapshot import Person, parse_case
from waypost.connectors.police_uk.book import Book
from waypost.connectors.police_uk.classify import classify
from waypost.connectors.police_uk.people import (
    ALSO_SUSPECT,
    MINOR_ALONE,
    MINOR_WITH_GUARDIAN,
    SAME_CONTACT,
    Cast,
    cast_crime,
    casting_for,
)
from waypost.connectors.police_uk.values import Crime, StreetRow, VictimKind

DAY = date(2024, 1, 15)


def with_rates(**rates: float) -> Book:
    victims = BOOK.assumptions.victims.model_copy(update=rates)
    return BOOK.model_copy(update={"assumptions": BOOK.assumptions.model_copy(update={"victims": victims})})


def crimes(rows: list[StreetRow], *, book: Book) -> list[Crime]:
    found = [classify(row, book=book, seed=1) for row in rows]
    return [each for each in found if isinstance(each, Crime)]


def cast_of(crime: Crime, *, book: Book) -> Cast:
    return cast_crime(crime, casting=casting_for(crime.row, setting=setting(book=book), day_of_crime=DAY))


def clashing(data: dict[str, Any]) -> set[Match]:
    """Return in what a victim, or who acts for one, equals an accused in one snapshot."""
    people: list[Person] = list(parse_case(data).people)
    return {
        match
        for person in people
        if "suspect" not in person.roles
        for match in collision(contact_keys(person), [contact_keys(other) for other in people if other.id != person.id])
    }


def test_nobody_has_a_suspects_number_unless_it_was_planted() -> None:
    book = with_rates(same_contact_as_suspect=0, guardian_is_suspect=0)
    cases = [e for e in replayed(every_kind_of_row(450), book=book) if e["type"] == "org.waypost.case.v1"]

    assert not {match for event in cases for match in clashing(event["data"])}


def test_a_planted_number_is_found_by_the_rule_that_it_is_planted_for() -> None:
    book = with_rates(same_contact_as_suspect=1, also_suspect=0, guardian_is_suspect=0)
    robbed = street_row(1, crime_type="Theft from the person", last_outcome="Awaiting court outcome")

    *_, last = replayed([robbed], book=book)

    assert clashing(last["data"]) == {Match.PHONE}
    assert SAME_CONTACT in cast_of(crimes([robbed], book=book)[0], book=book).planted


def test_a_counter_allegation_makes_the_victim_a_suspect_only_when_a_suspect_is_found() -> None:
    book = with_rates(also_suspect=1)
    row = street_row(1, crime_type="Public order", last_outcome="Awaiting court outcome")

    first, *_, last = replayed([row], book=book)

    assert first["data"]["people"][0]["roles"] == ["victim"]
    assert last["data"]["people"][0]["roles"] == ["victim", "suspect"]
    assert ALSO_SUSPECT in cast_of(crimes([row], book=book)[0], book=book).planted


def test_victims_of_neighbouring_rows_have_different_numbers() -> None:
    numbers = BOOK.assumptions.drama_numbers.victims

    assert len({numbers.pick(row) for row in range(5000, 5700)}) == 700


def test_a_minor_is_under_18_and_an_adult_is_not_on_the_day_of_the_crime() -> None:
    book = with_rates(minor_with_guardian=0.4, minor_without_guardian=0.3)
    untouched = book.assumptions.bad_contact.model_copy(update={"birth": {}})
    book = book.model_copy(update={"assumptions": book.assumptions.model_copy(update={"bad_contact": untouched})})
    eighteenth = replace_year(DAY, -18)
    seen = set()

    for crime in crimes(every_kind_of_row(450), book=book):
        if crime.victim is not VictimKind.PERSON:
            continue
        cast = cast_of(crime, book=book)
        minor = {MINOR_ALONE, MINOR_WITH_GUARDIAN} & set(cast.planted)
        born = cast.known[0].date_of_birth
        assert born is not None
        assert bool(minor) == (born > eighteenth)
        assert (MINOR_WITH_GUARDIAN in minor) == any(person.roles == ("parent_guardian",) for person in cast.known)
        seen |= minor

    assert seen == {MINOR_ALONE, MINOR_WITH_GUARDIAN}


def replace_year(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


def test_whoever_dies_of_a_crime_is_deceased_and_has_a_spokesperson() -> None:
    [crime] = crimes([street_row(1, crime_type="Violence and sexual offences")], book=BOOK)

    cast = cast_of(replace(crime, group="homicide", victim=VictimKind.PERSON), book=BOOK)

    assert cast.known[0].deceased
    assert cast.known[1].roles == ("family_spokesperson",)
    assert cast.recipient_id == cast.known[1].id


def test_the_same_row_of_two_months_is_not_one_person() -> None:
    months = [street_row(1, month=month, crime_type="Theft from the person") for month in ("2024-01", "2024-02")]

    january, february = (cast_of(crime, book=with_rates()) for crime in crimes(months, book=BOOK))

    assert january.known[0].email != february.known[0].email
