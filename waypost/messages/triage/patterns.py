"""
Makes of the phrases of a rule one pattern that is looked for in plain words. Pure.

A phrase is written as people write. `(they)` stands for any of the list of that name, `...` for up to four words,
`[now]` for a word that may be missing. Words are looked for whole.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

_GAP: Final = r"(?:\S+ ){0,4}?"
_PIECE: Final = re.compile(r"\([a-z_]+\)|\[[^\]]+\]|\.\.\.|[^\s()\[\]]+")
Read = Callable[[str], Sequence[str]]


class BadPhrase(ValueError):
    """A phrase of a rule names a list that there is not, or has no word."""


def pattern_of(phrases: Sequence[str], *, lists: Mapping[str, Sequence[str]], read: Read) -> re.Pattern[str] | None:
    """
    Return what finds any of the phrases in words that are joined by blanks and end with one; None where there are none.

    :raises BadPhrase: if one of them cannot be read.
    """
    if not phrases:
        return None
    written = sorted({_one(phrase, lists, read) for phrase in phrases}, key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(written)})")


def _one(phrase: str, lists: Mapping[str, Sequence[str]], read: Read) -> str:
    pieces = _PIECE.findall(phrase)
    if all(piece == "..." for piece in pieces):
        raise BadPhrase(f"the phrase {phrase!r} has no word")
    return "".join(_piece(piece, phrase, lists, read) for piece in pieces)


def _piece(piece: str, phrase: str, lists: Mapping[str, Sequence[str]], read: Read) -> str:
    if piece == "...":
        return _GAP
    if piece.startswith("["):
        return f"(?:{_words(piece[1:-1], read)})?"
    if not piece.startswith("("):
        return _words(piece, read)
    if piece[1:-1] not in lists:
        raise BadPhrase(f"the phrase {phrase!r} names the list {piece}, which there is not")
    # The longest first: `in the house` must not end at `in`.
    found = sorted({_words(one, read) for one in lists[piece[1:-1]]}, key=len, reverse=True)
    return f"(?:{'|'.join(found)})"


def _words(text: str, read: Read) -> str:
    return "".join(f"{re.escape(word)} " for word in read(text))
