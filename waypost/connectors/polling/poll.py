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
from waypost.connectors.leases import Lease, LeaseLost, claim_poll, release, release_failed
from waypost.connectors.polling.step import take_again, take_batch, take_singly
from waypost.connectors.polling.sweep import sweep
from waypost.connectors.polling.values import Batch, CannotRead, PolledSystem, PollReport
from waypost.connectors.set_aside import Aside, Unreadable, asides, begin_try, count_try, is_its_own_fault

MOST_DEATHS = 2
"""After so many polls that ended without a word at one position its records are taken one by one."""
MOST_AGAIN = 50
"""Of what was set aside, in one poll."""
Progress = Callable[[PollReport, int | None], None]


class PollFailed(RuntimeError):
    """The system could not be read; what was read before is kept, and the next poll goes on."""


def poll(source: SourceFacts, *, now_fn: Callable[[], datetime], progress: Progress | None = None) -> PollReport:
    """
    Read everything that has changed in a system since the last poll.

    `now_fn` is asked for each batch: a first load takes hours. `progress` is told after each batch what was found
    so far, and how many records are still to come, None where nobody knows.

    :raises AlreadyPolled: if another worker polls this source just now.
    :raises LeaseLost: if another has taken over meanwhile; nothing was written after that.
    :raises PollFailed: if the system cannot be read.
    """

    def work(lease: Lease) -> PollReport:
        system, report, has_deletions = open_system(source), PollReport(), False
        is_deadly = lease.deaths >= MOST_DEATHS
        for batch in system.batches(lease.position):
            report += (take_singly if is_deadly else take_batch)(source, batch, lease=lease, now=now_fn())
            # Workers died before the position moved: what comes after that has killed nobody yet.
            is_deadly = is_deadly and batch.position in (None, lease.position)
            has_deletions = has_deletions or batch.has_deletions
            if progress is not None:
                progress(report, batch.ahead)
        _try_again(source, system, lease=lease, now=now_fn())
        return report + sweep(source, system, lease=lease, now=now_fn(), at_once=has_deletions)

    report = _with_lease(source, work, now_fn=now_fn)
    if "poll_every_s" in source.config:
        # One that sends by itself is heard of when it sends, and not when we look at what we have.
        note_source_checked(source.id, now=now_fn())
    return report


def replay(source: SourceFacts, ids: Sequence[int], *, now_fn: Callable[[], datetime]) -> PollReport:
    """
    Try again what was set aside under these ids; what still cannot be read stays, tried once more.

    :raises AlreadyPolled: if another worker polls this source just now.
    :raises PollFailed: if the system cannot be read.
    """

    def work(lease: Lease) -> PollReport:
        system, report = open_system(source), PollReport()
        for one in asides(source, ids):
            count_try(source, one.id, now=now_fn())
            report += _again(source, system, one, lease=lease, now=now_fn())
        return report

    return _with_lease(source, work, now_fn=now_fn)


def _try_again(source: SourceFacts, system: PolledSystem, *, lease: Lease, now: datetime) -> None:
    """Try what was set aside and is due, each alone: one that kills the worker must not stop the others for ever."""
    for _ in range(MOST_AGAIN):
        due = begin_try(source, now=now)
        if due is None:
            return
        _again(source, system, due, lease=lease, now=now)


def _again(source: SourceFacts, system: PolledSystem, one: Aside, *, lease: Lease, now: datetime) -> PollReport:
    """Try one that was set aside, its try counted already."""
    try:
        batch = system.again([one])
    except CannotRead:
        raise
    except Exception as error:
        if not is_its_own_fault(error):
            raise
        failed = Unreadable(one.occurrence, one.reference, f"Waypost fails over it: {type(error).__name__}", one.raw)
        batch = Batch((), (failed,))
    return take_again(source, batch, lease=lease, now=now)


def _with_lease(
    source: SourceFacts, work: Callable[[Lease], PollReport], *, now_fn: Callable[[], datetime]
) -> PollReport:
    lease = claim_poll(source, now=now_fn())
    try:
        report = work(lease)
    except LeaseLost:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it stops this source only, and is told by its code
        code = error.code if isinstance(error, CannotRead) else type(error).__name__
        if is_its_own_fault(error):
            # Our own database is there: the next poll need not wait until the lease has run out.
            release_failed(lease, error=code)
        told = error if isinstance(error, CannotRead) else None  # of any other it is not known that it holds no value
        raise PollFailed(f"source {source.id} could not be polled ({code})") from told
    release(lease)
    return report
