"""
What an officer may change in a draft, and what is wrong with a change that goes too far. Pure.

An officer knows the victim; the bounds are there for slips and for haste: for whatever could lead somebody to a wrong
place, or tell of somebody else. *Source:* design 1.4; trust.md T11.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from waypost.messages.asking import Draft

LONGEST = 4000
"""In characters: some two pages. A longer text is a letter of its own."""

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_BLANKS = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"\S+@\S+\.\w+")
# A full stop with a letter on both sides becomes a link on many phones.
_LINK = re.compile(r"\S*(?:://|\bwww\.)\S*|[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{2,}\S*", re.IGNORECASE)
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_NUMBER = re.compile(rf"\+?\d(?:[ ()./{_DASHES}-]{{0,2}}\d){{6,}}")
_NUMBER_OVER_LINES = re.compile(rf"\+?\d(?:[ ()./{_DASHES}\n-]{{0,2}}\d){{6,}}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)


class Fault(StrEnum):
    """What is wrong with a changed text. The sentences are those of `faults` in `content/words/asking.yaml`."""

    AS_IT_IS = "as_it_is"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    LINK = "link"
    EMAIL = "email"
    NUMBER = "number"
    POSTCODE = "postcode"
    OTHER_PARTY = "other_party"
    WORD = "word"


@dataclass(frozen=True)
class Bounds:
    """
    How far a change may go.

    Whatever the draft says may be said again. `own` are the force's numbers and pages, `others` the names of the other
    people in the case, `forbidden` words in small letters.
    """

    draft: Draft
    own: Set[str]
    others: Set[str]
    forbidden: Set[str]


def tidy(text: str) -> str:
    """Return a text as it is compared and kept: without unseen characters, blanks and line ends in one way."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    seen = ("".join(one for one in line if one == "\t" or unicodedata.category(one) not in _UNSEEN) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_BLANKS.sub(" ", line).strip() for line in seen)).strip()


def is_changed(text: str, draft: Draft) -> bool:
    """Whether somebody has changed the words; another system's line ends and blanks are no change."""
    return tidy(text).split() != tidy(draft.text).split()


def faults(text: str, bounds: Bounds) -> tuple[Fault, ...]:
    """Return what is wrong with a changed text, in the order of `Fault`: with what is the draft, nothing."""
    if not is_changed(text, bounds.draft):
        return ()
    if bounds.draft.is_fixed:
        return (Fault.AS_IT_IS,)
    tidied = tidy(text)
    found = {*_of_size(tidied, bounds), *_of_places(tidied, bounds), *_of_words(tidied, bounds)}
    return tuple(fault for fault in Fault if fault in found)


def sentences(found: Iterable[Fault], text: str, bounds: Bounds, *, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is wrong, a sentence each; `words` are the sentences of the content."""
    named = ", ".join(sorted(_new_terms(tidy(text), bounds, bounds.forbidden)))
    return tuple(words[fault].format(longest=f"{LONGEST:,}", words=named) for fault in found)


def _of_size(text: str, bounds: Bounds) -> Iterator[Fault]:
    if not text:
        yield Fault.EMPTY
    if len(text) > max(LONGEST, len(bounds.draft.text)):
        yield Fault.TOO_LONG


def _of_places(text: str, bounds: Bounds) -> Iterator[Fault]:
    """Yield what could lead the reader anywhere that neither the draft nor the force names."""
    text, draft = _folded(text), _folded(tidy(bounds.draft.text))
    known = {_bare(one) for one in (*draft.split(), *bounds.own)}
    if not {_bare(one) for one in _EMAIL.findall(text)} <= known:
        yield Fault.EMAIL
    if not {_bare(one) for one in _LINK.findall(_EMAIL.sub(" ", text))} <= known:
        yield Fault.LINK
    if not _numbers(text) <= _numbers(draft) | {_digits(one) for one in bounds.own}:
        yield Fault.NUMBER
    if not _postcodes(text) <= _postcodes(draft):
        yield Fault.POSTCODE


def _of_words(text: str, bounds: Bounds) -> Iterator[Fault]:
    if _new_terms(text, bounds, bounds.others):
        yield Fault.OTHER_PARTY
    if _new_terms(text, bounds, bounds.forbidden):
        yield Fault.WORD


def _new_terms(text: str, bounds: Bounds, terms: Set[str]) -> Set[str]:
    """Return those of these words and phrases that the text holds and the draft does not."""
    now, before = _plain(text), _plain(bounds.draft.text)
    return {term for term in terms if _plain(term).strip() and _plain(term) in now and _plain(term) not in before}


def _plain(text: str) -> str:
    """Return the words of a text in small letters, without accents, a blank before and after each."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(one for one in decomposed if not unicodedata.combining(one)).casefold()
    return f" {' '.join(_WORD.findall(letters))} "


def _folded(text: str) -> str:
    """Return a text in which what only looks like a full stop, an at sign or a digit is one, as a browser reads it."""
    return unicodedata.normalize("NFKC", text).replace("\u3002", ".")


def _numbers(text: str) -> Set[str]:
    """Return the digits of every long number, also of one that goes on in the next line."""
    undated = _DATE.sub(" ", text)
    broken = _NUMBER_OVER_LINES.findall(_NUMBER.sub(" x ", undated))
    return {_digits(one) for one in (*_NUMBER.findall(undated), *broken)}


def _digits(text: str) -> str:
    digits = "".join(one for one in text if one.isdigit())
    return f"0{digits[2:]}" if text.strip().startswith("+44") else digits


def _postcodes(text: str) -> Set[str]:
    return {one.replace(" ", "").upper() for one in _POSTCODE.findall(text)}


def _bare(text: str) -> str:
    """Return an address without what stands around it in a sentence."""
    return text.strip("()[]<>\"'.,;:!?").removeprefix("https://").removeprefix("http://").rstrip("/").casefold()
