"""A mapping file as values: which tables, columns and codes of a crime system are what in a case snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from waypost.base.values import JsonValue
from waypost.cases.values import OutboxKind

Codes = Mapping[str, str | bool]
"""The force's code -> ours."""


@dataclass(frozen=True)
class Value:
    """
    Where one field comes from.

    `columns` are joined by a blank where there are several; `join.column` names a joined table's. With
    `is_run_together` each letter of the text is a code of its own.
    """

    columns: tuple[str, ...] = ()
    codes: Codes | None = None
    is_run_together: bool = False
    constant: JsonValue = None


@dataclass(frozen=True)
class Group:
    """An object within the snapshot; left out where `only_with` is null."""

    fields: "Fields"
    only_with: str | None = None


Fields = Mapping[str, Value | Group]


@dataclass(frozen=True)
class Join:
    """A table looked up beside a row, which stays where nothing is found. `on`: its column -> ours."""

    name: str
    table: str
    on: Mapping[str, str]


@dataclass(frozen=True)
class Condition:
    """Only rows whose `column` is one of `among`, or is null or not null."""

    column: str
    among: tuple[str, ...] = ()
    is_null: bool | None = None


@dataclass(frozen=True)
class CasePart:
    """The table with one row for each occurrence."""

    table: str
    key: str
    reference: str
    joins: tuple[Join, ...]
    fields: Fields


@dataclass(frozen=True)
class ListPart:
    """
    A table with any number of rows for one occurrence: they become a list of items, or of single values.

    Rows with one `id` are one item: `gather` collects what each says, `fields` are taken from the first.
    """

    section: str
    table: str
    occurrence: str
    order: str
    joins: tuple[Join, ...] = ()
    where: tuple[Condition, ...] = ()
    value: Value | None = None
    id: str | None = None
    fields: Fields = field(default_factory=dict)
    gather: Mapping[str, Value] = field(default_factory=dict)
    newest: int | None = None


@dataclass(frozen=True)
class Change:
    """Rows that say which occurrences to read again: those with `at` in the window."""

    table: str
    at: str
    occurrence: str


@dataclass(frozen=True)
class Outgoing:
    """Where one column of a row that we add comes from: a field of what we send, or a constant."""

    field: str | None = None
    constant: JsonValue = None
    codes: Mapping[str, str] | None = None
    is_number: bool = False


@dataclass(frozen=True)
class WriteTarget:
    """The table that takes one kind of what we write back; `own_id` is its column for our id."""

    table: str
    own_id: str
    values: Mapping[str, Outgoing]


@dataclass(frozen=True)
class SourceMapping:
    """One mapping file. `zone` is None where the system's times carry an offset."""

    system: str
    zone: ZoneInfo | None
    changes: tuple[Change, ...]
    case: CasePart
    lists: tuple[ListPart, ...]
    write_back: Mapping[OutboxKind, WriteTarget]


@dataclass(frozen=True)
class SqlConfig:
    """What `source add --config` says of one crime database."""

    database_url: str
    write_database_url: str
    mapping: SourceMapping
    poll_every: timedelta
    overlap: timedelta


Row = Mapping[str, object]
"""One row as it was read, by the names that the mapping uses: `column` or `join.column`."""


@dataclass(frozen=True)
class OccurrenceRows:
    """All rows of one occurrence."""

    key: object
    case: Row
    lists: Mapping[int, tuple[Row, ...]]
    """By the place of the part in `SourceMapping.lists`."""


@dataclass(frozen=True)
class Changed:
    """An occurrence to read again, and the newest time of its rows in the source's own clock."""

    key: object
    at: datetime
