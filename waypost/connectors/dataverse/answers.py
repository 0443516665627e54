"""What a service's answers say, without a network. Read `page_of` first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from waypost.base.values import JsonValue

_LONGEST_KEY = 200


class NotOData(ValueError):
    """An answer is not what OData says; `code` is a word of ours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Page:
    """One page: rows, keys of rows that are no more, and where to go on (now, and when something has changed)."""

    rows: tuple[Mapping[str, object], ...]
    gone: tuple[str, ...]
    next_link: str | None
    delta_link: str | None


def page_of(body: bytes) -> Page:
    """
    Return what one answer holds.

    *Source:* OData JSON Format 4.0, 15 "Delta Response": a removed row is an object of its own kind; 4.01 marks it
    with `@removed` instead.
    :raises NotOData: if it is no page.
    """
    document = object_of(body)
    listed = document.get("value")
    if not isinstance(listed, list):
        raise NotOData("no_page")
    items = [(_row(item), _gone(_row(item))) for item in listed]
    return Page(
        rows=tuple(row for row, gone in items if gone is None),
        gone=tuple(gone for _, gone in items if gone is not None),
        next_link=_link(document, "nextLink"),
        delta_link=_link(document, "deltaLink"),
    )


def object_of(body: bytes) -> Mapping[str, JsonValue]:
    """
    Return the JSON object that an answer is.

    :raises NotOData: if it is none.
    """
    try:
        document = json.loads(body, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise NotOData("no_json") from None
    if not isinstance(document, dict):
        raise NotOData("no_page")
    return document


def error_code_of(body: bytes) -> str:
    """Return the code of a refusal, or nothing; its message may hold a value of a row and is not read."""
    try:
        error = object_of(body).get("error")
    except NotOData:
        return ""
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else ""


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _each_once(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    # Two readers would understand it differently: whose number it is must not depend on who reads.
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("twice")
    return made


def _link(document: Mapping[str, JsonValue], name: str) -> str | None:
    found = document.get(f"@odata.{name}", document.get(f"@{name}"))
    if found is not None and not isinstance(found, str):
        raise NotOData("no_link")
    return found or None


def _row(item: JsonValue) -> Mapping[str, JsonValue]:
    if not isinstance(item, dict):
        raise NotOData("no_page")
    return item


def _gone(item: Mapping[str, JsonValue]) -> str | None:
    """Return the key of a row that is no more, or None if it is a row."""
    context = item.get("@odata.context", item.get("@context"))
    is_deleted = isinstance(context, str) and context.endswith("/$deletedEntity")
    if not (is_deleted or "@removed" in item or "@odata.removed" in item):
        return None
    name = item.get("id") or item.get("@odata.id") or item.get("@id")
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_KEY * 10:
        raise NotOData("deleted_without_id")
    return _key(name)


def _key(name: str) -> str:
    # Dataverse gives the bare key; the standard the row's address: `contacts(…)`, `Customers('ANTON')`.
    if name.endswith(")") and "(" in name:
        name = name[name.rindex("(") + 1 : -1]
    return name.strip("'").replace("''", "'")
