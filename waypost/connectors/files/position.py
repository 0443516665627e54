"""How far a place has been read: which drops were taken, by digest, and which are still being watched."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final

_KEPT: Final = 2_000


@dataclass(frozen=True)
class Taken:
    """A drop that was dealt with. `stat` tells whether it was replaced, `modified` how old it is."""

    stat: str
    digest: str
    modified: float
    at: str


@dataclass(frozen=True)
class Sighting:
    """A drop that has been as it is since `since`, by our clock."""

    stat: str
    since: str


@dataclass(frozen=True)
class Begun:
    """A drop of which so many cases have been taken."""

    digest: str
    done: int


@dataclass(frozen=True)
class Position:
    """
    All that one poll leaves to the next.

    `trouble` is a code of what is wrong until a newer drop is in order; `from_modified` leaves out older drops.
    """

    taken: Mapping[str, Taken] = field(default_factory=dict)
    seen: Mapping[str, Sighting] = field(default_factory=dict)
    begun: Begun | None = None
    trouble: str = ""
    from_modified: float = 0

    def with_taken(self, drop: str, taken: Taken, *, trouble: str) -> "Position":
        """Return the position after a drop; the oldest ones are forgotten where there are very many."""
        every = {name: each for name, each in self.taken.items() if name != drop} | {drop: taken}
        kept = dict(sorted(every.items(), key=lambda item: item[1].at)[-_KEPT:])
        seen = {name: each for name, each in self.seen.items() if name != drop}
        return replace(self, taken=kept, seen=seen, begun=None, trouble=trouble)

    def has_digest(self, digest: str) -> bool:
        """Return whether a drop of the same content was taken, whatever its name."""
        return any(each.digest == digest for each in self.taken.values())

    def is_last(self, digest: str) -> bool:
        """Return whether the drop that was taken last has the same content."""
        last = max(self.taken.values(), key=lambda each: each.at, default=None)
        return last is not None and last.digest == digest

    def newest_at(self) -> datetime | None:
        """Return when a drop was last taken or seen for the first time."""
        times = [*(each.at for each in self.taken.values()), *(each.since for each in self.seen.values())]
        return max(map(datetime.fromisoformat, times), default=None)

    def text(self) -> str:
        """Return the position as it is kept."""
        return json.dumps(asdict(self), separators=(",", ":"))


def position_of(text: str) -> Position:
    """Return the position that was kept; empty is the start."""
    if not text:
        return Position()
    kept: dict[str, Any] = json.loads(text)
    return Position(
        taken={name: Taken(**each) for name, each in kept["taken"].items()},
        seen={name: Sighting(**each) for name, each in kept["seen"].items()},
        begun=Begun(**kept["begun"]) if kept["begun"] else None,
        trouble=kept["trouble"],
        from_modified=kept["from_modified"],
    )
