"""The small types that the case snapshot is made of, as strict as its JSON Schema."""

import re
from collections.abc import Hashable
from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

EARLIEST: Final = datetime(1000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
    r"(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_instant(value: object) -> datetime:
    """
    Return the moment that an RFC 3339 text names, in UTC.

    A leap second is refused, as the JSON Schema's format checker does. A moment outside
    `EARLIEST` and `LATEST` is moved there, so that no later sum leaves the calendar.

    :raises PydanticCustomError: if it is not such a text.
    """
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            moment = datetime.fromisoformat(value.upper())
        except ValueError:
            pass
        else:
            # Compared before it is converted: conversion of the year 1 or 9999 may overflow.
            return min(max(moment, EARLIEST), LATEST).astimezone(UTC)
    raise PydanticCustomError(
        "instant",
        "must be a date and time with an offset, such as 2026-11-20T09:30:00+00:00",
    )


def parse_day(value: object) -> date:
    """
    Return the day that a text such as 2026-11-20 names.

    :raises PydanticCustomError: if it is not such a text.
    """
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "must be a date such as 2026-11-20")


def _whole_number(value: object) -> object:
    # In JSON Schema 1.0 is an integer; true is not, and strict mode refuses it.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _not_null(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null", "must not be null; leave it out instead")
    return value


def _all_different(items: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    if len(set(items)) < len(items):
        raise PydanticCustomError("unique", "must not hold the same item twice")
    return items


Instant = Annotated[datetime, BeforeValidator(parse_instant)]
Day = Annotated[date, BeforeValidator(parse_day)]
NotNull = BeforeValidator(_not_null)
AllDifferent = AfterValidator(_all_different)
UniqueItems = Field(json_schema_extra={"uniqueItems": True})
WholeNumber = BeforeValidator(_whole_number)

# Strict mode would take only a tuple for a tuple; JSON brings lists. What else lax mode takes
# for one (sets, iterators) is no JSON and is refused before the models see it.
ListOf = Field(strict=False)

Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\u0000-\u001f]+$")]
Reference = Annotated[str, Field(max_length=64)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
ForceSlug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
GroupSlug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
OutcomeCode = Annotated[str, Field(pattern=r"^[0-9]{1,3}[A-Z]?$")]
FactKind = Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+\.[a-z_]+$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
