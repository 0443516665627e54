"""
Records that refer to one another, put together: what is decided in one such cluster depends on no other.

So a year of history is read once, and then goes through the engine cluster by cluster, in any number of processes.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from waypost.journeys.simulate.recorded import BadLine, Header, LineFault, RecordedFiles, Where, read_header

Cluster = Sequence[Where]
"""The events of one cluster, in the order of virtual time; at the same time in the order of the files."""


@dataclass
class Index:
    """
    Where every event stands and to which cluster it belongs: some thirty bytes an event, and no event.

    `forces` counts events by the force that they name.
    """

    faults: list[LineFault] = field(default_factory=list)
    forces: dict[str, int] = field(default_factory=dict)
    last_at: float = 0.0
    _places: "array[int]" = field(default_factory=lambda: array("q"))
    _times: "array[float]" = field(default_factory=lambda: array("d"))
    _records: "array[int]" = field(default_factory=lambda: array("l"))
    _numbers: dict[str, int] = field(default_factory=dict)
    _parents: "array[int]" = field(default_factory=lambda: array("l"))

    def __len__(self) -> int:
        """Return how many events there are."""
        return len(self._times)

    def add(self, where: Where, header: Header) -> None:
        """Take one event in."""
        record = self._number(header.reference)
        for name in header.names:
            self._join(record, self._number(name))
        self._places.extend(where)
        self._times.append(header.at)
        self._records.append(record)
        self.forces[header.force] = self.forces.get(header.force, 0) + 1
        self.last_at = max(self.last_at, header.at)

    def join_contacts(self, contacts: Callable[[Where], Iterable[str]]) -> None:
        """
        Put records together that share a contact: what one gets in a day depends on the other where a force caps that.
        """
        first: dict[int, int] = {}
        for event, record in enumerate(self._records):
            for contact in contacts(self._where(event)):
                # A number for each is enough: two that share one by chance only make a larger cluster.
                self._join(record, first.setdefault(hash(contact), record))

    def clusters(self) -> Iterator[Cluster]:
        """Yield the clusters in the order of the first event of each."""
        first: dict[int, int] = {}
        roots = array("l", (self._root(record) for record in self._records))
        for position, root in enumerate(roots):
            first.setdefault(root, position)
        ordered = sorted(range(len(roots)), key=lambda event: (first[roots[event]], self._times[event], event))
        cluster: list[Where] = []
        for position, event in enumerate(ordered):
            cluster.append(self._where(event))
            is_last = position + 1 == len(ordered) or roots[ordered[position + 1]] != roots[event]
            if is_last:
                yield cluster
                cluster = []

    def _where(self, event: int) -> Where:
        return Where(*self._places[4 * event : 4 * event + 4])

    def _number(self, reference: str) -> int:
        number = self._numbers.setdefault(reference, len(self._parents))
        if number == len(self._parents):
            self._parents.append(number)
        return number

    def _root(self, record: int) -> int:
        parents = self._parents
        while parents[record] != record:
            parents[record] = parents[parents[record]]
            record = parents[record]
        return record

    def _join(self, one: int, other: int) -> None:
        one, other = self._root(one), self._root(other)
        # The older one stays the root, so that the order of clusters does not depend on who names whom.
        self._parents[max(one, other)] = min(one, other)


def index_events(files: RecordedFiles, *, passed: Callable[[int], object]) -> Index:
    """Return the index of all events of the files; `passed` is told the bytes read. A bad line costs no other."""
    index = Index()
    for where, raw in files.lines():
        try:
            index.add(where, read_header(raw))
        except BadLine as bad:
            index.faults.append(LineFault(files.name(where), where.line, str(bad)))
        passed(where.length)
    return index
