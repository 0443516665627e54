"""Slips that an editor makes, one a row: what was written instead of what, where the fault is, what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.unit.journeys.checking.small import FILES

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Slip:
    """In `file` the text `old` became `new`; the fault is on the line that holds `at` and says `said`."""

    name: str
    file: str
    old: str
    new: str
    at: str
    said: str

    @property
    def files(self) -> Mapping[str, str]:
        assert self.old in FILES[self.file], f"{self.name}: the small content does not hold what is to be broken"
        return {**FILES, self.file: FILES[self.file].replace(self.old, self.new, 1)}


def read(name: str) -> list[Slip]:
    return [Slip(**row) for row in yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))]


JOURNEYS = read("broken_journeys.yaml")
MESSAGES = read("broken_messages.yaml")
