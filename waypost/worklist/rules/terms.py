"""What a force's worklist is run by: read from content/worklist, and asked for every due time and every step up."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime

from waypost.worklist.rules.hours import DeskHours, Span, due_after
from waypost.worklist.values import Desk, ItemKind, ItemState

LAST_LEVEL = 2
"""An item at the last desk goes no further: it stays there until somebody answers."""


@dataclass(frozen=True)
class Terms:
    """
    Hours by desk, spans by kind, and what happens past the time.

    `steps[n]` is how long after it was due an item of level n goes one level up.
    """

    hours: Mapping[Desk, DeskHours]
    holidays: Set[date]
    spans: Mapping[ItemKind, Span]
    call_again: Span
    steps: tuple[Span, Span]
    last_desk: Mapping[Desk, Desk]
    notes: Mapping[ItemState, str]
    kinds: Mapping[ItemKind, str]


@dataclass(frozen=True)
class Limits:
    """What bounds a due time beside the kind's span: the moment of the asker's content, and the latest one."""

    aim_at: datetime | None = None
    latest_at: datetime | None = None


def due_at(kind: ItemKind, desk: Desk, *, terms: Terms, limits: Limits, now: datetime) -> datetime:
    """Return when an item asked for at `now` is due: never later than its limit, however soon that is."""
    own = limits.aim_at or _after(now, terms.spans[kind], desk, terms)
    return _capped(own, limits.latest_at)


def due_again_at(desk: Desk, *, terms: Terms, latest_at: datetime | None, now: datetime) -> datetime:
    """Return when somebody who did not answer at `now` is called again: never later than the limit."""
    return _capped(_after(now, terms.call_again, desk, terms), latest_at)


def look_at(due: datetime, desk: Desk, *, level: int, terms: Terms) -> datetime | None:
    """Return when an item that nobody has answered goes up one level, or None where it can go no further."""
    return None if level >= LAST_LEVEL else _after(due, terms.steps[level], desk, terms)


def _after(start: datetime, span: Span, desk: Desk, terms: Terms) -> datetime:
    return due_after(start, span, hours=terms.hours[desk], holidays=terms.holidays)


def _capped(moment: datetime, latest_at: datetime | None) -> datetime:
    return moment if latest_at is None else min(moment, latest_at)
