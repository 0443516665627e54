"""What a message sounds like: in any spelling, by words that can be shown, not where something else is meant."""

import pytest

from waypost.messages.triage.finding import find, labels_of
from waypost.messages.triage.library import rules_in_use
from waypost.messages.triage.values import AT_ONCE, Label


def heard(text: str) -> tuple[Label, ...]:
    return labels_of(find(text, rules_in_use()))


@pytest.mark.parametrize(
    "text",
    [
        "He is here. Please come.",
        "HE'S OUTSIDE",
        "she\u2019s at the back, she has a knife!!",
        "I can't call 999 he is listening",
        "hello again\n\nhe says he is going to\nkill me",
        "sorry to bother you. i want to die",
        "I do not want to end my life like this but I might",
        "Thank you for helping me but he is following me now",
        "mae o yma",
        "he wo\u200bnt let me leave",
        "he is. going to. kill me",
        "help",
    ],
)
def test_words_of_danger_are_found_in_whatever_spelling(text: str) -> None:
    assert set(heard(text)) & AT_ONCE


@pytest.mark.parametrize(
    "text",
    [
        "Is there news?",
        "Can you help me understand what happens at court?",
        "Please help me with the form for compensation.",
        "The burglar came in through the garden.",
        "I called 101 and nobody answered.",
        "He was in my house last year.",
        "I work as an acidity tester.",
        "",
        "...",
    ],
)
def test_what_is_said_of_something_else_is_not(text: str) -> None:
    assert not heard(text)


def test_what_fired_is_shown_with_its_reason() -> None:
    (found,) = find("Thanks for the call. I have changed my mind about it all.", rules_in_use())

    assert (found.label, found.rule, found.words) == (
        Label.WITHDRAWAL,
        "withdrawal.wants_to_stop",
        "changed my mind",
    )
    assert found.why.endswith(".")


def test_slips_of_the_thumb_are_put_right_and_other_words_left_alone() -> None:
    assert Label.DANGER in heard("he thretened to stabb me")
    assert not heard("I have attached the form and I attend on Tuesday")


def test_what_is_read_at_once_comes_first() -> None:
    assert heard("I have screenshots. He says he will kill me. I want to drop the charges.") == (
        Label.DANGER,
        Label.WITHDRAWAL,
        Label.EVIDENCE,
    )


def test_a_long_message_of_one_word_is_read_quickly_and_finds_nothing() -> None:
    assert not heard("they " * 400)
    assert not heard("x" * 2000)
