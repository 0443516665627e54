"""What sounds like danger in what a victim writes: in whatever spelling, and not where something else is meant."""

import pytest

from waypost.messages.triage import emergency_words, sounds_like_danger


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
    ],
)
def test_words_of_danger_are_found_in_whatever_spelling(text: str) -> None:
    assert sounds_like_danger(text, emergency_words())


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
    ],
)
def test_what_is_said_of_something_else_is_not(text: str) -> None:
    assert not sounds_like_danger(text, emergency_words())
