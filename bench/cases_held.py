"""
Does it stay as fast with a million cases held?

Fills the force to each number of cases and runs the same bursts at each: new crimes, officers named in them, and
officers named in cases spread over all that are held.

    python -m bench.cases_held --cases 10000 1000000 --events 5000 --runs 3
"""

import argparse
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bench.burst import Size, measured
from bench.events import Story, batches, officer_named
from bench.figures import heading, show, table
from bench.filling import Filling
from bench.guards import NotLoopback
from bench.pipeline import CannotMeasure
from bench.pushing import Load, Pushed, push
from bench.system import FORCE, System, running_system
from bench.workers import side_by_side

_FIRST_FILLED = 50_000_000
_SAME_EVERY_TIME = 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    size = Size(arguments.events, batch=100, connections=16)
    try:
        with running_system(workers=arguments.workers) as system:
            found, fills = _measured(system, size, sorted(arguments.cases), runs=arguments.runs)
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None
    numbers = " ".join(map(str, arguments.cases))
    command = f"python -m bench.cases_held --cases {numbers} --events {size.events} --runs {arguments.runs}"
    print(heading(f"Bursts of {size.events:,} events with few and with many cases held", command), end="\n\n")
    print(side_by_side(found), end="\n\n")
    print(table(("cases held", "filled in, s", "size of the database, GB"), fills))


def _measured(
    system: System, size: Size, levels: Sequence[int], *, runs: int
) -> tuple[Mapping[str, Mapping[str, Sequence[Pushed]]], Sequence[Sequence[str]]]:
    story, serials = Story(FORCE, datetime.now(UTC)), itertools.count()
    filling, held = Filling(system, story=story, first=_FIRST_FILLED), 0
    unchanged = _Unchanged()
    found: dict[str, Mapping[str, Sequence[Pushed]]] = {}
    fills = []
    for level in levels:
        seconds = filling.fill(level - held)
        filling.gather_statistics()
        held = level
        fills.append((f"{level:,}", show(seconds), show(_size_gb(system))))
        bursts = dict(measured(system, size, runs=runs, serials=serials))
        changes = [push(system, _changes(unchanged.some(size.events, held), story, size)) for _ in range(runs)]
        found[f"{level:,} cases"] = bursts | {"officers named in cases held, in batches": changes}
    return found, fills


class _Unchanged:
    """Filled cases in which no officer is named yet, drawn from all over the ones that are there."""

    def __init__(self) -> None:
        self._changed: set[int] = set()
        self._draw = random.Random(_SAME_EVERY_TIME)

    def some(self, count: int, held: int) -> Sequence[int]:
        """
        Draw so many; each is drawn once.

        :raises CannotMeasure: if so many are not left.
        """
        left = held - sum(1 for one in self._changed if one < _FIRST_FILLED + held)
        if left < count:
            raise CannotMeasure(f"{count} changes need as many cases that are held: give --cases more")
        return list(itertools.islice(self._fresh(held), count))

    def _fresh(self, held: int) -> Iterator[int]:
        while True:
            one = _FIRST_FILLED + self._draw.randrange(held)
            if one not in self._changed:
                self._changed.add(one)
                yield one


def _changes(victims: Sequence[int], story: Story, size: Size) -> Load:
    events = [officer_named(serial, story) for serial in victims]
    return Load(((0, body) for body in batches(events, size.batch)), victims, connections=4)


def _size_gb(system: System) -> float:
    row = system.connect(FORCE).execute("SELECT pg_database_size(current_database())").fetchone()
    return int(str(row[0])) / 1e9 if row else 0.0


if __name__ == "__main__":
    main()
