"""
Made-up crimes as CloudEvents: newly recorded, with an officer named, written into without news. Pure.

Each victim has a name and a mobile number of her own, and no e-mail, so that each piece of news is exactly one text.
The numbers are in the ranges that people have: Ofcom's drama range has a thousand. *Source:* contract, Environment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

_FIRST_NUMBER = 7_400_000_000
_IN_LETTERS = str.maketrans("0123456789", "abcdefghij")
MOST_VICTIMS = 200_000_000
"""From 07400 to 07599 all numbers are mobiles."""

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """Whose cases they are, and the moment that their dates are counted from (in the past, so nothing is backlog)."""

    force: str
    now: datetime


def mobile(serial: int) -> str:
    """
    Return the mobile number of the victim of a case, as Notify is given it.

    :raises ValueError: if there is no such number.
    """
    if not 0 <= serial < MOST_VICTIMS:
        raise ValueError(f"there is no victim {serial}")
    return f"+44{_FIRST_NUMBER + serial}"


def serial_of(number: str) -> int:
    """Return whose number it is, however it is written."""
    return int("".join(filter(str.isdigit, number))[-10:]) - _FIRST_NUMBER


def reference(serial: int) -> str:
    """Return the reference of a case."""
    return f"B{serial:09d}"


def recorded(serial: int, story: Story) -> Event:
    """Return a crime that was just recorded: its victim is told, with an invitation to the portal."""
    return _event(serial, _document(serial, story), story)


def officer_named(serial: int, story: Story) -> Event:
    """Return the same crime once it has an officer: its victim is told."""
    changed = {"revision": 2, "status": "allocated", "officer": _officer(serial, story), "updated_at": _at(story, 1)}
    return _event(serial, {**_document(serial, story), **changed}, story)


def written_into(serial: int, story: Story, *, revision: int) -> Event:
    """Return the crime as it was recorded, with another line in its summary, which tells nobody anything."""
    document = {**_document(serial, story), "revision": revision, "updated_at": _at(story, 1)}
    document["summary"] = f"{document['summary']} The house was visited ({revision})."
    return _event(serial, document, story)


def single(events: Sequence[Event]) -> Iterator[bytes]:
    """Yield one body an event."""
    return map(orjson.dumps, events)


def batches(events: Sequence[Event], size: int) -> Iterator[bytes]:
    """Yield one body for each `size` events."""
    for first in range(0, len(events), size):
        yield orjson.dumps(list(events[first : first + size]))


def _event(serial: int, document: Mapping[str, Any], story: Story) -> Event:
    return {
        "specversion": "1.0",
        "id": f"{story.force}-{serial}-{document['revision']}",
        "source": "/bench",
        "type": "org.waypost.case.v1",
        "subject": document["reference"],
        "datacontenttype": "application/json",
        "data": document,
    }


def _at(story: Story, minutes: float) -> str:
    return (story.now - timedelta(minutes=5) + timedelta(minutes=minutes)).isoformat()


def _officer(serial: int, story: Story) -> Mapping[str, str]:
    return {
        "collar_number": str(1000 + serial % 900),
        "rank": "PC",
        "name": "Jo Hall",
        "email": f"jo.hall{serial % 900}@{story.force}.example.org",
        "team": "North CID",
    }


def _document(serial: int, story: Story) -> Mapping[str, Any]:
    return {
        "reference": reference(serial),
        "force": story.force,
        "revision": 1,
        "recorded_at": _at(story, 0),
        "updated_at": _at(story, 0),
        "offence": {"code": "28A", "title": "Burglary - residential", "group": "burglary-residential"},
        "status": "recorded",
        "flags": [],
        "people": [
            {
                "id": "p1",
                "roles": ["victim"],
                "kind": "person",
                "given_name": "Amina",
                "family_name": family_name(serial),
                "date_of_birth": "1988-04-12",
                "deceased": False,
                "enhanced": [],
                "language": "en",
                "contact": {"mobile": f"0{_FIRST_NUMBER + serial}"},
            }
        ],
        "facts": [],
        "appointments": [],
        "hearings": [],
        "entries": [],
        "summary": "Your home was entered through the kitchen window. A laptop and a ring were taken.",
        "occurred": {"from": _at(story, -600), "to": _at(story, -120), "ward": "Linthorpe", "postcode_district": "TS5"},
        "property": [
            {"id": "pr1", "description": "Laptop, silver", "status": "stolen", "at": None},
            {"id": "pr2", "description": "Ring, gold", "status": "stolen", "at": None},
        ],
    }


def family_name(serial: int) -> str:
    """Return a name with the number in letters: one with figures in it would be doubted."""
    return "Example" + str(serial).translate(_IN_LETTERS)
