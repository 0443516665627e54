"""
A whole simulation: index the record, hire processes, take cluster after cluster through the engine, add up.

Nothing is written but what the caller asks for, and nothing is sent: no provider and no database is in reach of it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice

from django.db import connections

from waypost.access.values import ForceSettings
from waypost.journeys.simulate.against import Contrast, Difference
from waypost.journeys.simulate.clusters import Cluster, Index, index_events
from waypost.journeys.simulate.contents import Content
from waypost.journeys.simulate.crew import Crew
from waypost.journeys.simulate.engine import Engine
from waypost.journeys.simulate.outcomes import Tally
from waypost.journeys.simulate.recorded import LineFault, RecordedFiles, read_contacts
from waypost.journeys.simulate.stage import rehearse
from waypost.journeys.simulate.working import Done, Rehearse, Work
from waypost.messages.gates.caps import Caps
from waypost.messages.queries import stops_in_force

_CLUSTERS_A_PIECE = 50
_MOST_EXAMPLES = 200


class NothingToSimulate(ValueError):
    """No line of the files is an event."""


@dataclass(frozen=True)
class Order:
    """What is to be simulated, and how."""

    content: Content
    against: Content | None
    run_on: timedelta
    processes: int
    with_lines: bool


@dataclass
class Outcome:
    """What a simulation came to. `examples` are the first differences."""

    force: ForceSettings
    events: int
    ends_at: datetime
    until: datetime
    tally: Tally = field(default_factory=Tally)
    contrast: Contrast = field(default_factory=Contrast.empty)
    examples: list[Difference] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)


@dataclass(frozen=True)
class Watch:
    """Who hears how it goes: of bytes read while indexing, of events simulated, of lines ready to be printed."""

    indexed: Callable[[int], object]
    begun: Callable[[int], object]
    simulated: Callable[[int], object]
    line: Callable[[str], object]


def simulate(
    files: RecordedFiles, order: Order, *, settings_of: Callable[[Sequence[str]], ForceSettings], watch: Watch
) -> Outcome:
    """
    Simulate the record in open `files`. `settings_of` is told the forces named in it, the most frequent first.

    Faults come in the order of files and lines; lines to print by cluster, and within one by virtual time.

    :raises NothingToSimulate: if the files hold no event.
    """
    index = index_events(files, passed=watch.indexed)
    if not len(index):
        raise NothingToSimulate
    named = sorted(index.forces, key=lambda name: (-index.forces[name], name))
    ends_at = datetime.fromtimestamp(index.last_at, UTC)
    outcome = Outcome(settings_of(named), len(index), ends_at, ends_at + order.run_on, faults=index.faults)
    if Caps.of(outcome.force).is_set:
        index.join_contacts(lambda where: read_contacts(files.read(where)))
    work = Work(
        files=files,
        force=outcome.force.name if outcome.force.name in named else named[0],
        rehearse=_engine(order.content, outcome),
        against=_engine(order.against, outcome) if order.against else None,
        with_lines=order.with_lines,
    )
    # A connection to the database must not be shared with a forked process.
    connections.close_all()
    with Crew(work, processes=order.processes) as crew:
        watch.begun(len(index))
        for done in crew.answers(_pieces(index)):
            _add(done, outcome, watch)
    outcome.faults.sort(key=lambda fault: (fault.file, fault.line))
    return outcome


def _engine(content: Content, outcome: Outcome) -> Rehearse:
    # Like its state, a stop of the whole force says nothing about what its content would do.
    stops = replace(stops_in_force(outcome.force.name), is_force_stopped=False)
    return partial(rehearse, Engine.of(content, settings=outcome.force, until=outcome.until, stops=stops))


def _pieces(index: Index) -> Iterator[Sequence[Cluster]]:
    clusters = index.clusters()
    while piece := list(islice(clusters, _CLUSTERS_A_PIECE)):
        yield piece


def _add(done: Done, outcome: Outcome, watch: Watch) -> None:
    outcome.tally.merge(done.tally)
    outcome.contrast.merge(done.contrast)
    outcome.faults.extend(done.faults)
    outcome.examples.extend(done.differences[: _MOST_EXAMPLES - len(outcome.examples)])
    for line in done.lines:
        watch.line(line)
    watch.simulated(done.events)
