"""When something is due, as a person says it. Pure."""

from datetime import datetime, timedelta

from waypost.base.clock import LONDON

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def is_overdue(due_at: datetime, *, now: datetime) -> bool:
    """Whether the time has passed."""
    return due_at < now


def say_due(due_at: datetime, *, now: datetime) -> str:
    """
    Return e.g. "Overdue by 2 hours", "Due in 40 minutes", "Due today", "Due tomorrow", "Due in 3 days".

    The moment itself is said beside it. Days are those of the calendar in England and Wales, as a person counts them.
    """
    if is_overdue(due_at, now=now):
        return f"Overdue by {_say_length(now - due_at)}"
    # What is due at midnight is due by the end of the day before.
    last = due_at - timedelta(microseconds=1)
    days = (last.astimezone(LONDON).date() - now.astimezone(LONDON).date()).days
    if due_at - now < _HOUR:
        return f"Due in {_say_length(due_at - now)}"
    if days == 0:
        return "Due today"
    return "Due tomorrow" if days == 1 else f"Due in {days} days"


def _say_length(length: timedelta) -> str:
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if length >= unit:
            count = length // unit
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "less than a minute"
