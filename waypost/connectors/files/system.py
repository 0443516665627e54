"""A place where files are dropped, as a system that is polled. Read `FilesSystem.batches` first."""

import hashlib
import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from waypost.base import clock
from waypost.base.sealing import SealBroken
from waypost.base.values import ForceName
from waypost.cases.values import SourceFacts
from waypost.connectors.config_file import BadConfig
from waypost.connectors.files.config import FilesConfig, files_config
from waypost.connectors.files.drop import again_of, as_whole_cases, batch_of, batches_of, problems_of
from waypost.connectors.files.places import Folder, Place, SeenFile
from waypost.connectors.files.position import Begun, Position, Taken, position_of
from waypost.connectors.files.rules import Drop, drops_in, due, is_late, is_overdue, sightings
from waypost.connectors.files.sftp import sftp_folder
from waypost.connectors.files.tables import Tables, empty_tables
from waypost.connectors.files.values import UnusableFile
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.polling.values import LARGEST_BATCH, Batch, CannotRead
from waypost.connectors.set_aside import Aside, Unreadable

logger = logging.getLogger(__name__)

_CHUNK: Final = 1024 * 1024
_LATE: Final = "a newer drop was read before this one: rewind the source, so that all are read in their order"


class _StillWritten(Exception):
    """A file changed while it was read: it is read when it has settled."""


def open_files(source: SourceFacts) -> "FilesSystem":
    """
    Return the place of a source.

    :raises CannotRead: if its settings cannot be used here.
    """
    try:
        return FilesSystem(source.force, files_config(source.config), clock.now)
    except (BadConfig, BadMapping, SealBroken) as error:
        raise CannotRead(type(error).__name__) from None


