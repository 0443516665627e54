"""How what we ask for is written into an address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

LONGEST_ADDRESS = 30_000  # Dataverse refuses 32 KB
_SAFE = "$'(),;=/:@"
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"-?[0-9]{1,18}")


class BadKey(ValueError):
    """A key is not of the kind that the mapping says."""


@dataclass(frozen=True)
class Question:
    """What is asked of one table. `expand`: a lookup's name -> its columns."""

    table: str
    select: tuple[str, ...] = ()
    expand: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: str = ""
    order: str = ""
    top: int | None = None


def address_of(question: Question, *, root: str) -> str:
    """Return the address that asks `question`."""
    options = {
        "$select": ",".join(question.select),
        "$expand": ",".join(f"{name}($select={','.join(columns)})" for name, columns in question.expand.items()),
        "$filter": question.where,
        "$orderby": question.order,
        "$top": "" if question.top is None else str(question.top),
    }
    asked = "&".join(f"{name}={quote(value, safe=_SAFE)}" for name, value in options.items() if value)
    return f"{root}{question.table}{'?' if asked else ''}{asked}"


def row_address(table: str, key: str, *, root: str) -> str:
    """Return the address of one row; `key` is a literal."""
    return f"{root}{table}({quote(key, safe=_SAFE)})"


def literal(value: object, *, kind: str) -> str:
    """
    Return a value as it stands in a filter. `kind`: guid, number or text.

    *Source:* OData Version 4.0 Part 2, 5.1.1.6.1 "Primitive Literals".
    :raises BadKey: if it is not of that kind: a filter is built from it.
    """
    text = str(value)
    if kind == "text":
        return "'" + text.replace("'", "''") + "'"
    form = _UUID if kind == "guid" else _NUMBER
    if not form.fullmatch(text):
        raise BadKey(f"a key is no {kind}")
    return text


def any_of(column: str, literals: Iterable[str]) -> str:
    """Return the filter for rows whose column is one of these."""
    return " or ".join(f"{column} eq {each}" for each in literals)
