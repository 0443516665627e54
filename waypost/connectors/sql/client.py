"""The connection to a crime database: reading changes nothing, and nothing waits for ever."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from sqlalchemy import Connection, Engine, NullPool, Result, create_engine, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError

from waypost.connectors.mapping.values import OccurrenceRows, Row
from waypost.connectors.sql.dialects import (
    DRIVERS,
    bound_time,
    connect_args,
    note_connections,
    present_of,
    reading_of,
)
from waypost.connectors.sql.statements import (
    OCCURRENCE,
    insert_row,
    select_case,
    select_changed,
    select_keys,
    select_list,
    select_own,
    select_own_keys,
    select_references,
)
from waypost.connectors.sql.values import Changed, SourceMapping, WriteTarget

_STREAMED_ROWS = 1_000


class BadDatabaseUrl(ValueError):
    """The address of the crime database cannot be used."""


class NoSuchOccurrence(LookupError):
    """The crime database has no occurrence of that reference."""


def open_engine(url: str) -> Engine:
    """
    Return an engine that connects when it is used, and keeps no connection afterwards.

    :raises BadDatabaseUrl: if it is no database's address, or its driver is not installed.
    """
    try:
        parsed = _socket_folder(make_url(url))
        parsed = parsed.set(drivername=DRIVERS.get(parsed.drivername, parsed.drivername))
        engine = create_engine(parsed, poolclass=NullPool, connect_args=connect_args(parsed))
        note_connections(engine)
        return engine
    except (ArgumentError, NoSuchModuleError, ImportError):
        # The address may hold a password, so nothing of it is repeated.
        raise BadDatabaseUrl("the database's address cannot be used, or its driver is not installed") from None


class OtherSpelling(ValueError):
    """Two tables spell the key of one occurrence differently, and the database takes them for equal."""


class OtherClock(ValueError):
    """The times of change are not written as the mapping's `clock` says: compared with others they would mislead."""


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open one transaction that sees one state of the database and cannot change it."""
    how = reading_of(engine.dialect.name)
    with engine.connect() as connection:
        if how.level:
            connection.execution_options(isolation_level=how.level)
        for statement in how.statements:
            connection.exec_driver_sql(statement)
        yield connection


def present(connection: Connection) -> datetime:
    """Return the source's own present, with an offset."""
    told: datetime = connection.execute(select(present_of(connection.dialect.name))).scalar_one()
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def read_changed(connection: Connection, *, mapping: SourceMapping, since: datetime | None) -> Iterator[Changed]:
    """
    Return what has changed, oldest first, streamed: memory stays flat on a first load of any size.

    :raises OtherClock: if a time of change has an offset where the mapping says that there is none, or the reverse.
    """
    start = None if since is None else bound_time(since, dialect=connection.dialect.name)
    streaming = connection.execution_options(yield_per=_STREAMED_ROWS)
    for key, at in streaming.execute(select_changed(mapping, since=start)):
        if not isinstance(at, datetime) or (at.tzinfo is None) == (mapping.zone is None):
            raise OtherClock
        yield Changed(key, at)


def read_occurrences(connection: Connection, *, mapping: SourceMapping, keys: Sequence[object]) -> list[OccurrenceRows]:
    """
    Return all rows of these occurrences, one statement a table; one that is gone is left out.

    :raises OtherSpelling: if a row comes back under another key than was asked for: whose it is, is not guessed.
    """
    lists: dict[object, dict[int, list[Row]]] = {key: {} for key in keys}
    for place, part in enumerate(mapping.lists):
        for row in _rows(connection.execute(select_list(part, keys=keys))):
            _asked_for(row, lists).setdefault(place, []).append(row)
    return [
        OccurrenceRows(
            key=row[OCCURRENCE],
            case=row,
            lists={place: tuple(rows) for place, rows in _asked_for(row, lists).items()},
        )
        for row in _rows(connection.execute(select_case(mapping.case, keys=keys, lists=mapping.lists)))
    ]


