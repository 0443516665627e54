"""As what somebody is written to, and who is told in a victim's place."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.journeys.first_half import a_case
from waypost.base.values import PersonId
from waypost.cases.standing import Standing, stand_ins, standing_of
from waypost.cases.values import CaseFacts, PersonFacts

TODAY = date(2026, 11, 20)


def somebody(ref: str, *roles: str, **fields: object) -> PersonFacts:
    number = PersonId(int(ref.lstrip("pgf") or 1) + 100 * ord(ref[0]))
    return replace(PersonFacts(number, ref, roles, "person"), **fields)  # type: ignore[arg-type]


CHILD = somebody("p1", "victim", date_of_birth=date(2012, 1, 1))
GROWN_UP = somebody("p2", "victim", date_of_birth=date(1990, 1, 1))
MOTHER = somebody("g1", "parent_guardian", acts_for=("p1",))
FATHER = somebody("g2", "parent_guardian", acts_for=("p1",))
DEAD = somebody("p3", "victim", deceased=True, date_of_birth=date(1950, 1, 1))
SISTER = somebody("f1", "family_spokesperson", acts_for=("p3",))
BROTHER = somebody("f2", "family_spokesperson", acts_for=("p3",))


def case_of(*people: PersonFacts, **fields: object) -> CaseFacts:
    return replace(a_case(people[0]), people=people, **fields)  # type: ignore[arg-type]


def standing(person: PersonFacts, case: CaseFacts, *, today: date = TODAY, young_people: bool = False) -> Standing:
    return standing_of(person, case, today=today, young_people=young_people)


@pytest.mark.parametrize(
    ("person", "case", "expected"),
    [
        (GROWN_UP, case_of(GROWN_UP), "adult"),
        (CHILD, case_of(CHILD), "child"),
        (MOTHER, case_of(CHILD, MOTHER), "guardian"),
        # She acts for nobody in this case who is a victim.
        (MOTHER, case_of(GROWN_UP, MOTHER), "supporter"),
        (SISTER, case_of(DEAD, SISTER), "spokesperson"),
        # Whom they speak for is alive: the words for a bereaved family would be wrong.
        (SISTER, case_of(replace(DEAD, deceased=False), SISTER), "supporter"),
        (somebody("p5", "reporter"), case_of(GROWN_UP, somebody("p5", "reporter")), "reporter"),
        (replace(GROWN_UP, kind="organisation"), case_of(GROWN_UP), "business"),
        (replace(MOTHER, kind="organisation"), case_of(CHILD, MOTHER), "guardian"),
        (replace(MOTHER, kind="organisation"), case_of(GROWN_UP, MOTHER), "business"),
        # No role is known: the gates hold what is for them.
        (somebody("p6"), case_of(somebody("p6")), "adult"),
    ],
)
def test_as_what_somebody_is_written_to(person: PersonFacts, case: CaseFacts, expected: str) -> None:
    assert standing(person, case) == expected


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(2014, 11, 21), "child"),
        (date(2014, 11, 20), "young_person"),
        (date(2008, 11, 21), "young_person"),
        (date(2008, 11, 20), "adult"),
        (None, "adult"),
    ],
)
def test_victims_of_twelve_to_seventeen_are_young_people_where_the_force_writes_to_them(
    born_on: date | None, expected: str
) -> None:
    victim = replace(CHILD, date_of_birth=born_on)

    assert standing(victim, case_of(victim), young_people=True) == expected


def test_a_guardian_is_one_no_longer_from_the_eighteenth_birthday_on() -> None:
    case = case_of(CHILD, MOTHER)

    assert standing(MOTHER, case, today=date(2029, 12, 31)) == "guardian"
    assert standing(MOTHER, case, today=date(2030, 1, 1)) == "supporter"
    assert stand_ins(CHILD, case, today=date(2030, 1, 1)) == []


def refs(people: object) -> list[str]:
    return [person.ref for person in people]  # type: ignore[attr-defined]


def test_both_guardians_are_told_for_a_child_and_both_spokespersons_for_who_has_died() -> None:
    assert refs(stand_ins(CHILD, case_of(CHILD, MOTHER, FATHER), today=TODAY)) == ["g1", "g2"]
    assert refs(stand_ins(DEAD, case_of(DEAD, SISTER, BROTHER), today=TODAY)) == ["f1", "f2"]


@pytest.mark.parametrize("role", ["suspect", "defendant", "witness"])
def test_a_guardian_against_whom_something_speaks_is_left_out_while_there_is_another(role: str) -> None:
    arrested = replace(FATHER, roles=("parent_guardian", role))

    assert refs(stand_ins(CHILD, case_of(CHILD, MOTHER, arrested), today=TODAY)) == ["g1"]
    # Nobody else: the gates hold what is for them, so that an officer finds a safe adult.
    assert refs(stand_ins(CHILD, case_of(CHILD, arrested), today=TODAY)) == ["g2"]


def test_nobody_stands_in_for_an_adult_who_lives() -> None:
    acting = replace(MOTHER, acts_for=("p2",)), replace(SISTER, acts_for=("p2",))

    assert stand_ins(GROWN_UP, case_of(GROWN_UP, *acting), today=TODAY) == []


def test_the_family_is_told_where_the_case_says_that_its_only_victim_has_died() -> None:
    victim, speaker = replace(DEAD, deceased=False), SISTER

    assert refs(stand_ins(victim, case_of(victim, speaker, flags=("bereavement",)), today=TODAY)) == ["f1"]
    # Of two victims nobody knows which one has died.
    assert stand_ins(victim, case_of(victim, GROWN_UP, speaker, flags=("bereavement",)), today=TODAY) == []
