"""What may be asked for, and what is found."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from waypost.base.values import CaseId, PersonId
from waypost.cases.finding.likeness import Likeness, Name

MOST: Final = 50
"""So many are found at most: who asks for more is asked to say more."""


class By(StrEnum):
    """What something was found by: as it is written into the audit log."""

    REFERENCE = "reference"
    PHONE = "phone"
    EMAIL = "email"
    NAME_AND_BIRTH = "name_and_birth"
    NAME = "name"


@dataclass(frozen=True)
class Asked:
    """What to look for; each that is given is looked for by itself. Empty texts are not looked for."""

    reference: str = ""
    phone: str = ""
    email: str = ""
    name: Name | None = None
    born: date | None = None

    @property
    def by(self) -> tuple[By, ...]:
        """By what is looked."""
        name = self.name and (By.NAME_AND_BIRTH if self.born else By.NAME)
        found = (self.reference and By.REFERENCE, self.phone and By.PHONE, self.email and By.EMAIL, name)
        return tuple(one for one in found if one)


@dataclass(frozen=True)
class Entry:
    """One entry of a case's people that was found; `person_id` is None where the case itself was."""

    case_id: CaseId
    person_id: PersonId | None
    by: By
    likeness: Likeness = Likeness.SAME
    nearness: float = 1.0


@dataclass(frozen=True)
class Finding:
    """All that was found, the nearest first; `is_too_many`: there is more, and who asks must say more."""

    entries: tuple[Entry, ...]
    is_too_many: bool = False
