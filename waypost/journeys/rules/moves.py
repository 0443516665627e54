"""What an event says of a date that was moved: in whose place the new one is, and whether the old one was near."""

from collections.abc import Set
from datetime import date, datetime
from typing import Final

from waypost.base.clock import LONDON
from waypost.base.values import JsonValue
from waypost.base.working_days import add_working_days
from waypost.cases.values import TimelineEntry

_LATE_WORKING_DAYS: Final = 2
_READ: Final = ("instead_of", "was")


def details_read(event: TimelineEntry) -> dict[str, JsonValue]:
    """Return those of an event's details that the rules read: an id and a time, no words."""
    return {name: event.details[name] for name in _READ if name in event.details}


def replaced_item(event: TimelineEntry) -> str | None:
    """Return the id of the thing that the event's own stands in for, or None."""
    found = event.details.get("instead_of")
    return found if isinstance(found, str) else None


def was_moved_late(event: TimelineEntry, *, now: datetime, holidays: Set[date]) -> bool:
    """
    Return whether the event moved something that was to come less than two working days later (Europe/London).

    What a court puts off when its hour has come is no late change: who had to be there has heard it there.

    *Source:* template_catalogue.csv, `court.hearing_changed[<2 WD]`.
    """
    was = event.details.get("was")
    if not isinstance(was, str):
        return False
    old, today = datetime.fromisoformat(was), now.astimezone(LONDON).date()
    return now < old and old.astimezone(LONDON).date() < add_working_days(today, _LATE_WORKING_DAYS, holidays=holidays)
