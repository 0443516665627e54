"""
How many events a second, from the first byte at the intake to the last receipt in the database?

Pushes newly recorded crimes (each a text with an invitation to the portal), then an officer named in each (each another
text): in batches, and one by one over kept connections. Ends with what was lost or went twice.

    python -m bench.burst --events 10000 --runs 3
"""

import argparse
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.events import Event, Story, batches, officer_named, recorded, single
from bench.figures import heading, medians, show, table
from bench.guards import NotLoopback
from bench.pipeline import CannotMeasure, Pipeline
from bench.pushing import Load, Pushed, push
from bench.system import FORCE, running_system

_WARM_UP = 200
_BATCH_CONNECTIONS = 4


@dataclass(frozen=True)
class Size:
    """How much is pushed, and how."""

    events: int
    batch: int
    connections: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--connections", type=int, default=16, help="for the events that go one by one (16)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    size = Size(arguments.events, arguments.batch, arguments.connections)
    try:
        with running_system(workers=arguments.workers) as system:
            found = measured(system, size, runs=arguments.runs)
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None
    command = f"python -m bench.burst --events {size.events} --workers {arguments.workers} --runs {arguments.runs}"
    print(heading(f"A burst of {size.events:,} events, {arguments.workers} workers", command), end="\n\n")
    print(report(found))


def measured(
    pipeline: Pipeline, size: Size, *, runs: int, serials: Iterator[int] | None = None
) -> Mapping[str, Sequence[Pushed]]:
    """
    Return what came of each kind of load, `runs` times each, after a warm-up.

    `serials` are the cases that are not there yet; without it there are none.
    """
    serials = itertools.count() if serials is None else serials
    story = Story(FORCE, datetime.now(UTC))
    for _, load in _loads(Size(_WARM_UP, size.batch, size.connections), serials, story):
        push(pipeline, load)
    found: dict[str, list[Pushed]] = {}
    for _ in range(runs):
        for name, load in _loads(size, serials, Story(FORCE, datetime.now(UTC))):
            found.setdefault(name, []).append(push(pipeline, load))
    return found


def _loads(size: Size, serials: Iterator[int], story: Story) -> Iterator[tuple[str, Load]]:
    for how in (f"in batches of {size.batch}", f"singly over {size.connections} connections"):
        victims = list(itertools.islice(serials, size.events))
        for what, make in (("crimes recorded", recorded), ("officers named", officer_named)):
            events = [make(serial, story) for serial in victims]
            yield f"{what}, {how}", _load(events, victims, size, is_batch=how.startswith("in"))


def _load(events: Sequence[Event], victims: Sequence[int], size: Size, *, is_batch: bool) -> Load:
    bodies = batches(events, size.batch) if is_batch else single(events)
    connections = _BATCH_CONNECTIONS if is_batch else size.connections
    return Load(((0, body) for body in bodies), victims, connections)


def report(found: Mapping[str, Sequence[Pushed]]) -> str:
    """Return the table: medians over the runs, but losses and repeats in all."""
    roles = list(dict.fromkeys(role for runs in found.values() for run in runs for role in run.processor_s))
    columns = (
        "load", "events/s", "accepted/s", *(f"{role}, ms an event" for role in roles), "system in all, ms an event",
        "peak MiB", "lost", "twice", "not delivered",
    )  # fmt: skip
    return table(columns, [_row(name, runs, roles) for name, runs in found.items()])


def _row(name: str, runs: Sequence[Pushed], roles: Sequence[str]) -> Sequence[object]:
    processor = medians([run.processor_ms() for run in runs])
    own = medians([{"own": system_ms(run)} for run in runs])["own"]
    peaks = medians([run.peaks for run in runs])
    speed = medians([{"all": run.rate, "in": run.events / run.intake_s} for run in runs])
    return (
        name,
        show(speed["all"]),
        show(speed["in"]),
        *(show(processor.get(role, 0.0)) for role in roles),
        show(own),
        ", ".join(f"{role} {size / 2**20:.0f}" for role, size in peaks.items()),
        sum(run.lost for run in runs),
        sum(run.twice for run in runs),
        sum(run.not_delivered for run in runs),
    )


def system_ms(run: Pushed) -> float:
    """Return the processor time an event of the system itself: without stub and generator. Milliseconds."""
    return sum(used for role, used in run.processor_ms().items() if role not in {"stub", "generator"})


if __name__ == "__main__":
    main()
