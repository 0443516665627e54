"""
What is to be read of a crime database, kept on disk while it is read.

A first load takes hours. A list that is streamed as long as that keeps a transaction open in the force's database:
its old rows pile up, or it ends the transaction. So the list of keys is fetched at once; memory stays flat.
"""

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import IO

from waypost.connectors.sql.values import Changed

_IN_MEMORY = 1 << 20


class Spool:
    """A list of what has changed, in its order. It holds the database's own keys and times, nothing of a record."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.length = 0

    def add(self, changed: Changed) -> None:
        """Put one to the end of the list."""
        pickle.dump((changed.key, changed.at), self._file)
        self.length += 1

    def batches(self, size: int) -> Iterator[Sequence[Changed]]:
        """Yield the list, `size` at a time."""
        self._file.seek(0)
        every = (self._next() for _ in range(self.length))
        while batch := list(islice(every, size)):
            yield batch

    def _next(self) -> Changed:
        # Nobody else can have written to a file of this process that has no name.
        return Changed(*pickle.load(self._file))  # noqa: S301


@contextmanager
def open_spool() -> Iterator[Spool]:
    """Return an empty list that is gone at the end."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        yield Spool(file)
