"""Which drops may be read now, and in what order: from what a place shows and what was taken. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from waypost.connectors.files.mapping import DropMapping, drop_of
from waypost.connectors.files.places import SeenFile
from waypost.connectors.files.position import Position, Sighting


@dataclass(frozen=True)
class Drop:
    """Files that belong together, by the name of their kind; `marker` says that they are complete."""

    name: str
    files: Mapping[str, SeenFile]
    marker: SeenFile | None

    @property
    def modified(self) -> float:
        """When the last of the files was written, by the clock of whoever keeps them."""
        return max(file.modified for file in self.files.values())

    @property
    def stat(self) -> str:
        """What differs where any of the files is written again."""
        told = sorted((kind, file.name, file.size, file.modified) for kind, file in self.files.items())
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def drops_in(files: Iterable[SeenFile], *, mapping: DropMapping) -> Sequence[Drop]:
    """Return the drops of which there is any file; names that the mapping does not know are left alone."""
    found: dict[str, dict[str, SeenFile]] = {}
    markers: dict[str, SeenFile] = {}
    for file in files:
        for kind in mapping.files:
            drop = kind.drop_of(file.name)
            if drop is not None:
                found.setdefault(drop, {})[kind.name] = file
        marked = drop_of(file.name, named=mapping.ready) if mapping.ready else None
        if marked is not None:
            markers[marked] = file
    return [Drop(name, kinds, markers.get(name)) for name, kinds in found.items()]


def sightings(drops: Iterable[Drop], *, known: Position, now: datetime) -> Mapping[str, Sighting]:
    """Return since when each drop that was not taken as it is has been as it is."""
    seen = {}
    for drop in drops:
        if _was_taken(drop, known):
            continue
        before = known.seen.get(drop.name)
        is_same = before is not None and before.stat == drop.stat
        seen[drop.name] = before if before and is_same else Sighting(drop.stat, now.isoformat())
    return seen


def due(drops: Iterable[Drop], *, known: Position, mapping: DropMapping, settled_before: datetime) -> Sequence[Drop]:
    """Return the drops to read now, oldest first: those that are whole, and have not changed since `settled_before`."""
    ready = [
        drop
        for drop in drops
        if drop.name in known.seen
        and drop.modified >= known.from_modified
        and _is_whole(drop, mapping)
        and _is_settled(drop, mapping, known=known, settled_before=settled_before)
    ]
    return sorted(ready, key=lambda drop: (_age(drop, mapping), drop.name))


def is_late(drop: Drop, *, known: Position, mapping: DropMapping) -> bool:
    """Return whether a newer drop was read before this one: read now it would put old states over new ones."""
    if mapping.is_by_name:
        return any(name > drop.name for name in known.taken)
    return any(taken.modified > drop.modified for name, taken in known.taken.items() if name != drop.name)


def is_overdue(known: Position, *, now: datetime, expected_every: timedelta) -> bool:
    """Return whether nothing new has come for longer than it should."""
    newest = known.newest_at()
    return newest is None or now - newest > expected_every


def _was_taken(drop: Drop, known: Position) -> bool:
    taken = known.taken.get(drop.name)
    return taken is not None and taken.stat == drop.stat


def _is_whole(drop: Drop, mapping: DropMapping) -> bool:
    return all(kind.name in drop.files for kind in mapping.files)


def _is_settled(drop: Drop, mapping: DropMapping, *, known: Position, settled_before: datetime) -> bool:
    if mapping.ready:
        return drop.marker is not None and drop.marker.modified >= drop.modified
    return datetime.fromisoformat(known.seen[drop.name].since) <= settled_before


def _age(drop: Drop, mapping: DropMapping) -> tuple[str, float]:
    return (drop.name, 0) if mapping.is_by_name else ("", drop.modified)
