"""How near a name must be to be shown to somebody who has a caller on the line."""

import pytest

from waypost.cases.finding.likeness import Likeness, Name, measure


@pytest.mark.parametrize(
    ("asked", "on_record"),
    [
        (Name("Siân", "O'Brien-Smith"), Name("SIAN", "o brien smith")),
        (Name("Evans", "Sian"), Name("Sian", "Evans")),
        (Name("Sian", "Evans"), Name("Sian Louise", "Evans")),
        (Name("", "Evans"), Name("Sian", "Evans")),
    ],
)
def test_the_same_name_is_the_same_however_it_is_written(asked: Name, on_record: Name) -> None:
    measured = measure(asked, on_record)

    assert measured is not None
    assert (measured.likeness, measured.nearness) == (Likeness.SAME, 1.0)


@pytest.mark.parametrize(
    ("asked", "on_record"),
    [
        (Name("Sian", "Thompson"), Name("Sian", "Thomson")),
        (Name("S", "Evans"), Name("Sian", "Evans")),
        (Name("Louise", "Evans"), Name("Sian Louise", "Evans")),
        (Name("Sian", "Smith"), Name("Sian", "O'Brien-Smith")),
        (Name("Mohammed", "Husain"), Name("Muhammad", "Hussein")),
        (Name("Liz", "Evans"), Name("Elizabeth", "Evans")),
    ],
)
def test_a_name_that_is_nearly_so_is_shown_as_nearly_so(asked: Name, on_record: Name) -> None:
    measured = measure(asked, on_record)

    assert measured is not None
    assert measured.likeness is Likeness.ALIKE


@pytest.mark.parametrize(
    ("asked", "on_record"),
    [
        (Name("Sian", "Evans"), Name("Sian", "Patel")),
        (Name("Sian", "Evans"), Name("Tom", "Jones")),
        (Name("", "Evans"), Name("Sian", "Patel")),
        (Name("Sian", "Evans"), Name("", "")),
    ],
)
def test_another_name_is_not_shown(asked: Name, on_record: Name) -> None:
    assert measure(asked, on_record) is None


def test_twins_are_told_apart_the_one_who_was_asked_for_first() -> None:
    asked = Name("Sian", "Evans")

    one, other = measure(asked, Name("Sian", "Evans")), measure(asked, Name("Nia", "Evans"))

    assert one is not None
    assert other is not None
    assert one.nearness > other.nearness
    assert other.likeness is Likeness.ALIKE
