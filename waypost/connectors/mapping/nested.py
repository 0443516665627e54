"""
Where something is in a nested record: `contact/mobile`, `@number` for an attribute of XML, `.` for itself.

A list is never read as one value, and one value stands for a list of one: XML does not tell the two apart.
"""

from collections.abc import Sequence

from waypost.base.values import JsonValue

Steps = tuple[str, ...]
ITSELF = "."
OWN_TEXT = "#text"
"""The text of an element of XML that has attributes, too."""


class Ambiguous(ValueError):
    """A place where the mapping expects one value holds several, or more than a value; nothing of it is told."""


def steps_of(path: str, *, by: str = "/") -> Steps:
    """Return the steps of a path; `.` has none. `by` is what stands between them."""
    return () if path in {ITSELF, ""} else tuple(path.split(by))


def value_at(value: JsonValue, steps: Steps) -> JsonValue:
    """
    Return what is at a path, which may be a list or an object; None where there is nothing.

    :raises Ambiguous: if there is a list on the way, or text where an object should be.
    """
    for step in steps:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise Ambiguous(f"{_written(steps)}: stands more than once, or in something that has no parts")
        value = value.get(step)
    return value


def rows_at(value: JsonValue, steps: Steps) -> Sequence[JsonValue]:
    """
    Return the rows at a path, from a list or a single value; a list on the way has its rows one after the other.

    :raises Ambiguous: if there is text where an object should be.
    """
    level: list[JsonValue] = [value]
    for step in steps:
        if any(not isinstance(each, dict) for each in level):
            raise Ambiguous(f"{_written(steps)}: stands in something that has no parts")
        found = [each.get(step) for each in level if isinstance(each, dict)]
        level = [one for each in found for one in (each if isinstance(each, list) else [each]) if one is not None]
    return level


def scalar_at(value: JsonValue, steps: Steps) -> str | int | float | bool | None:
    """
    Return the one value at a path, or None where there is none.

    :raises Ambiguous: if there are several, or an object.
    """
    found = value_at(value, steps)
    if isinstance(found, dict) and all(name.startswith(("@", OWN_TEXT)) for name in found):
        found = found.get(OWN_TEXT)
    if isinstance(found, list | dict):
        raise Ambiguous(f"{_written(steps)}: is not one value")
    return found


def _written(steps: Steps) -> str:
    return "/".join(steps) or ITSELF
