"""How near the name on record is to the name that a caller gave. Pure; what is compared is few."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from waypost.cases.contact import normalise_words
from waypost.cases.finding.keys import first_word, sound_key

_FAMILY_COUNTS: Final = 0.6
_NEAR_ENOUGH: Final = 0.72
_SAME_INITIAL: Final = 0.85
_SAME_SOUND: Final = 0.85


class Likeness(StrEnum):
    """How what was found matches what was asked."""

    SAME = "same"
    """As it was asked, but for case, accents and punctuation."""
    ALIKE = "alike"
    """Nearly so: it may be somebody else."""


@dataclass(frozen=True)
class Name:
    """A name as it was given; `given` may be empty, or an initial."""

    given: str
    family: str


@dataclass(frozen=True)
class Measured:
    """How near one name is to another, from 0 to 1."""

    likeness: Likeness
    nearness: float


def measure(asked: Name, on_record: Name) -> Measured | None:
    """
    Return how near a name on record is, or None where it is another name.

    Names that stand in each other's field are the same person's (domain.md Q13).
    """
    swapped = Name(on_record.family, on_record.given)
    if any(_is_same(asked, each) for each in (on_record, swapped)):
        return Measured(Likeness.SAME, 1.0)
    nearness = max(_nearness(asked, on_record), _nearness(asked, swapped))
    return Measured(Likeness.ALIKE, nearness) if nearness >= _NEAR_ENOUGH else None


def _is_same(asked: Name, on_record: Name) -> bool:
    is_given = not asked.given or first_word(asked.given) == first_word(on_record.given)
    return is_given and normalise_words(asked.family) == normalise_words(on_record.family)


def _nearness(asked: Name, on_record: Name) -> float:
    family = _family(normalise_words(asked.family), normalise_words(on_record.family))
    if not asked.given:
        return family
    given = max((_given(first_word(asked.given), one) for one in normalise_words(on_record.given).split()), default=0.0)
    return _FAMILY_COUNTS * family + (1 - _FAMILY_COUNTS) * given


def _family(asked: str, on_record: str) -> float:
    """Return how near two family names are; of a double name each half is one."""
    if not asked or not on_record:
        return 0.0
    found = max(_ratio(one, other) for one in _halves(asked) for other in _halves(on_record))
    return max(found, _SAME_SOUND) if sound_key(asked) == sound_key(on_record) else found


def _halves(name: str) -> Sequence[str]:
    return [name.replace(" ", ""), *(word for word in name.split() if len(word) > 2)]


def _given(asked: str, on_record: str) -> float:
    if len(asked) == 1 or len(on_record) == 1:
        return _SAME_INITIAL if asked[:1] == on_record[:1] else 0.0
    return JaroWinkler.similarity(asked, on_record)


def _ratio(one: str, other: str) -> float:
    return fuzz.ratio(one, other) / 100