@dataclass(frozen=True)
class FilesSystem:
    """One place; the position tells which drops were taken (`position.py`)."""

    force: ForceName
    config: FilesConfig
    now_fn: Callable[[], datetime]

    def batches(self, position: str) -> Iterator[Batch]:
        """Yield the drops that are whole, have settled and were not taken, oldest first; then say what is wrong."""
        before, now = position_of(position), self.now_fn()
        with self._open() as place:
            drops = drops_in(place.files(), mapping=self.config.mapping)
            known = replace(before, seen=sightings(drops, known=before, now=now))
            if known != before:
                yield Batch(position=known.text())
            settled_before = now - self.config.settled_after
            ready = due(drops, known=known, mapping=self.config.mapping, settled_before=settled_before)
            try:
                for drop in ready:
                    known = yield from self._taken(drop, place, known, may_be_old=drop is not ready[-1])
            except _StillWritten:
                # The newer drops wait for it: read first, they would have an older state put over theirs.
                logger.info("a drop changed while it was read: it waits")
        if known.trouble:
            raise CannotRead(known.trouble)
        if is_overdue(known, now=now, expected_every=self.config.expected_every):
            raise CannotRead("no_new_drop")

    def sample(self, limit: int) -> Batch:
        """Return up to `limit` cases of the newest whole drop, settled or not: nothing of it is kept."""
        mapping = self.config.mapping
        with self._open() as place, ExitStack() as stack:
            whole = [drop for drop in drops_in(place.files(), mapping=mapping) if len(drop.files) == len(mapping.files)]
            if not whole:
                raise CannotRead("no_whole_drop")
            drop = max(whole, key=lambda each: (each.modified, each.name))
            try:
                tables, _ = stack.enter_context(self._loaded(drop, place))
                problems = problems_of(tables, drop=drop.name)
            except UnusableFile as error:
                return Batch((), [_refused(drop, str(error))])
            except _StillWritten:
                raise CannotRead("still_being_written") from None
            keys = [key for key in tables.case_keys() if key not in problems.keys][: min(limit, LARGEST_BATCH)]
            found = as_whole_cases(batch_of(keys, tables=tables, force=self.force))
            return Batch(found.records, [*problems.unreadable[:limit], *found.unreadable])

    def again(self, asides: Sequence[Aside]) -> Batch:
        """Map what was kept of these cases again; a piece of a file can only be mended by another drop."""
        return again_of(asides, mapping=self.config.mapping, force=self.force)

    def position_at(self, moment: datetime) -> str:
        """Return the position from which every drop written since is read again."""
        return Position(from_modified=moment.timestamp()).text()

    @contextmanager
    def _open(self) -> Iterator[Place]:
        if isinstance(self.config.place, Folder):
            yield self.config.place
            return
        with sftp_folder(self.config.place) as place:
            yield place

    def _taken(
        self, drop: Drop, place: Place, known: Position, *, may_be_old: bool
    ) -> Generator[Batch, None, Position]:
        """Yield what one drop tells, and return the position after it."""
        at = self.now_fn().isoformat()
        if is_late(drop, known=known, mapping=self.config.mapping):
            taken = Taken(drop.stat, "", drop.modified, at)
            return (yield from _set_aside(drop, taken, known, error=_LATE, code="late_drop"))
        try:
            with self._loaded(drop, place) as (tables, digest):
                taken = Taken(drop.stat, digest, drop.modified, at)
                if self._was_read(digest, known):
                    logger.info("a drop was skipped: its content was read before")
                    known = known.with_taken(drop.name, taken, trouble=known.trouble)
                    yield Batch(position=known.text())
                    return known
                return (yield from self._told(drop, tables, known, taken, may_be_old=may_be_old))
        except UnusableFile as error:
            # Without its digest: once the mapping is mended the same content is to be read.
            taken = Taken(drop.stat, "", drop.modified, at)
            return (yield from _set_aside(drop, taken, known, error=str(error), code="drop_refused"))

    def _told(
        self, drop: Drop, tables: Tables, known: Position, taken: Taken, *, may_be_old: bool
    ) -> Generator[Batch, None, Position]:
        problems = problems_of(tables, drop=drop.name)
        # First, so that nothing is sent for a case of which something may be missing.
        yield Batch((), problems.unreadable, section=self.config.mapping.section)
        begun = known.begun
        start = begun.done if begun is not None and begun.digest == taken.digest else 0
        for done, batch in batches_of(tables, problems=problems, force=self.force, done=start):
            known = replace(known, begun=Begun(taken.digest, done))
            yield replace(batch, position=known.text(), may_be_old=may_be_old)
        known = known.with_taken(drop.name, taken, trouble="")
        yield Batch(position=known.text())
        return known

    def _was_read(self, digest: str, known: Position) -> bool:
        # A case's own time of change makes an extract unlike every earlier one; a court's list may come back.
        return known.is_last(digest) if self.config.mapping.section else known.has_digest(digest)

    @contextmanager
    def _loaded(self, drop: Drop, place: Place) -> Iterator[tuple[Tables, str]]:
        """Open a drop as tables, with the digest of its content."""
        digest = hashlib.sha256()
        with empty_tables(self.config.mapping) as tables:
            for kind in self.config.mapping.files:
                with TemporaryFile() as copy:
                    digest.update(f"{kind.name}:{self._copied(drop.files[kind.name], place, copy)}\n".encode())
                    tables.load(copy, kind=kind)
            tables.index()
            yield tables, digest.hexdigest()

    def _copied(self, file: SeenFile, place: Place, copy: BinaryIO) -> str:
        """Copy a file to read it twice without asking twice, and return its digest."""
        if file.size > self.config.largest_bytes:
            raise UnusableFile("the file is larger than largest_file_mb allows")
        digest, size = hashlib.sha256(), 0
        with place.opened(file.name) as opened:
            while size <= file.size and (chunk := opened.read(_CHUNK)):
                size += len(chunk)
                digest.update(chunk)
                copy.write(chunk)
        if size != file.size or place.seen(file.name) != file:
            raise _StillWritten
        copy.seek(0)
        return digest.hexdigest()


def _set_aside(drop: Drop, taken: Taken, known: Position, *, error: str, code: str) -> Generator[Batch, None, Position]:
    known = known.with_taken(drop.name, taken, trouble=code)
    yield Batch((), [_refused(drop, error)], position=known.text())
    return known


def _refused(drop: Drop, error: str) -> Unreadable:
    files: Mapping[str, int] = {kind: file.size for kind, file in drop.files.items()}
    return Unreadable(f"drop:{drop.name}", "", error, {"drop": drop.name, "bytes": files})
