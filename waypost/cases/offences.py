"""The offence groups of the published contract, read from `content/groups/offence_groups.csv`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class OffenceGroup:
    """One group; `phase` is None where there is no victim to tell."""

    name: str
    title: str
    family: str
    risk: str
    phase: int | None
    acquisitive: bool = False
    injury: bool = False

    @property
    def is_low_risk(self) -> bool:
        """Whether an unknown date of birth may be overlooked (design 1.6)."""
        return self.risk == "low"


def offence_groups() -> Mapping[str, OffenceGroup]:
    """Return all groups by name."""
    return _read(settings.CONTENT_DIR / "groups" / "offence_groups.csv")


def groups_of_phase(phase: int) -> frozenset[str]:
    """Return the names of the groups that are switched on in one phase."""
    return frozenset(name for name, group in offence_groups().items() if group.phase == phase)


@cache
def _read(path: Path) -> Mapping[str, OffenceGroup]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["group"]: _group(row) for row in csv.DictReader(file)}


def _group(row: Mapping[str, str]) -> OffenceGroup:
    return OffenceGroup(
        name=row["group"],
        title=row["title"],
        family=row["family"],
        risk=row["risk"],
        phase=int(row["phase"]) if row["phase"] else None,
        acquisitive=row["acquisitive"] == "yes",
        injury=row["injury"] == "yes",
    )
