"""Read the mapping file of a drop, and say in a sentence what an analyst has to mend. Read `mapping_of` first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from waypost.cases.intake import Section
from waypost.cases.values import CaseKind
from waypost.connectors.files.values import Encoding, Format
from waypost.connectors.mapping.language import BadMapping, Document, checked, record_parts
from waypost.connectors.mapping.targets import required_of
from waypost.connectors.mapping.values import CasePart, Fields, Group, ListPart, RecordMapping

ROW_NUMBER: Final = "row_number"
"""A column that every table of a drop has: the place of the row in its file."""
HEARINGS: Final = "hearings"

_DROP = "{drop}"


@dataclass(frozen=True)
class Table:
    """
    Rows that are made of the records of a file. `columns`: our name -> the heading, or where it is.

    `rows` is where in a record they are, None where the record is the row; a record must have that place unless
    it `may_lack` it, and no row may lack a column of `always`. A table that `has_others` holds rows of cases that are
    not in the drop.
    """

    name: str
    columns: Mapping[str, str]
    rows: str | None = None
    may_lack: bool = False
    always: tuple[str, ...] = ()
    has_others: bool = False


@dataclass(frozen=True)
class FileKind:
    """One of the files of a drop. `record` is where the records of a JSON or XML document are."""

    name: str
    named: str
    format: Format
    encoding: Encoding | None
    record: str
    tables: tuple[Table, ...]

    def drop_of(self, file: str) -> str | None:
        """Return the name of the drop that a file of this name belongs to, or None if it is none of this kind."""
        return drop_of(file, named=self.named)


@dataclass(frozen=True, kw_only=True)
class DropMapping(RecordMapping):
    """
    One mapping file. `ready` is the name of the marker file, or empty.

    With a `section` nothing else is told, of cases that another source owns.
    """

    files: tuple[FileKind, ...]
    ready: str
    is_by_name: bool
    section: Section | None

    @property
    def case_file(self) -> FileKind:
        """The kind of file that says which cases there are."""
        return next(kind for kind in self.files if any(table.name == self.case.table for table in kind.tables))


def drop_of(file: str, *, named: str) -> str | None:
    """Return what stands for `{drop}` in a file's name, or None if the name is not of this form."""
    form = "(?P<drop>.+)".join(re.escape(part) for part in named.split(_DROP))
    found = re.fullmatch(form, file)
    return None if found is None else found.groupdict().get("drop", "")


def mapping_of(document: object) -> DropMapping:
    """
    Return the mapping that a parsed mapping file describes.

    :raises BadMapping: naming the first thing to mend.
    """
    fits = checked(document, schema="mapping.schema.json", package="waypost.connectors.files")
    drops = fits.get("drops", {})
    mapping = DropMapping(
        **record_parts(_as_shared(fits)),
        files=tuple(_file(name, spec) for name, spec in fits["files"].items()),
        ready=drops.get("ready", ""),
        is_by_name=drops.get("order", "name") == "name",
        section="hearings" if fits.get("record") == HEARINGS else None,
    )
    _refuse_bad_names(mapping)
    _refuse_bad_places(mapping)
    _refuse_unknown_columns(mapping)
    return mapping


def _file(name: str, spec: Document) -> FileKind:
    return FileKind(
        name=name,
        named=spec["named"],
        format=Format(spec["format"]),
        encoding=Encoding(spec["encoding"]) if "encoding" in spec else None,
        record=spec.get("record", ""),
        tables=tuple(_table(each, table) for each, table in spec["tables"].items()),
    )


def _table(name: str, spec: Document) -> Table:
    return Table(
        name,
        spec["columns"],
        spec.get("rows"),
        may_lack=spec.get("may_lack", False),
        always=tuple(spec.get("always", ())),
        has_others=spec.get("has_others", False),
    )


