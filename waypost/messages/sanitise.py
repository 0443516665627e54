"""
Makes a value from the record safe to stand in a text: what it is stays readable, what it could do is gone.
"""

import re
import unicodedata
from functools import lru_cache

from smsutil import is_valid_gsm

_BLANKS = re.compile(r"\s+")
# Control, format (bidi marks, zero-width), private, surrogate, unassigned: nobody reads them, phones act on
# some.
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
_SCHEME = re.compile(r"(?<=[A-Za-z])://")
_DOT = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_]{2})")
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
# Two marks on a letter are spelling; more are a stack that covers the lines around it.
_STACK = re.compile(f"({_MARK}{{2}}){_MARK}+")
_ELLIPSIS = "..."
_LOOKALIKES = {
    "'": "\u2018\u2019\u201a\u2032\u0060\u00b4",
    '"': "\u201c\u201d\u201e\u2033",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212\u2022",
    "...": "\u2026",
}
# Letters whose stroke or join is no separate mark, so that no normal form takes them apart.
_WHOLE_LETTERS = {
    "l": "ł",
    "L": "Ł",
    "d": "đð",
    "D": "ĐÐ",
    "h": "ħ",
    "i": "\u0131",
    "th": "þ",
    "Th": "Þ",
    "oe": "œ",
    "OE": "Œ",
}
_TO_GSM = str.maketrans(
    {letter: plain for table in (_LOOKALIKES, _WHOLE_LETTERS) for plain, letters in table.items() for letter in letters}
)


def clean(value: str, *, longest: int) -> str:
    """
    Return `value` in one line of at most `longest` characters, without unseen characters and without live
    addresses.

    *Source:* trust.md T11 and bad inputs 33-57.
    """
    seen = "".join(" " if character in "\n\r\t\v\f\u2028\u2029" else character for character in value)
    seen = "".join(character for character in seen if unicodedata.category(character) not in _UNSEEN)
    unstacked = _STACK.sub(r"\1", unicodedata.normalize("NFC", seen))
    folded = _BLANKS.sub(" ", unstacked).strip()
    return _cut(defang(folded), longest=longest)


def defang(value: str) -> str:
    """Return `value` with web addresses in it broken, so that no phone turns them into links."""
    return _DOT.sub(". ", _SCHEME.sub(": //", value))


def to_gsm(value: str) -> str:
    """
    Return `value` in the letters of GSM 03.38 where each of its letters has one, else as it is.

    One `ŵ` or curly quote would cut an SMS part from 160 to 70 characters. A name in another script stays
    whole:
    a part more is cheaper than a name of question marks.

    *Source:* trust.md bad inputs 36, 39, 55; GOV.UK Notify replaces what it cannot send with a question mark.
    """
    plain = "".join(_plain(character) for character in unicodedata.normalize("NFC", value.translate(_TO_GSM)))
    return plain if is_gsm(plain) else value


def is_gsm(text: str) -> bool:
    """Whether every character of `text` is in GSM 03.38."""
    return bool(is_valid_gsm(text))


# Texts are made of the same hundred characters.
@lru_cache(maxsize=1024)
def _plain(character: str) -> str:
    if is_gsm(character):
        return character
    return "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))


def _cut(value: str, *, longest: int) -> str:
    if len(value) <= longest:
        return value
    return value[: longest - len(_ELLIPSIS)].rstrip() + _ELLIPSIS
