"""
A mapping file as values: which tables, columns and codes of a system are what in a snapshot. Common to all kinds.

What a table or a column is, is the kind's own affair: those of a database, the headings of a file, the fields of a
record with the name of what is looked up beside it before a dot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from waypost.base.values import JsonValue
from waypost.cases.values import CaseKind

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

    Rows with one `id` are one item: `gather` collects what each says, in `fields` all must say the same. Where
    `asked`, a column of the case's own row, is blank, nobody has asked yet: the list is null, which is not empty.
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
    asked: str | None = None


@dataclass(frozen=True)
class Formats:
    """
    How a system whose values are text writes them: forms of `strptime`, tried in order; none: as ISO 8601.

    A text that has none of the forms is an error, never a guess.
    """

    moment: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    time: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordMapping:
    """
    What every mapping file says: which rows become which fields of a crime or an incident.

    `zone` is None where the system's times carry an offset.
    """

    system: str
    zone: ZoneInfo | None
    case: CasePart
    lists: tuple[ListPart, ...]
    kind: CaseKind = CaseKind.CRIME
    formats: Formats = Formats()


@dataclass(frozen=True)
class Outgoing:
    """Where one field of what we add to a system comes from: a field of what we send, or a constant."""

    field: str | None = None
    constant: JsonValue = None
    codes: Mapping[str, str] | None = None
    is_number: bool = False


Row = Mapping[str, object]
"""One row as it was read, by the names that the mapping uses: `column` or `join.column`."""


@dataclass(frozen=True)
class OccurrenceRows:
    """
    All rows of one crime or incident; `key` is the system's own.

    `raw` is what they were made of, where that is more than the rows: it is what is kept if they cannot be taken.
    """

    key: object
    case: Row
    lists: Mapping[int, tuple[Row, ...]]
    """By the place of the part in `RecordMapping.lists`."""
    raw: object = None
