"""One batch of a polled system into the record: taken, set aside and the position moved on in one transaction."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.cases.intake import PolledResult, hold_gone
from waypost.cases.values import SourceFacts
from waypost.connectors.leases import Lease, LeaseLost, advance
from waypost.connectors.polling.doubts import without_doubtful, without_older
from waypost.connectors.polling.sections import hold_records, take_records
from waypost.connectors.polling.values import Batch, PollReport, Record
from waypost.connectors.set_aside import (
    Unreadable,
    is_its_own_fault,
    note_mended,
    set_aside,
    standing_aside,
)

logger = logging.getLogger(__name__)

_DIED = "Waypost stopped while this was taken."
_STANDS = "It was tried before, and Waypost fails over it."


def take_batch(source: SourceFacts, batch: Batch, *, lease: Lease, now: datetime) -> PollReport:
    """
    Take one batch; what cannot be taken is set aside, and its case held.

    A record that makes the taking fail costs only itself: it is found by halving, in transactions of their own. What
    stands aside as it is, and is not due, is not tried.

    :raises LeaseLost: if another worker has taken over: nothing is written then.
    :raises django.db.OperationalError: if our own database is away.
    """
    kept, standing = _without_standing(source, without_older(source, batch), now=now)
    result, aside = _take(source, without_doubtful(source, kept), lease=lease, now=now)
    if aside:
        logger.error("source %s: %s records could not be taken and were set aside", source.id, len(aside))
    report = PollReport(
        read=len(batch.records) + len(batch.unreadable),
        changed=result.changed,
        unchanged=result.unchanged,
        held=result.held,
        set_aside=len(aside) + standing,
        gone=len(batch.gone),
    )
    return report + (batch.taken or PollReport())


def take_again(source: SourceFacts, batch: Batch, *, lease: Lease, now: datetime) -> PollReport:
    """Take what stood aside and was read again; the position stays."""
    result, aside = _take(source, replace(batch, position=None), lease=lease, now=now)
    read = len(batch.records) + len(batch.unreadable)
    report = PollReport(read, result.changed, result.unchanged, result.held, len(aside), len(batch.gone))
    return report + (batch.taken or PollReport())


def take_singly(source: SourceFacts, batch: Batch, *, lease: Lease, now: datetime) -> PollReport:
    """
    Take one batch record by record, each set aside before it is tried: one that kills the worker is known by that.

    For a batch in which workers died before.
    """
    kept, standing = _without_standing(source, without_older(source, batch), now=now)
    batch, report = without_doubtful(source, kept), PollReport(read=standing, set_aside=standing)
    for record in batch.records:
        alone = Batch([record], section=batch.section)
        with in_force(source.force):
            advance(lease, position=None, now=now)
            set_aside(source, [_unreadable(record, _DIED)], now=now)
        result, aside = _take(source, alone, lease=lease, now=now)
        report += PollReport(1, result.changed, result.unchanged, result.held, len(aside))
    return report + take_batch(source, replace(batch, records=()), lease=lease, now=now)


def _without_standing(source: SourceFacts, batch: Batch, *, now: datetime) -> tuple[Batch, int]:
    """Return the batch without what is not to be tried now, whose cases stay held; and how many those are."""
    with in_force(source.force):
        known = standing_aside(source, {record.occurrence: record.raw for record in batch.records}, now=now)
        if not known:
            return batch, 0
        held = {record.reference: _STANDS for record in batch.records if record.occurrence in known}
        hold_records(source, held, section=batch.section, now=now)
    return replace(batch, records=[one for one in batch.records if one.occurrence not in known]), len(known)


def _take(
    source: SourceFacts, batch: Batch, *, lease: Lease, now: datetime
) -> tuple[PolledResult, Sequence[Unreadable]]:
    try:
        return again_after_deadlock(lambda: _write(source, batch, lease=lease, now=now))
    except LeaseLost:
        raise
    except Exception as error:
        if not batch.records or not is_its_own_fault(error):
            raise
        logger.error("source %s: %s records failed (%s)", source.id, len(batch.records), type(error).__name__)
        if len(batch.records) == 1:
            poison = _unreadable(batch.records[0], f"Waypost fails over it: {type(error).__name__}")
            return _take(
                source, replace(batch, records=(), unreadable=[*batch.unreadable, poison]), lease=lease, now=now
            )
    middle = len(batch.records) // 2
    # Only with the last part is it known how far the source was read.
    first, first_aside = _take(source, Batch(batch.records[:middle], section=batch.section), lease=lease, now=now)
    last, last_aside = _take(source, replace(batch, records=batch.records[middle:]), lease=lease, now=now)
    return first + last, [*first_aside, *last_aside]


def _write(
    source: SourceFacts, batch: Batch, *, lease: Lease, now: datetime
) -> tuple[PolledResult, Sequence[Unreadable]]:
    with in_force(source.force):
        # First, so that whoever has taken over waits, or we stop, before anything is written.
        advance(lease, position=batch.position, now=now)
        result = take_records(source, batch.records, section=batch.section, now=now)
        aside = [*batch.unreadable, *_refused(batch.records, result)]
        set_aside(source, aside, now=now)
        errors = {each.reference: each.error for each in aside if each.reference}
        hold_records(source, errors, section=batch.section, now=now)
        hold_gone(source, [each.reference for each in batch.gone], now=now)
        fine = {record.occurrence for record in batch.records} - {each.occurrence for each in aside}
        note_mended(source, sorted(fine), now=now)
        crashpoint("poll.before_commit")
    crashpoint("poll.after_commit")
    return result, aside


def _refused(records: Sequence[Record], result: PolledResult) -> Iterator[Unreadable]:
    errors = {rejection.id: rejection.error for rejection in result.rejected}
    for record in records:
        if record.reference in errors:
            yield _unreadable(record, errors[record.reference])


def _unreadable(record: Record, error: str) -> Unreadable:
    return Unreadable(record.occurrence, record.reference, error, record.raw)
