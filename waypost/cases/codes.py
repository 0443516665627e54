"""The codes that are data: Home Office outcomes and the kinds of facts, read from `content/`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from waypost.cases.screening import Known

OUTCOMES: Final = Path("outcomes", "outcomes.yaml")
TRIGGERS: Final = Path("triggers", "triggers.csv")


@dataclass(frozen=True)
class OutcomeMeaning:
    """
    What a Home Office outcome code means for a victim.

    `mode` is how it may be told (A, C, H or N), `mark` whether its words are confirmed. With
    `only_low_risk` the mode holds for low-risk groups alone.
    """

    code: str
    plain: str
    mode: str
    review: str
    mark: str
    only_low_risk: bool = False


@dataclass(frozen=True)
class Trigger:
    """One row of the contract's triggers: what can be told, and the one place it comes from."""

    name: str
    origin: str


def read_outcomes(content: Path) -> Mapping[str, OutcomeMeaning]:
    """Return every outcome by its code."""
    rows = yaml.safe_load((content / OUTCOMES).read_text(encoding="utf-8"))
    return {row["code"]: OutcomeMeaning(**row) for row in rows}


def read_triggers(content: Path) -> tuple[Trigger, ...]:
    """Return the triggers in the order of the file."""
    with (content / TRIGGERS).open(encoding="utf-8", newline="") as file:
        return tuple(Trigger(row["trigger"], row["origin"]) for row in csv.DictReader(file))


def read_known(content: Path) -> Known:
    """Return the codes that a snapshot may hold beside those of the schema."""
    return Known(
        outcome_codes=frozenset(read_outcomes(content)),
        fact_kinds=frozenset(trigger.name for trigger in read_triggers(content) if trigger.origin == "fact"),
    )
