"""A crime database as a system that is polled. Read `SqlSystem.batches` first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, SQLAlchemyError

from waypost.base.sealing import SealBroken
from waypost.base.values import ForceName
from waypost.cases.values import SourceFacts
from waypost.connectors.config_file import BadConfig
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.mapping.values import OccurrenceRows
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.polling.values import LARGEST_BATCH, Batch, CannotRead
from waypost.connectors.set_aside import Aside, Unreadable
from waypost.connectors.sql.client import (
    BadDatabaseUrl,
    error_code,
    open_engine,
    present,
    read_changed,
    read_occurrences,
    reading,
)
from waypost.connectors.sql.config import sql_config
from waypost.connectors.sql.cursor import next_position, source_time, window_start
from waypost.connectors.sql.values import Changed, SqlConfig


def open_sql(source: SourceFacts) -> "SqlSystem":
    """
    Return the database of a source.

    :raises CannotRead: if its settings cannot be used here.
    """
    with _as_cannot_read():
        config = sql_config(source.config)
        return SqlSystem(source.force, config, open_engine(config.database_url))


@dataclass(frozen=True)
class SqlSystem:
    """One crime database; the position is a time of its own clock."""

    force: ForceName
    config: SqlConfig
    engine: Engine

    def batches(self, position: str) -> Iterator[Batch]:
        """Yield what has changed since the time `position`, and what changed a while before it once more."""
        known = datetime.fromisoformat(position) if position else None
        with _as_cannot_read(), reading(self.engine) as stream:
            source_now = source_time(present(stream), zone=self.config.mapping.zone)
            since = _since(known, config=self.config, source_now=source_now)
            for batch in _batches(read_changed(stream, mapping=self.config.mapping, since=since)):
                newest = source_time(batch[-1].at, zone=self.config.mapping.zone)
                known = next_position(known, newest=newest, source_now=source_now)
                yield self._read([each.key for each in batch], position=known.isoformat() if known else "")

    def sample(self, limit: int) -> Batch:
        """Return the records that changed first, up to `limit`."""
        with _as_cannot_read():
            with reading(self.engine) as stream:
                changed = list(islice(read_changed(stream, mapping=self.config.mapping, since=None), limit))
            return self._read([each.key for each in changed])

    def again(self, asides: Sequence[Aside]) -> Batch:
        """Read these occurrences again by their keys."""
        with _as_cannot_read():
            return self._read([each.occurrence for each in asides])

    def position_at(self, moment: datetime) -> str:
        """Return the moment as the database's own clock writes it."""
        return source_time(moment, zone=self.config.mapping.zone).isoformat()

    def _read(self, keys: Sequence[object], *, position: str | None = None) -> Batch:
        occurrences, broken = self._rows(keys)
        mapped = records_of(occurrences, mapping=self.config.mapping, force=self.force)
        return Batch(mapped.records, [*broken, *mapped.unreadable], (), position)

    def _rows(self, keys: Sequence[object]) -> tuple[list[OccurrenceRows], list[Unreadable]]:
        """Read a batch; where one occurrence holds what the driver cannot read, find it and read the others."""
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
    except (SQLAlchemyError, BadConfig, BadDatabaseUrl, BadMapping, SealBroken) as error:
        raise CannotRead(error_code(error)) from None


def _since(position: datetime | None, *, config: SqlConfig, source_now: datetime) -> datetime | None:
    zone = config.mapping.zone
    if position is None or (position.tzinfo is None) != (zone is not None):
        return None  # never polled, or the mapping's clock was changed: everything is read again
    return window_start(position, source_now=source_now, overlap=config.overlap, zone=zone)


def _batches(changed: Iterator[Changed]) -> Iterator[Sequence[Changed]]:
    while batch := list(islice(changed, LARGEST_BATCH)):
        yield batch
