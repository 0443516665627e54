"""The one place that asks what time it is. Thin doors call it; everything else is told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Civil time in England and Wales: hours, days and deadlines are counted in it, and stored in UTC."""


def now() -> datetime:
    """Return the present moment, aware and in UTC. Only doors (views, jobs, commands) call this."""
    return datetime.now(UTC)
