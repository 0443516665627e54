"""Recorded events: CloudEvents one a line, in files that stay on disk; what a line says of itself, and where it is."""

import gzip
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, NamedTuple

from waypost.cases.contact import normalise_email, normalise_phone

CASE_EVENT: Final = "org.waypost.case.v1"
INCIDENT_EVENT: Final = "org.waypost.incident.v1"
_TYPES: Final = frozenset({CASE_EVENT, INCIDENT_EVENT})
_PACKED: Final = b"\x1f\x8b"


class UnreadableEvents(ValueError):
    """A file of events cannot be opened or unpacked."""


class BadLine(ValueError):
    """A line is no event of ours; the message says what to mend and repeats no value of it."""


@dataclass(frozen=True)
class LineFault:
    """One line that was left out, and why."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        """Return it as it is shown."""
        return f"{self.file}:{self.line}: {self.sentence}"


class Where(NamedTuple):
    """Where one event stands: number of the file, first byte, length, number of the line."""

    file: int
    offset: int
    length: int
    line: int


class Header(NamedTuple):
    """
    What the order of events and their grouping needs of one.

    `at` is its virtual time, in seconds since 1970; `names` are the other records that it refers to.
    """

    force: str
    reference: str
    names: tuple[str, ...]
    at: float


class RecordedFiles:
    """
    Files of events, open for reading anywhere in them, also by processes forked after they were opened.

    A packed file is unpacked into a file without a name, which is gone with the last process that has it open.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Open nothing yet: `with` does."""
        self._paths = paths
        self._opened = ExitStack()
        self._files: list[BinaryIO] = []

    def __enter__(self) -> "RecordedFiles":
        """
        Open all files.

        :raises UnreadableEvents: naming the file that cannot be read.
        """
        with ExitStack() as opened:
            self._files = [opened.enter_context(_open(path)) for path in self._paths]
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all files."""
        self._opened.close()

    @property
    def size(self) -> int:
        """How many bytes there are in all."""
        return sum(os.fstat(file.fileno()).st_size for file in self._files)

    def name(self, where: Where) -> str:
        """Return the name of the file, without its folder."""
        return self._paths[where.file].name

    def lines(self) -> Iterator[tuple[Where, bytes]]:
        """Yield every line that is not empty, with where it stands."""
        for number, file in enumerate(self._files):
            file.seek(0)
            offset = 0
            for line, raw in enumerate(file, 1):
                if raw.strip():
                    yield Where(number, offset, len(raw), line), raw
                offset += len(raw)

    def read(self, where: Where) -> bytes:
        """Return one line. Several processes may read at once: none moves another's place."""
        return os.pread(self._files[where.file].fileno(), where.length, where.offset)


def read_event(raw: bytes, *, decode: Callable[[bytes], object] = json.loads) -> Mapping[str, object]:
    """
    Return the event that a line holds.

    :raises BadLine: if it is no CloudEvent of a kind that we know.
    """
    try:
        event = decode(raw)
    except (ValueError, RecursionError):
        raise BadLine("is not JSON: write one event a line.") from None
    if not isinstance(event, dict) or event.get("specversion") != "1.0":
        raise BadLine("is no CloudEvent 1.0: `waypost police-uk` shows what one looks like.")
    if event.get("type") not in _TYPES:
        raise BadLine(f"is of a type that is not known: send {CASE_EVENT} or {INCIDENT_EVENT}.")
    for name in ("id", "source"):
        if not isinstance(event.get(name), str) or not event[name]:
            raise BadLine(f"has no {name}: a CloudEvent has one.")
    return event


def read_header(raw: bytes) -> Header:
    """
    Return what tells where and when an event belongs. Its data is not checked yet.

    :raises BadLine: if it is no event, or has no reference, force or time.
    """
    event = read_event(raw)
    data = event.get("data")
    if not isinstance(data, dict):
        raise BadLine("has no data: the snapshot stands there.")
    reference, force = data.get("reference"), data.get("force")
    if not isinstance(reference, str) or not reference:
        raise BadLine("data.reference is missing; send it.")
    if not isinstance(force, str) or not force:
        raise BadLine("data.force is missing; send it.")
    if event.get("subject", reference) != reference:
        raise BadLine("data.reference differs from the event's subject: send the reference in both.")
    return Header(force, reference, tuple(_names(data)), _moment(event, data).timestamp())


def read_contacts(raw: bytes) -> Iterator[str]:
    """
    Yield every normalised number and address that the people of a snapshot may be told by.

    A line that is no event has none: whoever reads it as one says what is wrong with it.
    """
    try:
        data = read_event(raw).get("data")
    except BadLine:
        return
    people = data.get("people") if isinstance(data, dict) else None
    for person in people if isinstance(people, list) else ():
        contact = person.get("contact") if isinstance(person, dict) else None
        if isinstance(contact, dict):
            yield from _keys(contact)


def _keys(contact: Mapping[str, object]) -> Iterator[str]:
    for field, normalise in (("mobile", _phone), ("email", _email)):
        said = contact.get(field)
        key = normalise(said) if isinstance(said, str) else ""
        if key:
            yield key


# The same person stands in every snapshot of a record.
_phone = lru_cache(maxsize=4096)(normalise_phone)
_email = lru_cache(maxsize=4096)(normalise_email)


def virtual_time(event: Mapping[str, object]) -> datetime:
    """Return when a sound event is taken to have come: its own time, else its snapshot's."""
    data = event["data"]
    return _moment(event, data if isinstance(data, dict) else {})


def _moment(event: Mapping[str, object], data: Mapping[str, object]) -> datetime:
    for where, said in (("time", event.get("time")), ("data.updated_at", data.get("updated_at"))):
        if said is None:
            continue
        try:
            moment = datetime.fromisoformat(str(said))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise BadLine(f"{where} must be a date and time with an offset, such as 2026-11-20T09:30:00+00:00.")
        return moment
    raise BadLine("has neither time nor data.updated_at: send one, so that it has a place in the order.")


def _names(data: Mapping[str, object]) -> Iterator[str]:
    """Yield the records that a snapshot names: the incident of a crime, the crime of an incident, linked, merged."""
    linked = data.get("linked")
    named = [data.get(field) for field in ("incident_reference", "case_reference", "merged_into")]
    for name in [*named, *(linked if isinstance(linked, list) else ())]:
        if isinstance(name, str) and name:
            yield name


def _open(path: Path) -> BinaryIO:
    try:
        file: BinaryIO = path.open("rb")
        is_packed = file.read(2) == _PACKED
        file.seek(0)
        return _unpacked(file) if is_packed else file
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "it is no whole gzip file"
        raise UnreadableEvents(f"{path.name} cannot be read ({reason}): check the file.") from None


def _unpacked(file: BinaryIO) -> BinaryIO:
    plain: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the other files
    with file, gzip.open(file) as packed:
        shutil.copyfileobj(packed, plain)
    plain.flush()
    return plain
