"""
The files of one drop as tables of a database that lasts as long as the drop is read, with flat memory.

It lies in the temporary folder without a name, and is gone when it is closed. The statements that read it are those
for the databases of other systems.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    StaticPool,
    column,
    create_engine,
    func,
    literal,
    not_,
    or_,
    select,
    table,
)

from waypost.connectors.files.mapping import ROW_NUMBER, DropMapping, FileKind, Table
from waypost.connectors.files.records import Rows, read_rows
from waypost.connectors.files.values import Broken, UnusableFile
from waypost.connectors.mapping.values import CasePart, Join, ListPart

MOST_BROKEN = 1_000
_MOST_BROKEN_BYTES = 16 * 1024 * 1024
_INSERTED = 200
_ASKED = 500


@dataclass(frozen=True)
class Spoiled:
    """A piece of a file that cannot be read."""

    kind: FileKind
    piece: Broken


@dataclass
class Tables:
    """What a drop holds: its rows in `connection`, and what of it cannot be read."""

    mapping: DropMapping
    database: sqlite3.Connection
    connection: Connection
    spoiled: list[Spoiled] = field(default_factory=list)

    def load(self, stream: BinaryIO, *, kind: FileKind) -> None:
        """
        Read one file of the drop into its tables.

        :raises UnusableFile: if it cannot be read to its end, or too much of it cannot: no table may be used then.
        """
        place = 0
        rows = read_rows(stream, kind=kind)
        while batch := list(islice(rows, _INSERTED)):
            self.spoiled += [Spoiled(kind, each) for each in batch if isinstance(each, Broken)]
            size = sum(len(spoiled.piece.raw) for spoiled in self.spoiled)
            if len(self.spoiled) > MOST_BROKEN or size > _MOST_BROKEN_BYTES:
                raise UnusableFile(f"more than {MOST_BROKEN} rows cannot be read: is it the file that was mapped?")
            place = self._insert(kind, [each for each in batch if isinstance(each, Rows)], place)

    def index(self) -> None:
        """Make what is looked up quick to find."""
        for name, columns in _looked_up(self.mapping).items():
            for each in sorted(columns):
                self.database.execute(f'CREATE INDEX "{name}/{each}" ON "{name}" ("{each}")')

    def case_keys(self) -> Iterator[str]:
        """Yield the keys of the drop's cases in the order of the file."""
        key, number = self._case_columns()
        yield from self._first(select(key).where(key.is_not(None)).group_by(key).order_by(func.min(number)))

    def known(self, keys: Collection[str]) -> set[str]:
        """Return which of these are keys of the drop's cases."""
        (key, _), wanted = self._case_columns(), sorted(keys)
        parts = [wanted[start : start + _ASKED] for start in range(0, len(wanted), _ASKED)]
        return {found for part in parts for found in self._first(select(key).where(key.in_(part)))}

    def without_key(self) -> Sequence[int]:
        """Return the places of the case's rows that have no key."""
        key, number = self._case_columns()
        return list(self._first(select(number).where(key.is_(None)).order_by(number).limit(MOST_BROKEN + 1)))

    def strays(self) -> Sequence[str | None]:
        """Return the keys of rows whose case is not in the drop and should be, None for a row without a key."""
        found: list[str | None] = []
        for name, occurrence in self._others():
            found += self._first(self._strays(name, occurrence, with_others=name in self._with_others()))
        return found

    def spelt_like_strays(self) -> Sequence[str]:
        """Return the keys of cases of which a row may be that spells the key differently, such as without its zeros."""
        key, _ = self._case_columns()
        found: set[str] = set()
        for name, occurrence in self._others():
            theirs = table(name, column(occurrence)).c[occurrence]
            other = select(func.plain(theirs)).where(theirs.not_in(select(key).where(key.is_not(None))))
            found |= set(self._first(select(key).where(func.plain(key).in_(other)).distinct().limit(MOST_BROKEN + 1)))
        return sorted(found)

    def idle(self) -> Sequence[str]:
        """Return the tables with a row that is looked up beside nothing of the drop, and should be."""
        users: dict[str, list[tuple[str, Join]]] = {}
        parts: list[CasePart | ListPart] = [self.mapping.case, *self.mapping.lists]
        for part in parts:
            for join in part.joins:
                users.setdefault(join.table, []).append((part.table, join))
        checked = sorted(set(users) - self._with_others() - {self.mapping.case.table})
        return [name for name in checked if next(self._first(_idle_rows(name, users[name])), None)]

    def _others(self) -> Sequence[tuple[str, str]]:
        case = self.mapping.case.table
        return sorted({(part.table, part.occurrence) for part in self.mapping.lists if part.table != case})

    def _with_others(self) -> set[str]:
        return {each.name for kind in self.mapping.files for each in kind.tables if each.has_others}

    def _strays(self, name: str, occurrence: str, *, with_others: bool) -> Select[*tuple[Any, ...]]:
        key, _ = self._case_columns()
        theirs = table(name, column(occurrence)).c[occurrence]
        is_stray = theirs.not_in(select(key).where(key.is_not(None)))
        wanted = theirs.is_(None) if with_others else or_(theirs.is_(None), is_stray)
        return select(theirs).where(wanted).distinct().limit(MOST_BROKEN + 1)

    def _case_columns(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        case = self.mapping.case
        columns = table(case.table, column(case.key), column(ROW_NUMBER)).c
        return columns[case.key], columns[ROW_NUMBER]

    def _first(self, statement: Select[*tuple[Any, ...]]) -> Iterator[Any]:
        yield from self.connection.execute(statement).scalars()

    def _insert(self, kind: FileKind, batch: Sequence[Rows], place: int) -> int:
        self.database.execute("BEGIN")
        for made in kind.tables:
            rows: list[tuple[object, ...]] = []
            for number, each in enumerate(batch, start=place):
                rows += [(number, *cells) for cells in each.rows.get(made.name, ())]
            marks = ", ".join("?" * (1 + len(made.columns)))
            # Its name is one of the mapping's, whose form is checked.
            self.database.executemany(f'INSERT INTO "{made.name}" VALUES ({marks})', rows)  # noqa: S608
        self.database.execute("COMMIT")
        return place + len(batch)


@contextmanager
def empty_tables(mapping: DropMapping) -> Iterator[Tables]:
    """Open the tables that a mapping describes, without rows; they are gone afterwards."""
    # SQLite's own word for a database on disk that nobody else can open and that leaves nothing behind.
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.create_function("plain", 1, _plain, deterministic=True)
        as_text = _looked_up(mapping)
        for kind in mapping.files:
            for each in kind.tables:
                database.execute(_create(each, as_text.get(each.name, ())))
        engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
        with engine.connect() as connection:
            yield Tables(mapping, database, connection)


def _idle_rows(name: str, users: Sequence[tuple[str, Join]]) -> Select[*tuple[Any, ...]]:
    names = sorted({theirs for _, join in users for theirs in join.on})
    looked_up = table(name, *map(column, names)).alias("looked_up")
    beside = []
    for user, join in users:
        ours = table(user, *map(column, sorted(set(join.on.values())))).alias("beside")
        same = [ours.c[our] == looked_up.c[their] for their, our in join.on.items()]
        beside.append(select(literal(1)).select_from(ours).where(*same).correlate(looked_up).exists())
    return select(literal(1)).select_from(looked_up).where(not_(or_(*beside))).limit(1)


def _plain(key: object) -> str:
    """Return what is left of a key that somebody or a spreadsheet has written differently."""
    return re.sub(r"[^0-9a-z]", "", str(key).casefold()).lstrip("0")


def _create(made: Table, as_text: Collection[str]) -> str:
    columns = (f'"{name}"{" TEXT" if name in as_text else ""}' for name in made.columns)
    return f'CREATE TABLE "{made.name}" ("{ROW_NUMBER}" INTEGER, {", ".join(columns)})'


def _looked_up(mapping: DropMapping) -> dict[str, set[str]]:
    """Return the columns by which rows are found: as text, so that 1 in one file is "1" in another."""
    found: dict[str, set[str]] = {mapping.case.table: {mapping.case.key, mapping.case.reference}}
    parts: list[CasePart | ListPart] = [mapping.case, *mapping.lists]
    for part in parts:
        for join in part.joins:
            found.setdefault(join.table, set()).update(join.on)
            found.setdefault(part.table, set()).update(join.on.values())
    for each in mapping.lists:
        found.setdefault(each.table, set()).add(each.occurrence)
    return {table: columns - {ROW_NUMBER} for table, columns in found.items()}
