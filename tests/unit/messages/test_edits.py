"""How far an officer may change a draft."""

from dataclasses import replace

import pytest

from waypost.messages.asking import Draft
from waypost.messages.asking_words import asking_words, forbidden_words
from waypost.messages.edits import LONGEST, Bounds, Fault, faults, is_changed, sentences, tidy
from waypost.messages.values import Channel

TEXT = """We have recorded this. Keep it.

* Your reference: 42260000001
* We come to 1 Sample Street, TS5 6AB

Call us on 0800 111 2222 or go to (address of the portal).
Or write to us at https://help.example.org/ask."""
DRAFT = Draft(Channel.EMAIL, TEXT, "Your reference is 42260000001", is_fixed=False)
BOUNDS = Bounds(
    draft=DRAFT,
    own=frozenset({"0161 496 0000", "https://www.example.org"}),
    others=frozenset({"Bilal", "Núñez", "Sample & Sons"}),
    forbidden=forbidden_words(),
)

WITHIN = [
    "Thank you for your patience.",
    "I am sorry that it took so long: we come on 12.11.2026, or 12/11/26, at 10:30.",
    "Quote 42260000001 when you call 0800 1112222, or 0161 496 0000, or +44 161 496 0000.",
    "You can read it on https://www.example.org, too.",
    "See help.example.org/ask (or call).",
    "I have your ticket of £1,250.50 and room 101 in mind.",
    # A name that is part of another word is not that name.
    "This is about bilaliana.",
    "At TS5 6AB, as I said.",
    "Call 0800 111 2222\n42260000001 is your reference.",
    "We come from 10:30 to 12:30, on 12.11.2026\n13.11.2026",
]
BEYOND = [
    ("Read http://evil.example/x", Fault.LINK),
    ("Read www.evil.example", Fault.LINK),
    ("Read evil.example today", Fault.LINK),
    # A phone makes a link of it.
    ("We have it.Call us", Fault.LINK),
    ("Read https://www.example.org.evil.example", Fault.LINK),
    ("Write to me at jo@example.org", Fault.EMAIL),
    ("Call me on 07700 900999", Fault.NUMBER),
    ("Call me on 0 7 7 0 0 9 0 0 9 9 9", Fault.NUMBER),
    ("Call me on +44 (0)7700-900-999", Fault.NUMBER),
    ("Call me on 07700.900.999", Fault.NUMBER),
    ("Call me on 07700\n900 999", Fault.NUMBER),
    ("Call me on 07700\u2013900\u2011999", Fault.NUMBER),
    ("Call me on \uff10\uff17\uff17\uff10\uff10 900999", Fault.NUMBER),
    # What a browser takes for a full stop.
    ("Read evil\uff0eexample", Fault.LINK),
    ("Read evil\u3002example", Fault.LINK),
    ("Read evil.exa\u200bmple", Fault.LINK),
    ("Write to jo\uff20example.org", Fault.EMAIL),
    ("Come to M1 1AA", Fault.POSTCODE),
    ("Come to m11aa", Fault.POSTCODE),
    ("Ask Bilal about it", Fault.OTHER_PARTY),
    ("Ask BILAL's mother", Fault.OTHER_PARTY),
    ("Ask Nunez", Fault.OTHER_PARTY),
    ("Go to sample and sons, or to Sample & Sons", Fault.OTHER_PARTY),
    ("He was arrested", Fault.WORD),
    ("There is No  further\naction now", Fault.WORD),
]


@pytest.mark.parametrize("words", WITHIN)
def test_an_officer_may_write(words: str) -> None:
    assert faults(f"{TEXT}\n\n{words}", BOUNDS) == ()


@pytest.mark.parametrize(("words", "fault"), BEYOND)
def test_an_officer_may_not_write(words: str, fault: Fault) -> None:
    assert faults(f"{TEXT}\n\n{words}", BOUNDS) == (fault,)


def test_whatever_the_draft_says_may_be_said_again() -> None:
    says_it = replace(BOUNDS, draft=replace(DRAFT, text=f"{TEXT} Bilal was arrested at M1 1AA, see evil.example"))

    assert faults(f"{TEXT} I am sorry. Bilal was arrested at M1 1AA, see evil.example", says_it) == ()


def test_everything_that_is_wrong_is_said_at_once_in_one_order() -> None:
    found = faults(f"{TEXT} Bilal, M1 1AA, 07700 900999, x@example.org, evil.example, arrested", BOUNDS)

    assert found == (Fault.LINK, Fault.EMAIL, Fault.NUMBER, Fault.POSTCODE, Fault.OTHER_PARTY, Fault.WORD)


@pytest.mark.parametrize(
    ("text", "fault"), [("", Fault.EMPTY), (" \n\u200b", Fault.EMPTY), ("x " * 3000, Fault.TOO_LONG)]
)
def test_a_text_has_a_size(text: str, fault: Fault) -> None:
    assert faults(text, BOUNDS) == (fault,)


def test_a_draft_that_is_fixed_takes_no_change_at_all() -> None:
    fixed = replace(BOUNDS, draft=replace(DRAFT, is_fixed=True))

    assert faults(f"{TEXT} Thank you.", fixed) == (Fault.AS_IT_IS,)
    assert faults(TEXT, fixed) == ()


@pytest.mark.parametrize("text", [TEXT.replace("\n", "\r\n"), f"  {TEXT}\n\n\n", TEXT.replace(" ", "\u00a0")])
def test_line_ends_and_blanks_are_no_change(text: str) -> None:
    assert not is_changed(text, DRAFT)


def test_what_nobody_sees_is_taken_out_of_a_text() -> None:
    assert tidy("Thank\u202e you\u200b \n\n\n\n for\tthis\r\n") == "Thank you\n\nfor this"


def test_every_fault_has_its_sentence_and_the_sentence_names_the_words() -> None:
    text = f"{TEXT} He was arrested."

    (said,) = sentences([Fault.WORD], text, BOUNDS, words=asking_words()["faults"])
    (size,) = sentences([Fault.TOO_LONG], text, BOUNDS, words=asking_words()["faults"])

    assert said == "It holds words that no message may hold: arrested."
    assert f"{LONGEST:,}" in size
    assert set(Fault) <= set(asking_words()["faults"])
