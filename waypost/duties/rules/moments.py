"""When somebody looks at a clock again, and which are about to be late."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from waypost.duties.duty import Duties
from waypost.duties.rules.asking import asks
from waypost.duties.values import Clock


@dataclass(frozen=True)
class Moments:
    """
    When half and four fifths of the time are gone, and when all of it is.

    It is the share of all hours between start and end, nights and weekends too: whoever is warned has working hours of
    their own. *Source:* ADR 16.
    """

    half: datetime
    four_fifths: datetime
    end: datetime


def moments(clock: Clock) -> Moments | None:
    """Return the moments of a clock, or None where it has no end."""
    if clock.due_at is None:
        return None
    allowance = max(clock.due_at - clock.starts_at, timedelta())
    return Moments(clock.starts_at + allowance / 2, clock.starts_at + allowance * 4 / 5, clock.due_at)


def share_gone(clock: Clock, *, now: datetime) -> int:
    """Return how much of its time is gone in hundredths, as far as it warns: 0, 50, 80 or 100."""
    found = moments(clock)
    if found is None:
        return 0
    steps = ((found.end, 100), (found.four_fifths, 80), (found.half, 50))
    return next((share for moment, share in steps if moment <= now), 0)


def next_look(clocks: Iterable[Clock], *, duties: Duties, now: datetime) -> datetime | None:
    """Return when one of the open clocks next warns, asks for an event or ends; None where nothing is to come."""
    coming = (moment for clock in clocks if clock.state.is_open for moment in _moments(clock, duties) if moment > now)
    return min(coming, default=None)


def breaches_before(clocks: Iterable[Clock], *, until: datetime) -> Sequence[Clock]:
    """Return the clocks that run now and will be late by then if nobody is told, the first due first."""
    due = ((clock.due_at, clock) for clock in clocks if clock.state.is_open and clock.breached_at is None)
    late = [(due_at, clock) for due_at, clock in due if due_at is not None and due_at <= until]
    return [clock for _, clock in sorted(late, key=lambda pair: (pair[0], pair[1].event_number, pair[1].key.duty))]


def _moments(clock: Clock, duties: Duties) -> Iterator[datetime]:
    found = moments(clock)
    if found is not None:
        yield from (found.half, found.four_fifths, found.end)
    yield from (at for _, at in asks(clock, duties))
