"""What the pages of the crime system show, as they read it from its tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

Record: TypeAlias = Mapping[str, Any]
"""One row, by the vendor's column names."""


@dataclass(frozen=True)
class Officer:
    """Who is signed in, or is named on a page."""

    coll_no: str
    rank_cd: str
    forenames: str
    surname: str
    team_desc: str

    @property
    def name(self) -> str:
        """Return rank, number and name, as officers say it: `PC 4471 Jo Hall`."""
        return f"{RANKS.get(self.rank_cd, self.rank_cd)} {self.coll_no} {self.forenames} {self.surname}"

    @property
    def supervises(self) -> bool:
        """Whether unallocated tasks are theirs to see to."""
        return self.rank_cd in {"SGT", "DS", "INSP"}


RANKS: Mapping[str, str] = {"PC": "PC", "DC": "DC", "SGT": "Sgt", "DS": "DS", "INSP": "Insp"}


class Show(StrEnum):
    """Which occurrences a list holds."""

    MINE = "mine"
    ALL = "all"
    UNALLOCATED = "unallocated"


@dataclass(frozen=True)
class Search:
    """What an officer looks for. `page` starts at 1."""

    show: Show
    words: str
    page: int


@dataclass(frozen=True)
class Found:
    """One page of a search: its occurrences, and how many there are in all."""

    rows: Sequence[Record]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Occurrence:
    """One occurrence with all that belongs to it, newest first where time matters."""

    occ: Record
    people: Sequence[Record]
    flags: Sequence[Record]
    entries: Sequence[Record]
    tasks: Sequence[Record]
    appointments: Sequence[Record]
    history: Sequence[Record]

    @property
    def victims(self) -> Sequence[Record]:
        """Return the people whose role is victim."""
        return [person for person in self.people if person["role_cd"] == "VIC"]
