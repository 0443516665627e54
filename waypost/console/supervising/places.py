"""Where a page of a list about a team ended, as it stands in an address. Pure; what cannot be read is not there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

Id = TypeVar("Id", int, UUID)
_MOST = 2**63 - 1
"""No row of the database has a greater number."""


@dataclass(frozen=True)
class Place(Generic[Id]):
    """A moment, and the id of the line that stood there."""

    at: datetime
    id: Id

    def __str__(self) -> str:
        """Return the place as it stands in an address."""
        return f"{self.at.isoformat()}~{self.id}"


def said(**places: object) -> str:
    """Return the query of an address that names these places; without any it is the beginning of all."""
    return "?" + urlencode({name: str(place) for name, place in places.items() if place is not None})


def number_place(written: str) -> Place[int] | None:
    """Return the place of a line with a number."""
    at, number = _moment(written), read_number(written.partition("~")[2])
    return Place(at, number) if at and number is not None else None


def uuid_place(written: str) -> Place[UUID] | None:
    """Return the place of a line with an id that is no number."""
    at = _moment(written)
    try:
        return Place(at, UUID(written.partition("~")[2])) if at else None
    except ValueError:
        return None


def read_number(written: str) -> int | None:
    """Return a number that a row may have."""
    is_number = written.isascii() and written.isdecimal() and len(written) <= len(str(_MOST))
    return int(written) if is_number and int(written) <= _MOST else None


def _moment(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written.partition("~")[0])
    except ValueError:
        return None
    return at if at.tzinfo else None
