"""Where the snapshots of an extract are read from, more than once: a file of events, or what a source has just said."""

import os
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, Final, Protocol

import orjson

from waypost.base.values import JsonValue
from waypost.cases.values import CaseKind
from waypost.journeys.simulate.recorded import CASE_EVENT, INCIDENT_EVENT, Where

_TYPES: Final = {CaseKind.CRIME: CASE_EVENT, CaseKind.INCIDENT: INCIDENT_EVENT}


class Lines(Protocol):
    """CloudEvents, one a line, that can be read again one by one. `RecordedFiles` is one."""

    @property
    def size(self) -> int:
        """How many bytes there are in all."""

    def lines(self) -> Iterator[tuple[Where, bytes]]:
        """Yield every line that is not empty, with where it stands."""

    def read(self, where: Where) -> bytes:
        """Return one line."""


class Spool:
    """
    What a source says while it is read through, in a file without a name: gone when it is closed.

    A source is read once, however large it is; what compares its records reads them from here.
    """

    def __init__(self) -> None:
        """Open nothing yet: `with` does."""
        self._file: BinaryIO | None = None
        self._places = 0

    def __enter__(self) -> "Spool":
        """Open the file."""
        self._file = tempfile.TemporaryFile()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, and so forget what it held."""
        self._opened.close()

    @property
    def size(self) -> int:
        """How many bytes there are so far."""
        return self._places

    def add(self, document: dict[str, JsonValue], *, kind: CaseKind, source: str) -> None:
        """Keep one snapshot, newer than all that were kept before of its record; what was polled has no revision."""
        numbered = {"revision": 1, **document}
        event = {
            "specversion": "1.0", "id": f"{numbered.get('reference')}/{numbered['revision']}", "source": source,
            "type": _TYPES[kind], "data": numbered,
        }  # fmt: skip
        line = orjson.dumps(event) + b"\n"
        self._opened.write(line)
        self._places += len(line)

    def lines(self) -> Iterator[tuple[Where, bytes]]:
        """Yield every line, with where it stands."""
        self._opened.flush()
        self._opened.seek(0)
        offset = 0
        for number, raw in enumerate(self._opened, 1):
            yield Where(0, offset, len(raw), number), raw
            offset += len(raw)

    def read(self, where: Where) -> bytes:
        """Return one line."""
        return os.pread(self._opened.fileno(), where.length, where.offset)

    @property
    def _opened(self) -> BinaryIO:
        assert self._file is not None  # noqa: S101 - whoever uses it has entered it
        return self._file
