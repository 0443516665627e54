"""What a second source's words are known by: its items, what is held of them, the cases that they are about."""

import hashlib
import re
from typing import Final

from waypost.cases.applied import AppliedCase

SECTIONS: Final = ("facts", "hearings", "property")
"""What a second source may add to. Never people, flags, plans, status or outcome."""

_LONGEST: Final = 64
_DIGITS: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_HELD: Final = re.compile(r"[a-z]+@\d+/([0-9a-f]{8})")


def item_id(source: int, reference: str, item: str) -> str:
    """Return the id under which an item of a second source stands in the case, unlike any of another source."""
    prefix = f"c{source}-{mark_of(reference)}-"
    rest = _LONGEST - len(prefix)
    return prefix + (item if len(item) <= rest else hashlib.sha256(item.encode()).hexdigest()[:rest])


def held_section(section: str, *, source: int, reference: str) -> str:
    """Return the section under which is held what this source says of a case: its next state alone decides it."""
    return f"{section}@{source}/{mark_of(reference)}"


def mark_in(section: str) -> str | None:
    """Return the mark of the reference in a section of `held_section`, None in a section of the owner's."""
    found = _HELD.fullmatch(section)
    return found[1] if found else None


def mark_of(reference: str) -> str:
    """Return the short mark of a reference."""
    return hashlib.sha256(reference.encode()).hexdigest()[:8]


def names(case: AppliedCase, reference: str) -> bool:
    """Whether a source that uses this reference means this case: its own, or a court's number linked with it."""
    return reference == case.reference or (reference in case.linked and not looks_like(reference, of=case.reference))


def looks_like(reference: str, *, of: str) -> bool:
    """
    Whether a reference is written like another one, so that it could be that of another crime.

    A crime is linked with other crimes too. Of one that we do not have, or must not have, nothing may reach the
    people of this one; so a court's number counts only where no crime of the force could be called so.
    """
    return _shape(reference) == _shape(of)


def _shape(reference: str) -> str:
    return _LETTERS.sub("A", _DIGITS.sub("9", reference))
