"""What one process does: take a few clusters of records through the engine, and say what came of them."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from waypost.journeys.simulate.against import Contrast, Difference, differences
from waypost.journeys.simulate.clusters import Cluster
from waypost.journeys.simulate.outcomes import Rehearsed, Tally
from waypost.journeys.simulate.recorded import BadLine, LineFault, RecordedFiles
from waypost.journeys.simulate.snapshots import Incoming, read_incoming

logger = logging.getLogger(__name__)

Rehearse = Callable[[Sequence[Incoming]], Rehearsed]
"""Takes the events of one cluster through the engine with one content."""


@dataclass
class Done:
    """What became of a few clusters. `lines` are ready to be printed."""

    events: int = 0
    lines: list[str] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    contrast: Contrast = field(default_factory=Contrast.empty)
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """All that is the same for every cluster. `against` is None where nothing is compared."""

    files: RecordedFiles
    force: str
    rehearse: Rehearse
    against: Rehearse | None
    with_lines: bool

    def __call__(self, clusters: Sequence[Cluster]) -> Done:
        """Return what becomes of these clusters, one after the other. One that breaks costs no other."""
        done = Done()
        for cluster in clusters:
            done.events += len(cluster)
            events = list(self._read(cluster, done))
            try:
                self._take(events, done)
            except Exception:
                logger.exception("the records from line %s on cannot be simulated", cluster[0].line)
                done.faults.append(self._fault(cluster, "cannot be simulated, nor what belongs to it: see the log."))
        return done

    def _read(self, cluster: Cluster, done: Done) -> Iterator[Incoming]:
        for where in cluster:
            try:
                event = read_incoming(self.files.read(where))
            except BadLine as bad:
                done.faults.append(LineFault(self.files.name(where), where.line, str(bad)))
                done.tally.taken["rejected"] += 1
                continue
            if event.force == self.force:
                yield event
            else:
                done.tally.taken["of another force"] += 1

    def _take(self, events: Sequence[Incoming], done: Done) -> None:
        after = self.rehearse(events)
        done.tally.add(after)
        if self.against is None:
            if self.with_lines:
                done.lines.extend(json.dumps(line.to_json(), ensure_ascii=False) for line in after.lines)
            return
        before = self.against(events)
        found = list(differences(before.fates, after.fates))
        done.contrast.add(found, before=before.fates, after=after.fates)
        done.differences.extend(found)
        if self.with_lines:
            done.lines.extend(json.dumps(each.to_json(), ensure_ascii=False) for each in found)

    def _fault(self, cluster: Cluster, sentence: str) -> LineFault:
        return LineFault(self.files.name(cluster[0]), cluster[0].line, sentence)
