"""
How much faster is Waypost than the same work by a tuned Django + Celery + Redis pipeline, on this machine, now?

Both take the same events by HTTP, keep them in the same PostgreSQL, hand the texts to the same stub and take its
receipts; one after the other. The peer has no gates, journeys or duties, and loses or repeats where a worker is killed.

    python -m bench.compare --events 5000 --runs 3
"""

import argparse
from collections.abc import Mapping, Sequence

from bench.burst import Size, measured, report, system_ms
from bench.figures import heading, medians, show, table
from bench.guards import NotLoopback
from bench.peers.running import running_celery
from bench.pipeline import CannotMeasure
from bench.pushing import Pushed
from bench.system import running_system


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2, help="of Waypost; Celery has two processes (2)")
    arguments = parser.parse_args()
    size = Size(arguments.events, batch=100, connections=16)
    try:
        with running_celery() as peer:
            theirs = measured(peer, size, runs=arguments.runs)
        with running_system(workers=arguments.workers) as system:
            ours = measured(system, size, runs=arguments.runs)
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None
    command = f"python -m bench.compare --events {size.events} --workers {arguments.workers} --runs {arguments.runs}"
    print(heading(f"Waypost and a tuned Celery pipeline, bursts of {size.events:,} events", command), end="\n\n")
    print(ratios(ours, theirs), end="\n\n")
    print(f"## Waypost\n\n{report(ours)}\n\n## {peer.name}\n\n{report(theirs)}")


def ratios(ours: Mapping[str, Sequence[Pushed]], theirs: Mapping[str, Sequence[Pushed]]) -> str:
    """Return the table of both, by load: by the clock, and by processor time, which other programs do not change."""
    columns = (
        "load", "Waypost, events/s", "peer, events/s", "ratio", "Waypost, ms an event", "peer, ms an event", "ratio",
    )  # fmt: skip
    return table(columns, [_row(name, ours[name], theirs[name]) for name in ours])


def _row(name: str, ours: Sequence[Pushed], theirs: Sequence[Pushed]) -> Sequence[str]:
    mine, other = (medians([{"rate": run.rate, "cost": system_ms(run)} for run in runs]) for runs in (ours, theirs))
    return (
        name,
        show(mine["rate"]),
        show(other["rate"]),
        f"{mine['rate'] / other['rate']:.2f}",
        show(mine["cost"]),
        show(other["cost"]),
        f"{other['cost'] / mine['cost']:.2f}",
    )


if __name__ == "__main__":
    main()
