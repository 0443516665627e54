"""What a clerk should see about one entry: each finding with an example that fires, and one near it that does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.cases.records import AMINA, LEE, a_crime, changed, found_about, with_people
from waypost.cases.findings import Found


def about(**fields: Any) -> set[str]:
    return found_about(with_people(changed(AMINA, **fields)))


def test_nothing_is_found_about_a_plain_victim() -> None:
    assert found_about(a_crime()) == set()


@pytest.mark.parametrize(
    ("code", "fires", "near"),
    [
        ("number_in_name", {"family_name": "Sample 07700 900123"}, {"family_name": "Sample 2nd"}),
        ("number_in_name", {"given_name": "amina@example.org"}, {"given_name": "Amina at home"}),
        (
            "number_in_address",
            {"contact": {"address": "1 High St, ring 07700 900123"}},
            {"contact": {"address": "104"}},
        ),
        ("number_in_address", {"contact": {"address": "send to a@example.org"}}, {"contact": {"address": "Flat @ 12"}}),
        ("placeholder_name", {"family_name": "Unknown"}, {"family_name": "Unkovich"}),
        ("placeholder_name", {"given_name": "N/K"}, {"given_name": "Nik"}),
        ("placeholder_name", {"title": "Mr", "given_name": None, "family_name": "X"}, {"family_name": "Xi"}),
        ("placeholder_name", {"given_name": None, "family_name": "Regina"}, {"given_name": "Regina"}),
        ("placeholder_name", {"given_name": "The", "family_name": "Crown"}, {"family_name": "Crown"}),
        ("placeholder_name", {"given_name": None, "family_name": "The Occupier"}, {"family_name": "Null"}),
        ("placeholder_name", {"given_name": "Un\u200bknown"}, {"given_name": "Uno"}),
        ("body_as_person", {"family_name": "Sample Ltd"}, {"family_name": "Limiteda"}),
        ("body_as_person", {"given_name": None, "family_name": "St Mary's School"}, {"family_name": "Church"}),
        ("body_as_person", {"given_name": None, "family_name": None, "organisation_name": "Corner"}, {}),
        ("name_missing", {"family_name": None}, {"family_name": "O'Brien-Smith"}),
        ("name_in_one_field", {"given_name": None, "family_name": "Amina Sample"}, {"given_name": "Siân"}),
        ("name_in_one_field", {"given_name": "Sample, Amina"}, {"given_name": "Łukasz"}),
        ("only_initials", {"given_name": "A. B."}, {"given_name": "Jo"}),
        ("title_in_name", {"given_name": "Mrs Amina"}, {"given_name": "Misses"}),
        ("nickname_in_name", {"given_name": "Amina aka Minnie"}, {"given_name": "Akanksha"}),
        ("nickname_in_name", {"given_name": 'Amina "Minnie"'}, {"given_name": "N'Golo"}),
        ("digits_in_name", {"family_name": "Sample2"}, {"family_name": "Sample II"}),
        ("police_officer", {"title": "PC"}, {"title": "Mr"}),
        ("police_officer", {"given_name": "PC Amina"}, {"given_name": "Di"}),
        ("part_in_name", {"family_name": "Sample (informant)"}, {"family_name": "Callerton"}),
        ("part_in_name", {"given_name": "c/o Amina"}, {"given_name": "Corin"}),
        ("birth_unknown", {"date_of_birth": None}, {}),
        ("birth_not_real", {"date_of_birth": "1900-01-01"}, {"date_of_birth": "1950-01-01"}),
        ("birth_not_real", {"date_of_birth": "2026-11-21"}, {"date_of_birth": "2006-11-21"}),
        ("birth_not_real", {"date_of_birth": "1915-11-20"}, {"date_of_birth": "1916-11-20"}),
        ("born_on_day_of_crime", {"date_of_birth": "2026-11-20"}, {"date_of_birth": "2006-11-20"}),
        ("minor_without_guardian", {"date_of_birth": "2008-11-21"}, {"date_of_birth": "2008-11-20"}),
        ("deceased", {"deceased": True}, {"deceased": False}),
        ("address_is_institution", {"contact": {"address": "HMP Made-up"}}, {"contact": {"address": "2 Prison Lane"}}),
        ("language_unknown", {"language": None}, {"language": "cy"}),
        ("nothing_to_prove", {"date_of_birth": None, "contact": {"postcode": None}}, {"date_of_birth": None}),
    ],
)
def test_a_finding_fires_and_what_is_near_does_not(code: str, fires: dict[str, Any], near: dict[str, Any]) -> None:
    assert code in about(**fires)
    assert code not in about(**near)


def test_an_organisation_has_no_birthday_and_no_language() -> None:
    shop = {"kind": "organisation", "given_name": None, "family_name": None, "organisation_name": "Sample Ltd"}

    assert about(**shop, date_of_birth=None, language=None) == set()
    assert about(**{**shop, "organisation_name": "Unknown"}) == {"placeholder_name"}


def test_a_suspect_needs_neither_birthday_nor_language() -> None:
    suspect = changed(LEE, date_of_birth=None, contact={"postcode": None})

    assert found_about(with_people(AMINA, suspect), "s1") == set()


CHILD = changed(AMINA, date_of_birth="2015-05-05")
OTHER_CHILD = changed(CHILD, id="p2", family_name="Other")
MOTHER = {
    "id": "g1", "roles": ["parent_guardian"], "acts_for": ["p1"], "given_name": "Mo", "family_name": "Sample",
    "date_of_birth": "1980-02-02", "contact": {"mobile": "07700 900100"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([CHILD], {"minor_without_guardian"}),
        ([CHILD, MOTHER], set()),
        ([CHILD, OTHER_CHILD, changed(MOTHER, acts_for=["p2"])], {"minor_without_guardian"}),
        ([CHILD, changed(MOTHER, roles=["supporter"])], {"minor_without_guardian"}),
        ([CHILD, changed(MOTHER, roles=["parent_guardian", "suspect"])], {"minor_without_guardian", "unsafe_guardian"}),
        ([CHILD, changed(MOTHER, roles=["parent_guardian", "witness"])], {"minor_without_guardian", "unsafe_guardian"}),
        ([CHILD, changed(MOTHER, deceased=True)], {"minor_without_guardian", "unsafe_guardian"}),
        # The same number as the suspect's, under a name of her own.
        (
            [CHILD, changed(MOTHER, contact={"mobile": "07700 900555"}), LEE],
            {"minor_without_guardian", "unsafe_guardian"},
        ),
        # One of two is safe: there is somebody to speak with, and still somebody who must not be.
        ([CHILD, MOTHER, changed(MOTHER, id="g2", roles=["parent_guardian", "witness"])], {"unsafe_guardian"}),
        ([AMINA, changed(MOTHER, roles=["parent_guardian", "suspect"])], {"unsafe_guardian"}),
    ],
)
def test_a_minor_needs_a_guardian_whom_nothing_speaks_against(people: list[dict[str, Any]], expected: set[str]) -> None:
    assert found_about(with_people(*people)) == expected


AGAIN = changed(AMINA, id="p2", given_name="Mina")


@pytest.mark.parametrize(
    ("other", "is_found"),
    [
        (AGAIN, True),
        (changed(AGAIN, contact={"mobile": "07700 900002"}), True),  # the same address
        (changed(AGAIN, contact={"mobile": "07700 900002", "address": "2 Other Road"}), False),
        (changed(AGAIN, family_name="Other"), False),
        (changed(AGAIN, date_of_birth="1990-04-12"), False),
        (changed(AGAIN, roles=["witness"]), True),
    ],
)
def test_the_same_human_twice_in_a_case_is_proposed_never_merged(other: dict[str, Any], is_found: bool) -> None:
    found = found_about(with_people(AMINA, other))

    assert ("entered_twice" in found) is is_found
    assert not Found.ENTERED_TWICE.finding.stops


@pytest.mark.parametrize(
    ("address", "is_found"),
    [("1 Made-up Street", True), ("1, MADE-UP STREET.", True), ("2 Made-up Street", False), (None, False)],
)
def test_an_address_that_a_suspect_has_too_is_found(address: str | None, is_found: bool) -> None:
    suspect = changed(LEE, contact={"address": address})

    assert ("address_of_accused" in found_about(with_people(AMINA, suspect))) is is_found


def test_an_address_that_a_witness_has_too_is_not() -> None:
    witness = changed(LEE, roles=["witness"], contact={"address": "1 Made-up Street"})

    assert found_about(with_people(AMINA, witness)) == set()


def test_in_a_flagged_case_only_a_code_word_proves_somebody() -> None:
    plan = {"code_word": "Heron"}

    assert found_about(a_crime(flags=["domestic_abuse"])) == {"nothing_to_prove"}
    assert found_about(with_people(changed(AMINA, contact_plan=plan), flags=["domestic_abuse"])) == set()


STORABLE = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=100)


@given(STORABLE, STORABLE)
def test_any_name_can_be_looked_at(given_name: str, family_name: str) -> None:
    found = about(given_name=given_name, family_name=family_name)

    assert found <= {one.name.lower() for one in Found}


LETTERS = st.text(st.characters(categories=["Lu", "Ll"]), min_size=4, max_size=12)


@given(LETTERS, LETTERS, st.integers(0, 999))
def test_a_number_is_found_wherever_it_stands_in_a_name(before: str, after: str, number: int) -> None:
    assert "number_in_name" in about(family_name=f"{before} 07700 900{number:03} {after}")


def test_every_finding_says_what_to_do_and_who_mends_it() -> None:
    for one in Found:
        assert one.finding.rule.startswith("Q")
        assert one.finding.sentence.endswith(".")
        assert one.finding.remedy in {"records", "oic", "supervisor"}
    assert len({one.finding for one in Found}) == len(Found)
