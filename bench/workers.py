"""
What do more workers bring?

The same bursts with each number of workers, on one system, one after the other.

    python -m bench.workers --workers 1 2 4 --events 5000 --runs 3
"""

import argparse
import itertools
from collections.abc import Mapping, Sequence

from bench.burst import Size, measured, system_ms
from bench.figures import heading, medians, show, table
from bench.guards import NotLoopback
from bench.pipeline import CannotMeasure
from bench.pushing import Pushed
from bench.system import running_system


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    size = Size(arguments.events, batch=100, connections=16)
    serials = itertools.count()
    found: dict[int, Mapping[str, Sequence[Pushed]]] = {}
    try:
        with running_system(workers=arguments.workers[0]) as system:
            for workers in arguments.workers:
                system.set_workers(workers)
                found[workers] = measured(system, size, runs=arguments.runs, serials=serials)
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None
    numbers = " ".join(map(str, arguments.workers))
    command = f"python -m bench.workers --workers {numbers} --events {size.events} --runs {arguments.runs}"
    print(heading(f"Bursts of {size.events:,} events with more or fewer workers", command), end="\n\n")
    print(side_by_side({f"{workers} workers": runs for workers, runs in found.items()}))


def side_by_side(found: Mapping[str, Mapping[str, Sequence[Pushed]]]) -> str:
    """Return a table of each load under each circumstance, with the ratio of its speed to that of the first one."""
    names = list(found)
    columns = (
        "load", *(f"{name}, events/s" for name in names), *(f"{name}, ratio" for name in names[1:]),
        *(f"{name}, ms an event" for name in names), "lost", "twice", "not delivered",
    )  # fmt: skip
    return table(columns, [_row([found[name][load] for name in names], load) for load in found[names[0]]])


def _row(each: Sequence[Sequence[Pushed]], load: str) -> Sequence[object]:
    figures = [medians([{"rate": run.rate, "cost": system_ms(run)} for run in runs]) for runs in each]
    every = [run for runs in each for run in runs]
    return (
        load,
        *(show(one["rate"]) for one in figures),
        *(f"{one['rate'] / figures[0]['rate']:.2f}" for one in figures[1:]),
        *(show(one["cost"]) for one in figures),
        sum(run.lost for run in every),
        sum(run.twice for run in every),
        sum(run.not_delivered for run in every),
    )


if __name__ == "__main__":
    main()