def _asked_for(row: Row, lists: Mapping[object, dict[int, list[Row]]]) -> dict[int, list[Row]]:
    # A database that ignores letter case or trailing blanks finds `ab1` under `AB1`.
    if row[OCCURRENCE] not in lists:
        raise OtherSpelling
    return lists[row[OCCURRENCE]]


def _rows(result: Result[*tuple[Any, ...]]) -> Iterator[Row]:
    names = tuple(result.keys())
    for row in result:
        told = dict(zip(names, row, strict=True))
        # Columns of fixed length are filled up with blanks. The key stays as it is: it is looked for again.
        yield {name: _unpadded(value) if name != OCCURRENCE else value for name, value in told.items()}


def _unpadded(value: object) -> object:
    return value.rstrip(" ") if isinstance(value, str) else value


def add_once(engine: Engine, *, target: WriteTarget, own_id: UUID, values: Mapping[str, object]) -> None:
    """
    Add one row under our own id and commit; where it is there already, that is as good.

    Dialect-neutral: looked up first, and a refusal by the unique column is looked up again, since a commit
    whose answer was lost may have come between.

    :raises DBAPIError: if the database does not take it.
    """
    if _is_there(engine, target=target, own_id=own_id):
        return
    try:
        with engine.begin() as connection:
            connection.execute(insert_row(target, values=values))
    except IntegrityError:
        if not _is_there(engine, target=target, own_id=own_id):
            raise


def find_key(engine: Engine, *, mapping: SourceMapping, reference: str) -> object:
    """
    Return the key of the occurrence that victims know by `reference`.

    :raises NoSuchOccurrence: if there is none.
    """
    with reading(engine) as connection:
        found = find_keys(connection, mapping=mapping, references=[reference])
    if reference not in found:
        raise NoSuchOccurrence
    return found[reference]


def find_keys(connection: Connection, *, mapping: SourceMapping, references: Sequence[str]) -> Mapping[str, object]:
    """Return the keys of the occurrences that victims know by these references, in exactly this spelling."""
    rows = connection.execute(select_keys(mapping.case, references=references))
    spelt = {str(_unpadded(reference)): key for key, reference in rows}
    return {reference: spelt[reference] for reference in references if reference in spelt}


def find_references(connection: Connection, *, mapping: SourceMapping, keys: Sequence[object]) -> Mapping[str, str]:
    """Return what these occurrences are called, by their keys as they are written down; one without is left out."""
    rows = connection.execute(select_references(mapping.case, keys=keys))
    return {str(key): str(_unpadded(reference)) for key, reference in rows if reference is not None}


def own_keys(connection: Connection, *, mapping: SourceMapping, written: Sequence[str]) -> Sequence[object]:
    """Return keys that were written down as text as the database has them; those that are gone are left out."""
    return [row[0] for row in connection.execute(select_own_keys(mapping.case, written=written))]


def error_code(error: Exception) -> str:
    """Return what kind of error it is, without its text: a driver's may hold rows, or an address."""
    code = _drivers_code(getattr(error, "orig", None))
    return f"{type(error).__name__}:{code}" if code else type(error).__name__


def _drivers_code(error: object) -> object:
    """Return PostgreSQL's five characters, the number of MariaDB or SQL Server, or Oracle's ORA-00942."""
    told = next(iter(getattr(error, "args", ())), None)
    if isinstance(told, tuple):
        told = next(iter(told), None)
    number = told if isinstance(told, int) else getattr(told, "full_code", None)
    return number or getattr(error, "sqlstate", None)


def _is_there(engine: Engine, *, target: WriteTarget, own_id: UUID) -> bool:
    with reading(engine) as connection:
        return connection.execute(select_own(target, own_id=str(own_id))).first() is not None


def _socket_folder(url: URL) -> URL:
    # PostgreSQL's own form of address escapes a socket's folder in the host; SQLAlchemy would look it up as a name.
    folder = unquote(url.host or "")
    if not folder.startswith("/"):
        return url
    port = {"port": str(url.port)} if url.port else {}
    return url.set(host=None, port=None).update_query_dict({"host": folder, **port})