def _as_shared(document: Document) -> Document:
    """Return the mapping as the shared language has it: every list with an order, and a case for its hearings."""
    shared: dict[str, Any] = {
        name: [{"order": ROW_NUMBER} | part for part in value] if isinstance(value, list) else value
        for name, value in document.items()
    }
    if document.get("record") != HEARINGS:
        if "case" not in document:
            raise BadMapping("case: is missing; say which table has one row for each case")
        return shared
    lists = [name for name, value in document.items() if isinstance(value, list)]
    if "case" in document or lists != [HEARINGS] or len(document[HEARINGS]) != 1:
        raise BadMapping("record: a mapping of hearings has one list, hearings, and no case")
    part = document[HEARINGS][0]
    # What another source owns is not told here: these fields only give the shared language its form.
    owned = {name: {"constant": ""} for name in required_of(CaseKind.CRIME)}
    case = {"table": part["table"], "key": part["occurrence"], "reference": part["occurrence"], "fields": owned}
    return shared | {"record": CaseKind.CRIME.value, "case": case}


def _refuse_bad_names(mapping: DropMapping) -> None:
    names = [*(kind.named for kind in mapping.files), *([mapping.ready] if mapping.ready else [])]
    if any(name.count(_DROP) > 1 for name in names):
        raise BadMapping(f"files: write {_DROP} once in a name")
    if len({_DROP in name for name in names}) > 1:
        raise BadMapping(f"files: write {_DROP} in every name, or in none: it says which files belong together")
    for name in names:
        if sum(drop_of(name.replace(_DROP, "x"), named=other) is not None for other in names) > 1:
            raise BadMapping(f"files: a file called like {name} is also called like another: make the names differ")
    tables = [table.name for kind in mapping.files for table in kind.tables]
    twice = sorted({name for name in tables if tables.count(name) > 1})
    if twice:
        raise BadMapping(f"files: two tables are called {twice[0]}")


def _refuse_bad_places(mapping: DropMapping) -> None:
    for kind in mapping.files:
        where = f"files.{kind.name}"
        if kind.format is Format.CSV and (len(kind.tables) > 1 or kind.tables[0].rows or kind.record):
            raise BadMapping(f"{where}: a CSV file has one table, and neither record nor rows")
        if kind.format in {Format.XML, Format.JSON} and not kind.record:
            raise BadMapping(f"{where}.record: say where the records are, such as Cases/Case")
        for table in kind.tables:
            for column in table.always:
                if column not in table.columns:
                    raise BadMapping(f"{where}.{table.name}.always: there is no column {column}")


def _refuse_unknown_columns(mapping: DropMapping) -> None:
    tables = {table.name: {*table.columns, ROW_NUMBER} for kind in mapping.files for table in kind.tables}
    parts: list[tuple[str, CasePart | ListPart]] = [("case", mapping.case)]
    parts += [(part.section, part) for part in mapping.lists]
    for where, part in parts:
        known = {"": part.table} | {join.name: join.table for join in part.joins}
        read = {*columns_of(part), *(asked_columns(mapping.lists) if part is mapping.case else ())}
        for join, table in known.items():
            if table not in tables:
                raise BadMapping(f"{where}: there is no table {table} under files")
            wanted = {name.rpartition(".")[2] for name in read if name.rpartition(".")[0] == join}
            missing = sorted(wanted - tables[table])
            if missing:
                raise BadMapping(f"{where}: the table {table} has no column {missing[0]}")


def columns_of(part: CasePart | ListPart) -> Iterator[str]:
    """Yield the columns that a part of a mapping reads, as it names them."""
    for join in part.joins:
        yield from join.on.values()
        yield from (f"{join.name}.{column}" for column in join.on)
    yield from _columns(part.fields)
    if isinstance(part, CasePart):
        yield from (part.key, part.reference)
        return
    yield from (part.occurrence, part.order, *([part.id] if part.id else []))
    yield from (condition.column for condition in part.where)
    for value in (*part.gather.values(), *([part.value] if part.value else [])):
        yield from value.columns


def asked_columns(lists: Iterable[ListPart]) -> Iterator[str]:
    """Yield the columns of the case's own row that say whether somebody has asked for a list."""
    yield from (part.asked for part in lists if part.asked is not None)


def _columns(fields: Fields) -> Iterator[str]:
    for spec in fields.values():
        if isinstance(spec, Group):
            yield from [spec.only_with] if spec.only_with else []
            yield from _columns(spec.fields)
        else:
            yield from spec.columns
