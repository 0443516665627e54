"""Where a run goes when it is moved from an earlier version of its journey to a newer one."""

from dataclasses import replace

from waypost.journeys.runs import DONE, RunFacts
from waypost.journeys.values import END, Journey, Waiting


def taken_over(run: RunFacts, *, earlier: Journey, newer: Journey) -> RunFacts | None:
    """
    Return a live run as it goes on in the newer version, or None where this does not say where, and it stays.

    Everything that it does from now on is of a new visit, so that no step is taken for one of the same name that the
    earlier version took. A wait goes on where the new step is a wait of the same kind; any other step is due at once.
    """
    to = dict(newer.takes_over).get(run.step)
    if to is None:
        return None
    moved = replace(run, version=newer.version, step=to, visit=run.visit + 1, gathers=False)
    if to == END:
        return replace(moved, is_live=False, wait_until=None, end_reason=DONE)
    return moved if _is_same_wait(run, earlier, newer, to) else replace(moved, wait_until=None)


def _is_same_wait(run: RunFacts, earlier: Journey, newer: Journey, to: str) -> bool:
    before, after = earlier.step(run.step), newer.step(to)
    return isinstance(after, Waiting) and type(before) is type(after) and not run.gathers
