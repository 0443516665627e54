"""The reading age that messages are held to."""

import pytest

from waypost.messages.lint.reading import grade, sentences_of, syllables

COUNTED = {
    "crime": 1, "code": 1, "asked": 1, "calls": 1, "rights": 1, "your": 1, "the": 1, "whole": 1,
    "police": 2, "people": 2, "details": 2, "needed": 2, "changes": 2, "table": 2, "closes": 2, "about": 2, "easy": 2,
    "business": 2, "every": 2, "officer": 3, "appointment": 3, "reference": 3, "reported": 3, "area": 3, "vehicle": 3,
    "information": 4, "compensation": 4, "available": 4, "investigation": 5,
}  # fmt: skip


@pytest.mark.parametrize(("word", "count"), COUNTED.items())
def test_the_syllables_of_a_word_that_victims_read_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_police_prose_is_far_harder_than_its_plain_rewrite() -> None:
    prose = "Notification is given that investigative activity pertaining to the aforementioned occurrence has ceased."
    plain = "We have stopped looking into this. We are sorry. If you learn more, please tell us."

    assert grade(sentences_of(prose)) > 14
    assert grade(sentences_of(plain)) < 2


def test_no_words_have_no_grade() -> None:
    assert grade([]) == 0


def test_items_of_a_list_are_sentences_and_headings_are_none() -> None:
    text = "# What now\n\nYou can do\nthis. Then:\n\n* call us\n* wait for\n  a letter\n"

    assert sentences_of(text) == ["You can do this.", "Then:", "* call us", "* wait for a letter"]
