"""What commits to a crime database in any order, by clocks that are wrong; what is read must be what is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from waypost.connectors.sql.system import SqlSystem

State = Mapping[str, Any]

STATES = ("REC", "INV", "SCR")


@dataclass(frozen=True)
class Write:
    """
    One change: of which crime, into which state, stamped by a clock that is wrong by so many minutes.

    It commits after `waits` other steps; none for at once.
    """

    crime: int
    state: str
    minutes: int
    waits: int


POLL = "poll"
# Two servers that disagree by ten minutes, and nothing between: so that many times are equal.
STEPS = st.lists(
    st.one_of(
        st.just(POLL),
        st.builds(
            Write,
            crime=st.integers(0, 3),
            state=st.sampled_from(STATES),
            minutes=st.sampled_from([-10, -5, 0, 10]),
            waits=st.integers(0, 3),
        ),
    ),
    max_size=12,
)


class Reader:
    """Somebody who reads a database again and again, and knows of each crime what was last read."""

    def __init__(self, system: SqlSystem) -> None:
        self._system = system
        self._position = ""
        self.known: dict[str, State] = {}

    def poll(self) -> None:
        """Read what is new."""
        for batch in self._system.batches(self._position):
            assert not batch.unreadable
            self.known |= {record.reference: record.document for record in batch.records}
            self._position = self._position if batch.position is None else batch.position


def play(
    steps: list[Write | str], *, engine: Engine, write: Callable[[Connection, Write], None], reader: Reader
) -> None:
    """Let changes commit in the order of the steps, each when it has waited long enough, and read in between."""
    open_: list[tuple[int, int, Connection]] = []
    for number, step in enumerate(steps):
        for item in [each for each in open_ if each[0] <= number]:
            open_.remove(item)
            _commit(item[2])
        if not isinstance(step, Write):
            reader.poll()
            continue
        # Who wants to write to what another has not committed waits for it, as in life.
        for item in [each for each in open_ if each[1] == step.crime]:
            open_.remove(item)
            _commit(item[2])
        connection = engine.connect()
        write(connection, step)
        open_.append((number + step.waits, step.crime, connection))
    for _, _, connection in open_:
        _commit(connection)
    reader.poll()


def _commit(connection: Connection) -> None:
    connection.commit()
    connection.close()
