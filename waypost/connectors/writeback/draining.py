"""Drain the outbox of a force's sources: in order per case, tried until taken, once."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from waypost.base.crashpoints import crashpoint
from waypost.base.values import ForceName
from waypost.cases.operations import claim_outbox, mark_outbox_failed
from waypost.cases.queries import sources
from waypost.cases.values import OutboxItemFacts, SourceFacts
from waypost.connectors.kinds import taker_of
from waypost.connectors.values import SourceKind
from waypost.connectors.writeback.alarms import note_taken
from waypost.connectors.writeback.rules import ALARM_AFTER, next_pause
from waypost.connectors.writeback.values import Absent, NotTaken, Taker

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""Longer than any call may take. After it a dead worker's item is due again."""

_BATCH = 5  # each may take 20 seconds, and all must be done within the lease
_BATCH_OF_NOBODY = 1_000  # where nothing is called, nothing takes long


@dataclass(frozen=True)
class DrainReport:
    """How many items were taken, and how many must wait."""

    taken: int = 0
    failed: int = 0

    def __add__(self, other: "DrainReport") -> "DrainReport":
        return DrainReport(self.taken + other.taken, self.failed + other.failed)


@dataclass(frozen=True)
class Moment:
    """What the world outside says: the time, and chance from 0 to 1."""

    now_fn: Callable[[], datetime]
    chance_fn: Callable[[], float]


def drain_outbox(force: ForceName, *, moment: Moment) -> DrainReport:
    """Hand every due item of the force's sources over; no transaction of ours is open during a call."""
    report = DrainReport()
    for kind in SourceKind:
        for source in sources(kind=kind):
            if source.force == force:
                report += _drain_source(source, moment=moment)
    return report


def _drain_source(source: SourceFacts, *, moment: Moment) -> DrainReport:
    report, taker, limit = DrainReport(), None, _BATCH
    while items := claim_outbox(source.id, force=source.force, limit=limit, lease=LEASE, now=moment.now_fn()):
        taker = taker or taker_of(source, now_fn=moment.now_fn)
        if isinstance(taker, Absent):
            limit = _BATCH_OF_NOBODY
            _note_failed(items, taker.code, force=source.force, moment=moment)
            report += DrainReport(failed=len(items))
            continue
        for item in items:
            report += _hand_over(item, taker, force=source.force, moment=moment)
    return report


def _hand_over(item: OutboxItemFacts, taker: Taker, *, force: ForceName, moment: Moment) -> DrainReport:
    crashpoint("write_back.claimed")
    try:
        taker.take(item, force=force)
    except NotTaken as error:
        _note_failed([item], error.code, force=force, moment=moment)
        return DrainReport(failed=1)
    crashpoint("write_back.taken_not_recorded")
    note_taken(item, force=force, now=moment.now_fn())
    crashpoint("write_back.recorded")
    return DrainReport(taken=1)


def _note_failed(items: Sequence[OutboxItemFacts], code: str, *, force: ForceName, moment: Moment) -> None:
    now = moment.now_fn()
    pause = next_pause(max(item.attempts for item in items), jitter=moment.chance_fn())
    mark_outbox_failed([item.waypost_id for item in items], force=force, error=code, next_at=now + pause)
    for item in items:
        if now - item.created_at > ALARM_AFTER:
            logger.error("outbox item %s has waited for over an hour: %s", item.waypost_id, code)
