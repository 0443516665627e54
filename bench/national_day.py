"""
How long does the country's day take?

43 forces that hold cases already; their day comes as fast as it is taken: 18,000 crimes and 220,000 changes. Of the
changes each new crime gets an officer, 40,000 cases held get one, and the rest tell nobody anything: the shares are
ours, made up. With `--share 0.01` a hundredth of all of it.

    python -m bench.national_day --share 1
"""

import argparse
import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.burst import system_ms
from bench.events import Event, Story, batches, officer_named, recorded, written_into
from bench.figures import heading, show, table
from bench.filling import Filling
from bench.guards import NotLoopback
from bench.pipeline import CannotMeasure
from bench.pushing import Load, Pushed, push
from bench.system import System, running_system

FORCES = 43
CRIMES, CHANGES, OFFICERS_IN_HELD = 18_000, 220_000, 40_000
_BATCH = 100
_CONNECTIONS = 4
# Victims of one force have numbers in a row; the cases that it holds already begin in the middle.
_APART, _HELD_FROM = 1_000_000, 500_000


@dataclass(frozen=True)
class Day:
    """One force's day: how many crimes, officers named in cases held, and changes that tell nobody anything."""

    crimes: int
    officers: int
    silent: int

    @property
    def events(self) -> int:
        """How many events that makes: each crime, then its officer; and all changes of cases held."""
        return 2 * self.crimes + self.officers + self.silent

    @property
    def held(self) -> int:
        """How many cases must be held: one for each change."""
        return self.officers + self.silent


def day_of(force: int, *, share: float, forces: int) -> Day:
    """Return the day of one of so many forces, so that all of them together make the country's, to the event."""

    def part(whole: float) -> int:
        each = round(whole * share)
        return each // forces + (force < each % forces)

    crimes, officers = part(CRIMES), part(OFFICERS_IN_HELD)
    return Day(crimes, officers, part(CHANGES - CRIMES - OFFICERS_IN_HELD))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--forces", type=int, default=FORCES)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    try:
        with running_system(workers=arguments.workers) as system:
            filled, pushed = _measured(system, share=arguments.share, forces=arguments.forces)
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None
    command = f"python -m bench.national_day --share {arguments.share:g} --forces {arguments.forces} --workers"
    command += f" {arguments.workers}"
    print(heading(f"A national day, {arguments.share:g} of it: {arguments.forces} forces", command), end="\n\n")
    print(_report(pushed, filled_s=filled))


def _measured(system: System, *, share: float, forces: int) -> tuple[float, Pushed]:
    names = [f"made-up-{number:02d}" for number in range(1, forces)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(system.add_force, names))
    now = datetime.now(UTC)
    stories = [Story(force, now) for force in system.forces]
    days = [day_of(number, share=share, forces=forces) for number in range(forces)]
    filled = _fill(system, stories, days)
    loads = [list(_batches_of(number, stories[number], days[number])) for number in range(forces)]
    # In turn, as forces send: a crime and its officer are far apart.
    bodies = (body for turn in itertools.zip_longest(*loads) for body in turn if body is not None)
    victims = [victim for number in range(forces) for victim in _told(number, days[number])]
    events = sum(day.events for day in days)
    return filled, push(system, Load(bodies, victims, _CONNECTIONS, events=events, patience_s=300))


def _fill(system: System, stories: Sequence[Story], days: Sequence[Day]) -> float:
    seconds = 0.0
    for number, (story, day) in enumerate(zip(stories, days, strict=True)):
        filling = Filling(system, story=story, first=number * _APART + _HELD_FROM)
        seconds += filling.fill(day.held)
    filling.gather_statistics()
    return seconds


def _batches_of(number: int, story: Story, day: Day) -> Iterator[tuple[int, bytes]]:
    for body in batches(list(_events_of(number, story, day)), _BATCH):
        yield number, body


def _events_of(number: int, story: Story, day: Day) -> Iterator[Event]:
    new, held = _new(number, day), _held(number, day)
    yield from (recorded(serial, story) for serial in new)
    yield from (officer_named(serial, story) for serial in held[: day.officers])
    yield from (written_into(serial, story, revision=2) for serial in held[day.officers :])
    yield from (officer_named(serial, story) for serial in new)


def _told(number: int, day: Day) -> Sequence[int]:
    """Return whom the day tells something, as often as it does."""
    new = _new(number, day)
    return [*new, *_held(number, day)[: day.officers], *new]


def _new(number: int, day: Day) -> range:
    return range(number * _APART, number * _APART + day.crimes)


def _held(number: int, day: Day) -> range:
    first = number * _APART + _HELD_FROM
    return range(first, first + day.held)


def _report(pushed: Pushed, *, filled_s: float) -> str:
    texts = len(pushed.handed_over)
    return table(
        ("what", "figure"),
        [
            ("events", f"{pushed.events:,}"),
            ("victims told", f"{texts:,}"),
            ("minutes until the last receipt was in the database", show(pushed.seconds / 60)),
            ("minutes until the last event was accepted", show(pushed.intake_s / 60)),
            ("events a second", show(pushed.rate)),
            ("processor of the system, ms an event", show(system_ms(pushed))),
            *((f"processor of {role}, ms an event", show(used)) for role, used in pushed.processor_ms().items()),
            *((f"peak memory of {role}, MiB", show(size / 2**20)) for role, size in pushed.peaks.items()),
            ("lost", pushed.lost),
            ("twice", pushed.twice),
            ("not delivered", pushed.not_delivered),
            ("filling in the cases held took, s", show(filled_s)),
        ],
    )


if __name__ == "__main__":
    main()
