"""
Postal addresses: the lines of one as they stand on an envelope, what is wrong with it, and whose home it also is. Pure.

*Source:* domain.md 6, Q23 and Q08; GOV.UK Notify's letter specification (seven lines, the name among them, the last a
postcode).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from waypost.cases.contact.normal import normalise_postcode, normalise_words
from waypost.cases.contact.quality import Checked, Finding, check_words

MOST_LINES: Final = 6
"""Under the name, the postcode among them."""
LONGEST_LINE: Final = 40
_FEWEST_LETTERS: Final = 4
# Notify refuses a line that begins so.
_BAD_STARTS: Final = "@()=[]\"\\/,<>~ '.;:-"
_NO_ADDRESS: Final = re.compile(
    r"(n/?\s?[ak]|nil|none|no|not (known|given|recorded|stated)|unknown|refused|declined|withheld|tbc|test|x+|as above|"
    r"no address( given)?|address (withheld|unknown|not known))",
    re.IGNORECASE,
)
_NO_HOME: Final = re.compile(
    r"\bn\.?f\.?a\.?\b|no fixed (abode|address)|sofa surfing|of no fixed|"
    r"\b(demolished|derelict|boarded up|burnt out|uninhabit\w+|empty property)\b",
    re.IGNORECASE,
)
_POLICE: Final = re.compile(
    r"police (station|house|hq|headquarters|office)|constabulary|\bpolice\b|gorsaf yr heddlu", re.IGNORECASE
)
_CUSTODY: Final = re.compile(r"\bh\.?m\.?p\.?\b|\bhmyoi\b|\byoi\b|\bprison\b|immigration removal", re.IGNORECASE)
_CARE_OF: Final = re.compile(r"(^|[\s,])c/?o\b|\bcare of\b", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"\bor\b (at )?\d|\bor\b (flat|house|\w+ (road|street|avenue|lane))", re.IGNORECASE)
_POSTCODE_AT_END: Final = re.compile(r"[\s,]*\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\s*$", re.IGNORECASE)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_FAULTS: Final = (
    (_NO_HOME, Finding.NO_FIXED_ADDRESS),
    (_POLICE, Finding.POLICE_ADDRESS),
    (_CUSTODY, Finding.CUSTODY_ADDRESS),
    (_CARE_OF, Finding.CARE_OF_ADDRESS),
    (_SEVERAL, Finding.SEVERAL_ADDRESSES),
)


@lru_cache(maxsize=512)
def check_address(address: str, postcode: str) -> Checked:
    """
    Return an address as the lines under the name, joined by line ends, and what is wrong with it for a letter.

    Without a postcode, in its own field or at the end of the address, it cannot be used.
    """
    words, code = _parts(address, postcode)
    if not words or _NO_ADDRESS.fullmatch(words.strip(" .,-")):
        return Checked("", (Finding.PLACEHOLDER_ADDRESS,) if words else ())
    if not code:
        return Checked("", (Finding.NO_POSTCODE,))
    lines = _lines(words)
    if not lines or sum(char.isalnum() for char in "".join(lines)) < _FEWEST_LETTERS:
        return Checked("", (Finding.NOT_AN_ADDRESS,))
    if len(lines) > MOST_LINES - 1 or max(map(len, lines)) > LONGEST_LINE:
        return Checked("", (Finding.ADDRESS_TOO_LONG,))
    return Checked("\n".join((*lines, code)), tuple(_about(words)))


def may_be_same_home(first: str, second: str) -> bool:
    """
    Whether two addresses, as `home_key` writes them, may be the same home, however they were typed.

    So they may where the postcode is the same and no house number tells them apart, or where a number and the word
    after it are in both (without a number, the first two words) and no postcode lies elsewhere: its last letters are
    soon mistyped. 12A may be flat A at 12. Of one who is known by a postcode alone any home in it may be theirs. In
    doubt they are.
    """
    (words, code), (other_words, other_code) = _halves(first), _halves(second)
    if not words or not other_words:
        return bool(code) and code == other_code
    if code and code == other_code:
        mine, theirs = _numbers(words), _numbers(other_words)
        return not mine or not theirs or not mine.isdisjoint(theirs)
    if code and other_code and _area(code) != _area(other_code):
        return False
    return not _doors(words).isdisjoint(_doors(other_words))


def _about(words: str) -> Iterator[Finding]:
    for pattern, finding in _FAULTS:
        if pattern.search(words):
            yield finding
    yield from check_words(words)


def _parts(address: str, postcode: str) -> tuple[str, str]:
    """Return the words of an address without its postcode, and the postcode."""
    seen = "".join(one if one == "\n" or unicodedata.category(one) not in _UNSEEN else " " for one in address).strip()
    code = normalise_postcode(postcode)
    found = _POSTCODE_AT_END.search(seen)
    written = normalise_postcode(f"{found[1]}{found[2]}") if found else ""
    if found and written and code in {"", written}:
        return seen[: found.start()].strip(), written
    return seen, code


def _lines(words: str) -> list[str]:
    parts = [" ".join(part.split()).strip().lstrip(_BAD_STARTS).rstrip(" ,.;") for part in re.split(r"[\n,;]", words)]
    lines = [part for part in parts if part]
    # A number that stands alone belongs to the street after it.
    for index in range(len(lines) - 2, -1, -1):
        if re.fullmatch(r"\d+[A-Za-z]?", lines[index]):
            lines[index : index + 2] = [f"{lines[index]} {lines[index + 1]}"]
    while len(lines) > MOST_LINES - 1:
        pairs = range(len(lines) - 1)
        at = min(pairs, key=lambda one: len(lines[one]) + len(lines[one + 1]))
        joined = f"{lines[at]}, {lines[at + 1]}"
        if len(joined) > LONGEST_LINE:
            break
        lines[at : at + 2] = [joined]
    return lines


def _halves(key: str) -> tuple[str, str]:
    words, _, code = key.rpartition("|")
    return words, code


def _doors(words: str) -> set[tuple[str, str]]:
    # 12 A High Street is 12A High Street.
    pairs = list(pairwise(re.sub(r"\b(\d+)\s+([a-z])\b", r"\1\2", words).split()))
    return {(_number(one), after) for one, after in pairs if one[0].isdigit()} or set(pairs[:1])


def _numbers(words: str) -> set[str]:
    return {_number(one) for one in normalise_words(words).split() if one[0].isdigit()}


def _number(word: str) -> str:
    """Return a house number without the letter of a flat: 12a and flat A at 12 are one door."""
    return word.rstrip("abcdefghijklmnopqrstuvwxyz")


def _area(code: str) -> str:
    return code.partition(" ")[0]
