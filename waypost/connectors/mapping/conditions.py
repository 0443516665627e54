"""Which rows a mapping wants, for systems whose rows are chosen here and not by themselves."""

from collections.abc import Iterable

from waypost.connectors.mapping.values import Condition, Row


def fits(row: Row, conditions: Iterable[Condition]) -> bool:
    """Return whether a row is one that the mapping wants; blank is the same as null."""
    return all(_fits(row[condition.column], condition) for condition in conditions)


def _fits(value: object, condition: Condition) -> bool:
    text = "" if value is None else str(value).strip()
    if condition.is_null is not None:
        return (not text) is condition.is_null
    return (text.lower() if isinstance(value, bool) else text) in condition.among
