"""By what cases and people are found, however somebody typed or heard it."""

import pytest

from waypost.cases.finding.keys import reference_key, sound_key, whole_sound_key


@pytest.mark.parametrize(
    "typed", ["44/0123410/26", "44 0123410 26", "44/o1234lO/26", "44-0I23410-26", "  440123410/26 ", "44/0123410/26."]
)
def test_a_reference_is_found_however_it_was_typed(typed: str) -> None:
    assert reference_key(typed) == reference_key("44/0123410/26") == "44012341026"


def test_two_references_are_two() -> None:
    assert reference_key("44/0123410/26") != reference_key("44/0123411/26")


def test_what_holds_no_sign_of_a_reference_has_no_key() -> None:
    assert reference_key(" / - ") == ""


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Smith", "Smyth"), ("Stephens", "Stevens"), ("MacDonald", "McDonald"), ("O'Brien", "obrien"),
        ("Hussain", "Hussein"), ("Mohammed", "Muhammad"), ("Phillips", "Philips"), ("Reid", "Reed"),
        ("Clarke", "Clark"), ("Müller", "Muller"), ("Lloyd", "loyd"),
    ],
)  # fmt: skip
def test_a_family_name_is_found_as_it_sounds(heard: str, written: str) -> None:
    assert sound_key(heard) == sound_key(written) != ""


@pytest.mark.parametrize(("one", "other"), [("Evans", "Jones"), ("Khan", "Patel"), ("李", "王"), ("Иванов", "Петров")])
def test_other_names_are_not_found(one: str, other: str) -> None:
    assert sound_key(one) != sound_key(other)


@pytest.mark.parametrize("nothing", [None, "", "  ", "'-"])
def test_where_no_name_is_there_is_no_key(nothing: str | None) -> None:
    assert sound_key(nothing) == "" == whole_sound_key("Sian", nothing) == whole_sound_key(nothing, "Evans")


def test_a_whole_name_is_found_in_either_order_and_by_the_first_given_name() -> None:
    assert whole_sound_key("Siân Louise", "Evans") == whole_sound_key("Evans", "Sian") != ""


def test_a_key_says_nothing_of_the_name() -> None:
    assert len(sound_key("A" * 500)) == len(sound_key("Evans")) == 32
