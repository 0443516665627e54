"""One batch of a polled system into the record: taken, set aside and the position moved on in one transaction."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.cases.intake import PolledDocument, PolledResult, hold_unreadable, take_polled
from waypost.cases.values import SourceFacts
from waypost.connectors.leases import Lease, advance
from waypost.connectors.polling.values import Batch, PollReport, Record
from waypost.connectors.set_aside import Unreadable, note_mended, set_aside

logger = logging.getLogger(__name__)


def take_batch(source: SourceFacts, batch: Batch, *, lease: Lease, now: datetime) -> PollReport:
    """
    Take one batch; what cannot be taken is set aside, and its case held.

    :raises LeaseLost: if another worker has taken over: nothing is written then.
    """
    result, aside = again_after_deadlock(lambda: _write(source, batch, lease=lease, now=now))
    if aside:
        logger.error("source %s: %s records could not be read and were set aside", source.id, len(aside))
    return PollReport(
        read=len(batch.records) + len(batch.unreadable),
        changed=result.changed,
        unchanged=result.unchanged,
        held=result.held,
        set_aside=len(aside),
        gone=len(batch.gone),
    )


def _write(
    source: SourceFacts, batch: Batch, *, lease: Lease, now: datetime
) -> tuple[PolledResult, Sequence[Unreadable]]:
    with in_force(source.force):
        # First, so that whoever has taken over waits, or we stop, before anything is written.
        advance(lease, position=batch.position, now=now)
        result = take_polled(source, [_document(record) for record in batch.records], now=now)
        aside = [*batch.unreadable, *_refused(batch.records, result)]
        set_aside(source, aside, now=now)
        hold_unreadable(source, {each.reference: each.error for each in aside if each.reference}, now=now)
        fine = {record.occurrence for record in batch.records} - {each.occurrence for each in aside}
        note_mended(source, sorted(fine), now=now)
        crashpoint("poll.before_commit")
    crashpoint("poll.after_commit")
    return result, aside


def _document(record: Record) -> PolledDocument:
    return PolledDocument(record.reference, record.document, record.kind)


def _refused(records: Sequence[Record], result: PolledResult) -> Iterator[Unreadable]:
    errors = {rejection.id: rejection.error for rejection in result.rejected}
    for record in records:
        if record.reference in errors:
            yield Unreadable(record.occurrence, record.reference, errors[record.reference], record.raw)
