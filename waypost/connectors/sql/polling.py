"""
One poll of a crime database. Read `poll` first.

What changed is read in the source's order of time, in batches; each batch is made into snapshots, taken, and
the position moved on in one transaction of ours. So a poll may die anywhere and the next one goes on from there.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, SQLAlchemyError

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.sealing import SealBroken
from waypost.cases.intake import PolledDocument, PolledResult, hold_unreadable, take_polled
from waypost.cases.operations import note_source_checked
from waypost.cases.values import SourceFacts
from waypost.connectors.leases import Lease, advance, claim_poll, release, release_failed
from waypost.connectors.set_aside import Unreadable, note_mended, set_aside
from waypost.connectors.sql.client import (
    BadDatabaseUrl,
    error_code,
    open_engine,
    present,
    read_changed,
    read_occurrences,
    reading,
)
from waypost.connectors.sql.config import BadConfig, sql_config
from waypost.connectors.sql.cursor import next_position, source_time, window_start
from waypost.connectors.sql.mapping import BadMapping
from waypost.connectors.sql.rules import document_of, reference_of
from waypost.connectors.sql.values import Changed, OccurrenceRows, SourceMapping, SqlConfig

logger = logging.getLogger(__name__)

BATCH = 200


class PollFailed(RuntimeError):
    """The crime database could not be read; what was read before is kept, and the next poll goes on."""


@dataclass(frozen=True)
class PollReport:
    """What one poll found, in occurrences."""

    read: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    set_aside: int = 0

    def __add__(self, other: "PollReport") -> "PollReport":
        return PollReport(
            self.read + other.read,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.held + other.held,
            self.set_aside + other.set_aside,
        )


@dataclass(frozen=True)
class _Readable:
    occurrence: str
    document: PolledDocument


def poll(source: SourceFacts, *, now_fn: Callable[[], datetime]) -> PollReport:
    """
    Read everything that has changed in a crime database since the last poll.

    `now_fn` is asked for each batch: a first load takes hours.

    :raises AlreadyPolled: if another worker polls this source just now.
    :raises LeaseLost: if another has taken over meanwhile; nothing was written after that.
    :raises PollFailed: if the crime database cannot be read.
    """
    lease = claim_poll(source, now=now_fn())
    try:
        report = _poll(source, lease, now_fn)
    except (SQLAlchemyError, BadConfig, BadDatabaseUrl, BadMapping, SealBroken) as error:
        release_failed(lease, error=error_code(error))
        raise PollFailed(f"source {source.id} could not be polled ({error_code(error)})") from None
    release(lease)
    note_source_checked(source.id, now=now_fn())
    return report


def _poll(source: SourceFacts, lease: Lease, now_fn: Callable[[], datetime]) -> PollReport:
    config = sql_config(source.config)
    engine = open_engine(config.database_url)
    report = PollReport()
    with reading(engine) as stream:
        source_now = source_time(present(stream), zone=config.mapping.zone)
        position = lease.position
        since = _since(position, config=config, source_now=source_now)
        changed = read_changed(stream, mapping=config.mapping, since=since)
        for batch in _batches(changed):
            newest = source_time(batch[-1].at, zone=config.mapping.zone)
            position = next_position(position, newest=newest, source_now=source_now)
            occurrences, broken = _read(engine, config.mapping, [each.key for each in batch])
            step = _Step(source, config.mapping, lease, position)
            report += _take(step, occurrences, broken, now=now_fn())
    return report


def _since(position: datetime | None, *, config: SqlConfig, source_now: datetime) -> datetime | None:
    zone = config.mapping.zone
    if position is None or (position.tzinfo is None) != (zone is not None):
        return None  # never polled, or the mapping's clock was changed: everything is read again
    return window_start(position, source_now=source_now, overlap=config.overlap, zone=zone)


def _batches(changed: Iterator[Changed]) -> Iterator[Sequence[Changed]]:
    while batch := list(islice(changed, BATCH)):
        yield batch


def _read(
    engine: Engine, mapping: SourceMapping, keys: Sequence[object]
) -> tuple[list[OccurrenceRows], list[Unreadable]]:
    """Read a batch; where one occurrence holds what the driver cannot read, find it and read the others."""
    try:
        with reading(engine) as connection:
            return read_occurrences(connection, mapping=mapping, keys=keys), []
    except (DataError, ValueError, OverflowError) as error:
        if len(keys) == 1:
            return [], [Unreadable(str(keys[0]), "", f"the database's driver: {type(error).__name__}", None)]
    middle = len(keys) // 2
    first, second = _read(engine, mapping, keys[:middle]), _read(engine, mapping, keys[middle:])
    return first[0] + second[0], first[1] + second[1]


@dataclass(frozen=True)
class _Step:
    """One batch's place in a poll."""

    source: SourceFacts
    mapping: SourceMapping
    lease: Lease
    position: datetime | None


def _take(
    step: _Step, occurrences: Sequence[OccurrenceRows], broken: Sequence[Unreadable], *, now: datetime
) -> PollReport:
    readable, unreadable = _map(occurrences, step)
    result, aside = again_after_deadlock(lambda: _write(step, readable, [*broken, *unreadable], now))
    if aside:
        logger.error("source %s: %s occurrences could not be read and were set aside", step.source.id, len(aside))
    return PollReport(
        read=len(occurrences) + len(broken),
        changed=result.changed,
        unchanged=result.unchanged,
        held=result.held,
        set_aside=len(aside),
    )


def _write(
    step: _Step, readable: Sequence[_Readable], unreadable: Sequence[Unreadable], now: datetime
) -> tuple[PolledResult, Sequence[Unreadable]]:
    with in_force(step.source.force):
        # First, so that whoever has taken over waits, or we stop, before anything is written.
        advance(step.lease, position=step.position, now=now)
        result = take_polled(step.source, [each.document for each in readable], now=now)
        aside = [*unreadable, *_refused(readable, result)]
        set_aside(step.source, aside, now=now)
        hold_unreadable(step.source, {each.reference: each.error for each in aside if each.reference}, now=now)
        fine = {each.occurrence for each in readable} - {each.occurrence for each in aside}
        note_mended(step.source, sorted(fine), now=now)
        crashpoint("poll.before_commit")
    crashpoint("poll.after_commit")
    return result, aside


def _refused(readable: Sequence[_Readable], result: PolledResult) -> Iterator[Unreadable]:
    errors = {rejection.id: rejection.error for rejection in result.rejected}
    for each in readable:
        document = each.document
        if document.reference in errors:
            error = errors[document.reference]
            yield Unreadable(each.occurrence, document.reference, error, document.document)


def _map(occurrences: Iterable[OccurrenceRows], step: _Step) -> tuple[list[_Readable], list[Unreadable]]:
    readable, unreadable = [], []
    for rows in occurrences:
        reference = ""
        try:
            reference = reference_of(rows, case=step.mapping.case)
            document = document_of(rows, mapping=step.mapping, force=step.source.force)
        except (ValueError, OverflowError) as error:
            unreadable.append(Unreadable(str(rows.key), reference, _sentence(error), _raw(rows)))
        else:
            readable.append(_Readable(str(rows.key), PolledDocument(reference, document)))
    return readable, unreadable


def _sentence(error: Exception) -> str:
    # Only our own errors are known to hold no value of a row.
    return str(error) if type(error).__module__.startswith("waypost.") else type(error).__name__


def _raw(rows: OccurrenceRows) -> object:
    return {
        "case": dict(rows.case),
        "lists": {place: [dict(row) for row in each] for place, each in rows.lists.items()},
    }
