"""
One poll of a system. Read `poll` first.

What is new is read in the system's own order, in batches; each batch is taken and the position moved on in one
transaction of ours. So a poll may die anywhere and the next one goes on from there.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from waypost.cases.operations import note_source_checked
from waypost.cases.values import SourceFacts
from waypost.connectors.kinds import open_system
from waypost.connectors.leases import Lease, claim_poll, release, release_failed
from waypost.connectors.polling.step import take_batch
from waypost.connectors.polling.values import Batch, CannotRead, PollReport
from waypost.connectors.set_aside import asides

Progress = Callable[[PollReport], None]


class PollFailed(RuntimeError):
    """The system could not be read; what was read before is kept, and the next poll goes on."""


def poll(source: SourceFacts, *, now_fn: Callable[[], datetime], progress: Progress | None = None) -> PollReport:
    """
    Read everything that has changed in a system since the last poll.

    `now_fn` is asked for each batch: a first load takes hours. `progress` is told after each batch what was found
    so far.

    :raises AlreadyPolled: if another worker polls this source just now.
    :raises LeaseLost: if another has taken over meanwhile; nothing was written after that.
    :raises PollFailed: if the system cannot be read.
    """

    def work(lease: Lease) -> PollReport:
        report = PollReport()
        for batch in open_system(source).batches(lease.position):
            report += take_batch(source, batch, lease=lease, now=now_fn())
            if progress is not None:
                progress(report)
        return report

    report = _with_lease(source, work, now_fn=now_fn)
    note_source_checked(source.id, now=now_fn())
    return report


def replay(source: SourceFacts, ids: Sequence[int], *, now_fn: Callable[[], datetime]) -> PollReport:
    """
    Try again what was set aside under these ids; what still cannot be read stays, tried once more.

    :raises AlreadyPolled: if another worker polls this source just now.
    :raises PollFailed: if the system cannot be read.
    """

    def work(lease: Lease) -> PollReport:
        kept = asides(source, ids)
        batch = open_system(source).again(kept)
        return take_batch(source, Batch(batch.records, batch.unreadable, batch.gone), lease=lease, now=now_fn())

    return _with_lease(source, work, now_fn=now_fn)


def _with_lease(
    source: SourceFacts, work: Callable[[Lease], PollReport], *, now_fn: Callable[[], datetime]
) -> PollReport:
    lease = claim_poll(source, now=now_fn())
    try:
        report = work(lease)
    except CannotRead as error:
        release_failed(lease, error=error.code)
        raise PollFailed(f"source {source.id} could not be polled ({error.code})") from None
    release(lease)
    return report
