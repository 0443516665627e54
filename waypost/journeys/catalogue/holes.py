"""The holes in the coverage table, each with its reason: `content/catalogue/holes.yaml`, and whether it is right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from waypost.journeys.catalogue.coverage import Cell, Coverage
from waypost.journeys.catalogue.readers import READERS

HOLES = Path("catalogue", "holes.yaml")
_FILE = "content/catalogue/holes.yaml"


class UnreadableHoles(ValueError):
    """The file gives a hole two reasons, or one that it does not have."""


class HoleKind(StrEnum):
    """What is known of a hole by walking: a text is kept back and an officer is asked to tell, or nothing is there."""

    HELD = "held"
    NOTHING = "nothing"

    @classmethod
    def of(cls, cell: Cell) -> "HoleKind":
        """Return which kind of hole a cell is."""
        return cls.HELD if cell.held else cls.NOTHING


@dataclass(frozen=True)
class HoleReason:
    """Why somebody is not told by a text; `always` are the readers for whom it is the rule, whatever the trigger."""

    name: str
    kind: HoleKind
    words: str
    always: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holes:
    """All reasons, and which of them is given for a trigger and a reader."""

    reasons: Mapping[str, HoleReason]
    given: Mapping[tuple[str, str], str]

    def reason(self, cell: Cell) -> HoleReason | None:
        """Return why a cell is a hole, or None where nobody has said."""
        name = self.given.get((cell.trigger, cell.reader))
        rule = (one for one in self.reasons.values() if cell.reader in one.always and one.kind is HoleKind.of(cell))
        return self.reasons.get(name) if name else next(rule, None)


def read_holes(content: Path) -> Holes:
    """
    Read the file of holes.

    :raises UnreadableHoles: saying which trigger and reader.
    """
    body = yaml.safe_load((content / HOLES).read_text(encoding="utf-8"))
    reasons = {
        name: HoleReason(name, HoleKind(one["kind"]), one["words"], tuple(one.get("always", ())))
        for name, one in body["reasons"].items()
    }
    given: dict[tuple[str, str], str] = {}
    for hole in body["holes"]:
        for key in ((trigger, reader) for trigger in hole["triggers"] for reader in hole["readers"]):
            if given.setdefault(key, hole["reason"]) != hole["reason"] or hole["reason"] not in reasons:
                raise UnreadableHoles(f"{_FILE}: {key[0]} for {key[1]} has two reasons, or one that is none")
    return Holes(reasons, given)


def faults_of(coverage: Coverage, holes: Holes) -> Sequence[str]:
    """Return what is wrong: holes without a reason, reasons without a hole, officers asked for nothing."""
    return [*_unnamed(coverage, holes), *_in_vain(coverage, holes), *_needless(coverage)]


def _unnamed(coverage: Coverage, holes: Holes) -> Iterator[str]:
    for cell in coverage.cells.values():
        if not cell.is_hole:
            continue
        reason, kind = holes.reason(cell), HoleKind.of(cell)
        what = f"{cell.trigger} for {cell.reader}"
        if reason is None:
            is_what = "a text is held" if kind is HoleKind.HELD else "there is no text"
            yield f"{what}: {is_what}. Write one, or say in {_FILE} why not."
        elif reason.kind is not kind:
            yield f"{what}: {reason.name} is a reason where {reason.kind}, and this is {kind}. Mend {_FILE}."


def _in_vain(coverage: Coverage, holes: Holes) -> Iterator[str]:
    for trigger, reader in holes.given:
        cell = coverage.cells.get((trigger, reader))
        if cell is None:
            yield f"{trigger} for {reader}: there is no such trigger or reader. Mend {_FILE}."
        elif not cell.is_hole:
            yield f"{trigger} for {reader}: there is a text now ({cell.told[0].template}). Take it out of {_FILE}."
    used = {*holes.given.values(), *(one.name for one in holes.reasons.values() if one.always)}
    yield from (
        f"{name}: no hole has this reason. Take it out of {_FILE}." for name in holes.reasons if name not in used
    )


def _needless(coverage: Coverage) -> Iterator[str]:
    asked = {
        (cover.journey, cover.template, cell.reader)
        for cell in coverage.cells.values()
        for cover in cell.covers
        if cover.is_needless
    }
    order = [reader.name for reader in READERS]
    for journey, template, reader in sorted(asked, key=lambda one: (one[0], one[1], order.index(one[2]))):
        yield (
            f"{journey}: an officer is asked to tell a {reader} what is only advice or a survey ({template}). Put "
            "`{ fact: person.audience, is: adult }` into its `where`."
        )
