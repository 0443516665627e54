"""The records of one file, whatever its format, as rows of the tables that the mapping names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from waypost.base.values import JsonValue
from waypost.connectors.files.csv_rows import read_csv
from waypost.connectors.files.json_records import read_json, read_json_lines
from waypost.connectors.files.mapping import FileKind, Table
from waypost.connectors.files.values import Broken, Format, Found
from waypost.connectors.files.xml_records import read_xml
from waypost.connectors.mapping.nested import Ambiguous, rows_at, scalar_at, steps_of

Cell = str | int | float | bool | None
Cells = tuple[Cell, ...]

_LARGEST_WHOLE = 2**63


@dataclass(frozen=True)
class Rows:
    """What one record is in the tables of its file: by the table's name, in the order of its columns."""

    found: Found
    rows: Mapping[str, Sequence[Cells]]


def read_rows(stream: BinaryIO, *, kind: FileKind) -> Iterator[Rows | Broken]:
    """
    Yield every record of a file as rows, or as one that cannot be read.

    :raises UnusableFile: if the file cannot be read to its end; nothing of it may be used then.
    """
    for each in _records(stream, kind):
        yield each if isinstance(each, Broken) else _rows(each, kind)


def _records(stream: BinaryIO, kind: FileKind) -> Iterator[Found | Broken]:
    match kind.format:
        case Format.CSV:
            return read_csv(stream, columns=set(kind.tables[0].columns.values()), encoding=kind.encoding)
        case Format.JSON:
            return read_json(stream, record=kind.record)
        case Format.JSON_LINES:
            return read_json_lines(stream)
        case Format.XML:
            return iter(read_xml(stream, record=kind.record))


def _rows(found: Found, kind: FileKind) -> Rows | Broken:
    if kind.format is Format.CSV:
        table = kind.tables[0]
        cells = tuple(_cell(found.value[heading]) for heading in table.columns.values())
        return _lacking(found, table, cells) or Rows(found, {table.name: [cells]})
    try:
        return Rows(found, {table.name: list(_nested(found, table)) for table in kind.tables})
    except Ambiguous as error:
        return Broken(found.line, found.raw, str(error))


def _lacking(found: Found, table: Table, cells: Cells) -> Broken | None:
    try:
        _refuse_lacking(table, cells)
    except Ambiguous as error:
        return Broken(found.line, found.raw, str(error))
    return None


def _nested(found: Found, table: Table) -> Iterator[Cells]:
    for row in _places(dict(found.value), table):
        cells = tuple(_cell(_at(found, row, place)) for place in table.columns.values())
        _refuse_lacking(table, cells)
        yield cells


def _places(record: JsonValue, table: Table) -> Sequence[JsonValue]:
    if table.rows is None:
        return [record]
    steps = steps_of(table.rows)
    if not table.may_lack and steps and isinstance(record, dict) and steps[0] not in record:
        raise Ambiguous(f"{table.rows}: is missing; where it may be, say may_lack in the mapping")
    return rows_at(record, steps)


def _at(found: Found, row: JsonValue, place: str) -> Cell:
    if place.startswith("/"):
        return scalar_at(dict(found.value), steps_of(place[1:]))
    return scalar_at(row, steps_of(place))


def _cell(value: JsonValue) -> Cell:
    if isinstance(value, str):
        if "\0" in value:
            raise Ambiguous("the record holds a NUL character")
        return value if value.strip() else None
    if isinstance(value, int) and not -_LARGEST_WHOLE <= value < _LARGEST_WHOLE:
        return str(value)
    if isinstance(value, list | dict):
        raise Ambiguous("the record holds a list where one value is mapped")
    return value


def _refuse_lacking(table: Table, cells: Cells) -> None:
    for name, cell in zip(table.columns, cells, strict=True):
        if cell is None and name in table.always:
            raise Ambiguous(f"{name}: is blank, and the mapping says that it never is")


def keys_beside(raw: bytes, *, place: str) -> Sequence[str]:
    """
    Return what may be the key of a JSON or XML record that could not be read: what stands beside its name.

    Only to hold more cases than need be; nothing is ever told of it.
    """
    name = re.escape(place.rpartition("/")[2].removeprefix("@"))
    text = raw.decode("utf-8", "replace")
    return re.findall(rf"""["'<:]?{name}["']?\s*[:=>]\s*["']?([^"'<>,\s{{}}\[\]]{{1,64}})""", text)[:10]
