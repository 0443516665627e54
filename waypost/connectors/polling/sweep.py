"""
The sweep: the open cases of a source are read again in rounds, whether they say that they changed or not.

So what moves no time of change is found as well: a warning that was deleted, a case that is gone or was merged into
another, what a transaction brought that stayed open for days. A round takes a quarter of a day, in slices that are
spread over it, and begins anew where it ended.
"""

import math
from datetime import datetime, timedelta

from waypost.cases.rounds import count_to_read, next_to_read
from waypost.cases.values import SourceFacts
from waypost.connectors.leases import Lease
from waypost.connectors.models import Sweep
from waypost.connectors.polling.step import take_batch
from waypost.connectors.polling.values import LARGEST_BATCH, CannotRead, PolledSystem, PollReport, Sweepable

ROUND = timedelta(hours=6)
"""Within a day all are seen, also where the source was away for most of it."""
MOST_SLICES = 5
"""In one poll, where the source was away."""
_FEW_GONE = 10


def sweep(
    source: SourceFacts, system: PolledSystem, *, lease: Lease, now: datetime, at_once: bool = False
) -> PollReport:
    """
    Read again what is due of the present round, under the lease of a poll; `at_once`: begin one that waits for nothing.

    :raises CannotRead: if the system cannot be read, or says of most cases that they are gone: then it shows us less
        than it should, and no case is held for it.
    """
    report = PollReport()
    if not isinstance(system, Sweepable):
        return report
    if at_once:
        _hasten(source, now=now)
    for _ in range(MOST_SLICES):
        row = _round(source, now=now)
        if not is_due(began_at=row.began_at, slices=row.slices, done=row.done, now=now):
            break
        report += _slice(source, system, row, lease=lease, now=now)
    return report


def is_due(*, began_at: datetime, slices: int, done: int, now: datetime) -> bool:
    """Whether another slice of a round is due, so that all are done when it ends."""
    return done < slices and now - began_at >= ROUND * done / slices


def _round(source: SourceFacts, *, now: datetime) -> Sweep:
    row = Sweep.objects.filter(source_id=source.id).first()
    if row is not None and (row.done < row.slices or now - row.began_at < ROUND):
        return row
    # A source that was never swept has just been read.
    slices = 0 if row is None else math.ceil(count_to_read(source, now=now) / LARGEST_BATCH)
    values = {"force": source.force, "began_at": now, "slices": slices, "done": 0, "place": 0}
    return Sweep.objects.update_or_create(source_id=source.id, defaults=values)[0]


def _hasten(source: SourceFacts, *, now: datetime) -> None:
    """Begin a round all of which is due; one that is under way already comes to its end first."""
    row = Sweep.objects.filter(source_id=source.id).first()
    if row is None or (row.done < row.slices and now - row.began_at >= ROUND):
        return
    slices = math.ceil(count_to_read(source, now=now) / LARGEST_BATCH)
    # The one after it begins a moment later, and not in the same breath.
    began_at = now - ROUND + timedelta(seconds=1)
    Sweep.objects.filter(source_id=source.id).update(began_at=began_at, slices=slices, done=0, place=0)


def _slice(source: SourceFacts, system: Sweepable, row: Sweep, *, lease: Lease, now: datetime) -> PollReport:
    cases = next_to_read(source, after=row.place, limit=LARGEST_BATCH, now=now)
    report = PollReport()
    if cases:
        batch = system.by_reference([case.reference for case in cases])
        if len(batch.gone) > max(_FEW_GONE, len(cases) // 2):
            raise CannotRead("most_are_gone")
        report = take_batch(source, batch, lease=lease, now=now)
    # Cases that came since the round began are read in the last slice or in the next round.
    done = row.slices if len(cases) < LARGEST_BATCH else row.done + 1
    place = cases[-1].place if cases else row.place
    Sweep.objects.filter(source_id=source.id).update(done=done, place=place)
    return report
