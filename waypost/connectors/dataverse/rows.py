"""Rows as they were answered -> rows by the names that the mapping uses, without a network."""

from collections.abc import Mapping, Sequence

from waypost.connectors.dataverse.columns import Columns
from waypost.connectors.dataverse.rich_text import plain_text
from waypost.connectors.mapping.values import Row


class MissingColumn(ValueError):
    """An answer lacks a column that was asked for: that is not the same as empty."""


def flat_row(row: Mapping[str, object], columns: Columns) -> dict[str, object]:
    """
    Return a row by the names that the mapping uses; all columns of a row that is not there are null.

    :raises MissingColumn: if one was not answered.
    """
    flat: dict[str, object] = {}
    for name in columns.own:
        flat[name] = _simple(_asked(row, name), name)
    for lookup, names in columns.lookups.items():
        other = _asked(row, lookup)
        if other is not None and not isinstance(other, Mapping):
            raise MissingColumn(f"{lookup}: is no row that was looked up")
        for name in names:
            full = f"{lookup}.{name}"
            flat[full] = None if other is None else _simple(_asked(other, name, shown=full), full)
    return flat


def prepared(row: Mapping[str, object], *, several: Sequence[str], rich_text: Sequence[str]) -> Row:
    """Return a row in which several codes in one text are several, and text that is HTML is plain."""
    made = dict(row)
    for name in several:
        if isinstance(value := made.get(name), str):
            made[name] = [code for each in value.split(",") if (code := each.strip())]
    for name in rich_text:
        if isinstance(value := made.get(name), str):
            made[name] = plain_text(value)
    return made


def _asked(row: Mapping[str, object], name: str, *, shown: str = "") -> object:
    if name not in row:
        raise MissingColumn(f"{shown or name}: was not answered; may the source's user read it?")
    return row[name]


def _simple(value: object, name: str) -> object:
    if isinstance(value, list | dict):
        raise MissingColumn(f"{name}: holds rows and is no column")
    return value
