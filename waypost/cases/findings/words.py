"""The lists of words of `content/words/` that findings look for, and how they are looked for."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings

DANGER: Final = Path("words", "danger.yaml")
NAMES: Final = Path("words", "names.yaml")
_APOSTROPHES: Final = re.compile(r"['\u2018\u2019\u02bc`]")
_LONGEST_NAME: Final = 100
_WORD: Final = re.compile(r"[^\W_]+")


class Phrases:
    """Phrases to look for in words: found by their first word, so that a long text is read once."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take the phrases in, written as people write them."""
        self.all: frozenset[tuple[str, ...]] = frozenset(words_of(phrase) for phrase in phrases)
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(self.all, key=len, reverse=True):
            self._by_first.setdefault(phrase[0], []).append(phrase)

    def is_in(self, words: Sequence[str]) -> bool:
        """Whether any of the phrases stands in the words."""
        return any(self._at(words, place) for place, word in enumerate(words) if word in self._by_first)

    def are(self, words: Sequence[str]) -> bool:
        """Whether the words are one of the phrases and nothing else."""
        return tuple(words) in self.all

    def begin(self, words: Sequence[str]) -> bool:
        """Whether the words begin with one of the phrases and go on."""
        return bool(words) and 0 < self._at(words, 0) < len(words)

    def without(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words with each phrase replaced by one that is no word."""
        return tuple(self._rest(words))

    def _rest(self, words: Sequence[str]) -> Iterator[str]:
        place = 0
        while place < len(words):
            length = self._at(words, place)
            yield "" if length else words[place]
            place += length or 1

    def _at(self, words: Sequence[str], place: int) -> int:
        phrases = self._by_first.get(words[place], ())
        return next((len(one) for one in phrases if tuple(words[place : place + len(one)]) == one), 0)


def words_of(text: str | None) -> tuple[str, ...]:
    """
    Return the words of a text, without case, accents, punctuation and characters that do not show.

    What is written apart by signs that nobody sees is one word, as it is to a reader.
    """
    return _words_of_name(text or "") if len(text or "") <= _LONGEST_NAME else _words_of(text or "")


def _words_of(text: str) -> tuple[str, ...]:
    plain = text.casefold()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in apart if unicodedata.category(char) not in {"Cf", "Mn", "Me"})
    return tuple(_WORD.findall(_APOSTROPHES.sub("", plain)))


# The same names, titles and places are looked at list after list, and again when a message is sent.
_words_of_name = functools.lru_cache(maxsize=4096)(_words_of)


@dataclass(frozen=True)
class WordLists:
    """What findings look for. The names are those of the files."""

    orders: Phrases
    unless: Phrases
    signs: Phrases
    titles: Phrases
    institutions: Phrases
    placeholders: Phrases
    whole_placeholders: Phrases
    bodies: Phrases
    perhaps_bodies: Phrases
    police_titles: Phrases
    police_before_names: Phrases
    parts_in_a_case: Phrases
    titles_of_people: Phrases
    nickname_marks: Phrases
    shared_homes: Phrases


def word_lists() -> WordLists:
    """Return the lists of the content in use."""
    return read_word_lists(settings.CONTENT_DIR)


@functools.cache
def read_word_lists(content: Path) -> WordLists:
    """
    Return the lists that stand under a content folder.

    :raises OSError: if a file is not there: without its words nobody may decide that a text is harmless.
    :raises KeyError: if a list is not there.
    """
    danger, names = _read(content / DANGER), _read(content / NAMES)
    of_danger = {name: Phrases(danger[name]) for name in ("orders", "unless", "signs", "titles", "institutions")}
    of_names = {
        name: Phrases(names[name])
        for name in (
            "placeholders", "whole_placeholders", "bodies", "perhaps_bodies", "police_titles", "police_before_names",
            "parts_in_a_case", "nickname_marks", "shared_homes",
        )
    }  # fmt: skip
    return WordLists(**of_danger, **of_names, titles_of_people=Phrases(names["titles"]))


def _read(path: Path) -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words
