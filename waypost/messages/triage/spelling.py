"""Reads a text as its writer meant it: short forms written out, slips of the thumb put right. Pure."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from waypost.cases.findings.words import words_of
from waypost.messages.triage.values import Spelling

_SHORTEST: Final = 5
_TWO_SLIPS: Final = 9


def read_words(text: str, spelling: Spelling) -> tuple[str, ...]:
    """Return the words of a text in plain spelling."""
    return tuple(_meant(words_of(text), spelling))


def _meant(words: Sequence[str], spelling: Spelling) -> Iterator[str]:
    for word in words:
        if word in spelling.short:
            yield from spelling.short[word]
        else:
            yield word if word in spelling.known or word in spelling.leave else _nearest(word, spelling.known)


# The same words are typed again and again, and a rule set is one object as long as its content is in use.
@lru_cache(maxsize=20_000)
def _nearest(word: str, known: frozenset[str]) -> str:
    """Return the known word that this one is nearly: one slip, or two in a long word; else the word."""
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    if len(word) < _SHORTEST or word[0].isdigit():
        return word
    # The first letter is seldom wrong, and a word that begins otherwise is mostly another one.
    near = [one for one in known if one[0] == word[0] and len(one) >= _SHORTEST and abs(len(one) - len(word)) <= slips]
    distances = ((OSA.distance(word, one, score_cutoff=slips), one) for one in near)
    return min((found for found in distances if found[0] <= slips), default=(0, word))[1]
