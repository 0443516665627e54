"""
One way to write a JSON value, so that the same value always has the same digest. Pure.

It is RFC 8785 (JSON Canonicalization Scheme), narrowed to what needs no judgement: names are ASCII, numbers are whole
and at most 2^53 in size. Names are sorted, nothing stands between the tokens, the text is UTF-8.
"""

from collections.abc import Mapping
from typing import cast

import orjson

from waypost.base.values import JsonValue

_GREATEST = 2**53


class NotCanonical(ValueError):
    """A value has no canonical form here: a fraction, a name that is not ASCII, half a character."""


def canonical(value: Mapping[str, JsonValue]) -> bytes:
    """
    Return the value's only form.

    :raises NotCanonical: naming where it stands, never the value.
    """
    if not _is_plain(value):
        _check(value, where="$")
    return written(value)


def written(value: Mapping[str, JsonValue]) -> bytes:
    """Return the form of a value of our own making, of which it is known that it has one."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        raise NotCanonical("a text that is not Unicode, or a value that is not JSON") from None


def _is_plain(value: object) -> bool:
    """Whether there is nothing in a value that `_check` must look at: so it is of nearly all, and seen at once."""
    kind = type(value)
    if kind is dict:
        for name, part in cast("dict[object, object]", value).items():
            if type(name) is not str or not name.isascii() or (type(part) is not str and not _is_plain(part)):
                return False
        return True
    if kind is list:
        return all(type(part) is str or _is_plain(part) for part in cast("list[object]", value))
    if kind is int:
        return abs(cast("int", value)) <= _GREATEST
    return kind is str or kind is bool or value is None


def _check(value: object, *, where: str) -> None:
    match value:
        case bool() | None | str():
            return
        case int() if abs(value) <= _GREATEST:
            return
        case Mapping():
            _check_names(value, where=where)
            for name, part in value.items():
                _check(part, where=f"{where}.{name}")
        case list() | tuple():
            for part in value:
                _check(part, where=f"{where}[]")
        case _:
            raise NotCanonical(f"{where}: a {type(value).__name__} that cannot be kept")


def _check_names(value: Mapping[object, object], *, where: str) -> None:
    if not all(isinstance(name, str) and name.isascii() for name in value):
        raise NotCanonical(f"{where}: a name that is not ASCII")
