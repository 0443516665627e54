"""
By what a case and a person are found, however it was typed or heard. Pure.

The database finds by equal keys only: behind the wall between forces it asks no index about likeness. A digest has one
length whatever the name, and says nothing to whoever reads the table.
"""

import hashlib
import re
from typing import Final

import jellyfish

from waypost.cases.contact import normalise_words

LONGEST_REFERENCE_KEY: Final = 64
_NO_SIGN: Final = re.compile(r"[^A-Za-z0-9]")
# As they are read off a paper, or heard: the letter for the figure.
_READ_AS: Final = str.maketrans("OIL", "011")


def reference_key(reference: str) -> str:
    """
    Return what a reference is found by: no spaces, no signs, one case, O as 0, I and L as 1.

    Migration 0012 says the same in SQL. *Source:* trust.md, bad inputs 64.
    """
    return _NO_SIGN.sub("", reference).upper().translate(_READ_AS)[:LONGEST_REFERENCE_KEY]


def sound_key(family_name: str | None) -> str:
    """Return what a family name is found by, written as it sounds in English, or an empty text where there is none."""
    return _digest(_sound(family_name))


def whole_sound_key(given_name: str | None, family_name: str | None) -> str:
    """Return what a name is found by without a date of birth, in either order; empty where a part is missing."""
    sounds = sorted((_sound(first_word(given_name)), _sound(family_name)))
    return _digest("|".join(sounds)) if all(sounds) else ""


def first_word(name: str | None) -> str:
    """Return the first of several given names, as it is compared."""
    return normalise_words(name).partition(" ")[0]


def _sound(name: str | None) -> str:
    """Return how a name sounds; of a script of which the library knows nothing, the name itself."""
    words = normalise_words(name).replace(" ", "")
    return (jellyfish.metaphone(words).replace(" ", "") if words.isascii() else "") or words


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest() if text else ""
