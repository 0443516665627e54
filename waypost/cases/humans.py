"""
By what the same human is found in several cases: digests of a name, with the date of birth and alone. Pure.

A digest has one length whatever the name, so that an index can hold it; nobody is found by it who is not compared
again. Nothing is ever merged by it: the same key is a question to a clerk.

*Source:* design 1.6; domain.md Q10, Q18, Q19.
"""

import hashlib
from datetime import date

from waypost.cases.contact import name_and_birth, name_key


def human_key(given_name: str | None, family_name: str | None, born_on: date | None) -> str:
    """Return what tells one human from most others, or an empty text where name or date of birth is not known."""
    return _digest(name_and_birth(given_name, family_name, born_on))


def whole_name_key(given_name: str | None, family_name: str | None, organisation_name: str | None) -> str:
    """Return what an equal name is found by, of a human or an organisation, or an empty text where there is none."""
    return _digest(name_key(given_name, family_name, organisation_name))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest() if text else ""
