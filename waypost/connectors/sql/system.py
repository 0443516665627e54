"""A crime database as a system that is polled. Read `SqlSystem.batches` first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, SQLAlchemyError

from waypost.base.clock import now
from waypost.base.values import ForceName
from waypost.cases.values import SourceFacts
from waypost.connectors.mapping.values import OccurrenceRows
from waypost.connectors.polling.cursor import (
    has_to_look_back,
    next_position,
    position_of,
    read_from,
    source_time,
)
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.polling.values import LARGEST_BATCH, Batch, CannotRead, Gone
from waypost.connectors.set_aside import Aside, Unreadable
from waypost.connectors.sql.client import (
    BadDatabaseUrl,
    OtherClock,
    error_code,
    find_keys,
    find_references,
    open_engine,
    own_keys,
    present,
    read_changed,
    read_occurrences,
    reading,
)
from waypost.connectors.sql.config import sql_config
from waypost.connectors.sql.first_run import Database, faults_of
from waypost.connectors.sql.spool import open_spool
from waypost.connectors.sql.values import SqlConfig

_LIST_AT_ONCE = 20_000
"""So many keys are fetched in seconds, and a lease lasts longer."""


def open_sql(source: SourceFacts) -> "SqlSystem":
    """
    Return the database of a source.

    :raises BadConfig: if the environment lacks an address.
    :raises BadDatabaseUrl: if what it holds is none.
    """
    config = sql_config(source.config)
    return SqlSystem(source.force, config, open_engine(config.database_url))


@dataclass(frozen=True)
class SqlSystem:
    """One crime database; the position is a time of its own clock."""

    force: ForceName
    config: SqlConfig
    engine: Engine

    def batches(self, position: str) -> Iterator[Batch]:
        """
        Yield what has changed since the time `position`, and what changed a while before it once more.

        Once a day the while is days long. A batch of nothing says that the list is still being fetched.
        """
        zone = self.config.mapping.zone
        known = position_of(position, zone=zone)
        with _as_cannot_read(), open_spool() as spool:
            with reading(self.engine) as stream:
                source_now = source_time(present(stream), zone=zone)
                look_back = has_to_look_back(known, source_now=source_now)
                since = read_from(
                    known.at, source_now=source_now, overlap=self.config.overlap, zone=zone, look_back=look_back
                )
                for changed in read_changed(stream, mapping=self.config.mapping, since=since):
                    spool.add(changed)
                    if spool.length % _LIST_AT_ONCE == 0:
                        yield Batch()
            done = 0
            for batch in spool.batches(LARGEST_BATCH):
                done += len(batch)
                newest = source_time(batch[-1].at, zone=zone)
                known = replace(known, at=next_position(known.at, newest=newest, source_now=source_now))
                read = self._read([each.key for each in batch], position=str(known))
                yield replace(read, ahead=spool.length - done)
            if look_back and known.at is not None:
                yield Batch(position=str(replace(known, looked_back_at=source_now)))

    def sample(self, limit: int) -> Batch:
        """Return the records that changed first, up to `limit`."""
        with _as_cannot_read():
            with reading(self.engine) as stream:
                changed = list(islice(read_changed(stream, mapping=self.config.mapping, since=None), limit))
            return self._read([each.key for each in changed])

    def again(self, asides: Sequence[Aside]) -> Batch:
        """Read these occurrences again by their keys."""
        with _as_cannot_read():
            with reading(self.engine) as connection:
                written = [each.occurrence for each in asides]
                keys = own_keys(connection, mapping=self.config.mapping, written=written)
            return self._read(keys)

    def by_reference(self, references: Sequence[str]) -> Batch:
        """Read these occurrences again, whether they say that they changed or not; name those that are gone."""
        with _as_cannot_read():
            with reading(self.engine) as connection:
                found = find_keys(connection, mapping=self.config.mapping, references=references)
            batch = self._read(list(found.values()))
        gone = [Gone(each, self.config.mapping.kind) for each in references if each not in found]
        return replace(batch, gone=gone)

    def first_run(self) -> Sequence[str]:
        """Return what to mend before the first poll: rights, names, clocks, indexes."""
        with _as_cannot_read():
            write = open_engine(self.config.write_database_url)
            return list(faults_of(Database(self.config.mapping, self.engine, write), now=now()))

    def position_at(self, moment: datetime) -> str:
        """Return the moment as the database's own clock writes it."""
        return source_time(moment, zone=self.config.mapping.zone).isoformat()

    def _read(self, keys: Sequence[object], *, position: str | None = None) -> Batch:
        occurrences, broken = self._rows(keys)
        mapped = records_of(occurrences, mapping=self.config.mapping, force=self.force)
        return Batch(mapped.records, [*self._named(broken), *mapped.unreadable], (), position)

    def _named(self, broken: Sequence[Unreadable]) -> Sequence[Unreadable]:
        """Return what cannot be read with the references by which the cases are known, so that they are held."""
        if not broken:
            return broken
        try:
            with reading(self.engine) as connection:
                keys = own_keys(connection, mapping=self.config.mapping, written=[each.occurrence for each in broken])
                known = find_references(connection, mapping=self.config.mapping, keys=keys)
        except (DataError, ValueError, OverflowError):
            return broken
        return [replace(each, reference=known.get(each.occurrence, "")) for each in broken]

    def _rows(self, keys: Sequence[object]) -> tuple[list[OccurrenceRows], list[Unreadable]]:
        """Read a batch; where one occurrence holds what the driver cannot read, find it and read the others."""
        if len(keys) <= LARGEST_BATCH:  # Oracle takes a list of a thousand, SQL Server two thousand values in all
            try:
                with reading(self.engine) as connection:
                    return read_occurrences(connection, mapping=self.config.mapping, keys=keys), []
            except (DataError, ValueError, OverflowError) as error:
                if len(keys) == 1:
                    return [], [Unreadable(str(keys[0]), "", f"the database's driver: {type(error).__name__}", None)]
        middle = len(keys) // 2
        first, second = self._rows(keys[:middle]), self._rows(keys[middle:])
        return first[0] + second[0], first[1] + second[1]


@contextmanager
def _as_cannot_read() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, BadDatabaseUrl, OtherClock) as error:
        raise CannotRead(error_code(error)) from None
