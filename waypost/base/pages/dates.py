"""
Days and times as a person says them, in the time of England and Wales.

*Source:* GOV.UK style guide, "Dates" and "Times": 10am, 10:15am, midday, 20 November 2026.
"""

from datetime import datetime, timedelta

from waypost.base.clock import LONDON


def say_day(moment: datetime) -> str:
    """Return e.g. "Friday 20 November 2026"."""
    local = moment.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y}"


def say_time(moment: datetime) -> str:
    """Return e.g. "10am", "10:15am", "midday" or "midnight"."""
    local = moment.astimezone(LONDON)
    if local.minute == 0 and local.hour % 12 == 0:
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def say_moment(moment: datetime) -> str:
    """Return e.g. "20 November 2026 at 9:05am"."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y} at {say_time(moment)}"


def say_deadline(moment: datetime) -> str:
    """Return the moment, or for midnight, which people take for that of either day, "the end of 19 November 2026"."""
    if say_time(moment) != "midnight":
        return say_moment(moment)
    last = moment.astimezone(LONDON).date() - timedelta(days=1)
    return f"the end of {last.day} {last:%B %Y}"


def say_span(start: datetime, end: datetime | None) -> str:
    """Return e.g. "Friday 20 November 2026, 10am to 12:30pm"; the day of the end is said if it is another."""
    begin = f"{say_day(start)}, {say_time(start)}"
    if end is None or end <= start:
        return begin
    same_day = start.astimezone(LONDON).date() == end.astimezone(LONDON).date()
    return f"{begin} to {say_time(end) if same_day else f'{say_day(end)}, {say_time(end)}'}"
