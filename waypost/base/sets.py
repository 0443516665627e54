"""
Many rows in one statement, for the hot paths: intake, decisions, delivery, receipts.

The rows travel as one JSON value that PostgreSQL takes apart (`json_to_recordset`), so a set of 500 rows costs one
statement with one parameter; making SQL for each field of each row is what a bulk call of the ORM spends its time on.
No signal is sent and no `save` is called: the caller's transaction and row-level security hold as for any statement.

*Source:* design 3, "hot paths work in sets".
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeVar

import orjson
from django.db import connection
from django.db.models import CompositePrimaryKey, Field, Model
from django.db.models.expressions import Col

_Columns = tuple[str, ...]
_Row = TypeVar("_Row", bound=Model)
_Mend = Callable[[Any], Any]
_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s) ORDER BY 1"


def insert_rows(
    rows: Sequence[Model], *, ignore_conflicts: bool = False, unique: Collection[str] = (), update: Collection[str] = ()
) -> int:
    """
    Insert these rows, all of one model, in the order given; return how many were written.

    A row without a key of its own gets one from the database, which the object does not learn. With `unique` (names of
    fields under one unique constraint) a row that is there already has its `update` fields written instead.

    :raises django.db.IntegrityError: for a row that is there already, unless `ignore_conflicts` or `unique` is given.
    """
    if not rows:
        return 0
    model, key = type(rows[0]), rows[0]._meta.pk
    fields = tuple(one.name for one in model._meta.concrete_fields if one is not key or rows[0].pk is not None)
    return _execute(_insert_sql(model, fields, ignore_conflicts, tuple(unique), tuple(update)), rows, fields)


def update_rows(rows: Sequence[Model], fields: Collection[str]) -> int:
    """Write these fields of rows that are there, all of one model, found by their keys; return how many were found."""
    if not rows:
        return 0
    model = type(rows[0])
    keys = _keys(model)
    names = (*keys, *(name for name in fields if name not in keys))
    return _execute(_update_sql(model, names, len(keys)), rows, names)


def give_keys(rows: Sequence[Model]) -> None:
    """Give new rows, all of one model, their keys before they are inserted, rising in the order given."""
    if not rows:
        return
    model = type(rows[0])
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [model._meta.db_table, model._meta.pk.column, len(rows)])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key


def read_rows(
    model: type[_Row], where: str, values: Sequence[Any] | Mapping[str, Any], *, without: Collection[str] = ()
) -> list[_Row]:
    """
    Return the rows that `where` finds, by our own SQL from `WHERE` on: what an ORM's query says, without making it.

    The table is called `t`. The fields `without` are read when somebody asks for them.
    """
    sql, names, menders = _select(model, tuple(without))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} {where}", values)
        rows = cursor.fetchall()
    return [model.from_db(connection.alias, names, _mended(row, menders)) for row in rows]


def _mended(row: Sequence[Any], menders: Sequence[tuple[int, _Mend]]) -> Sequence[Any]:
    if not menders:
        return row
    values = list(row)
    for place, mend in menders:
        values[place] = mend(values[place])
    return values


@cache
def _select(model: type[Model], without: _Columns) -> tuple[str, list[str], list[tuple[int, _Mend]]]:
    fields = [one for one in model._meta.concrete_fields if one.name not in without]
    columns = ", ".join(f"t.{_quoted(str(one.column))}" for one in fields)
    menders = [(place, mend) for place, one in enumerate(fields) for mend in _menders(one)]
    # Names of tables and columns are the models' own.
    return f"SELECT {columns} FROM {_table(model)} AS t", [one.attname for one in fields], menders  # noqa: S608


def _menders(field: "Field[Any, Any]") -> Sequence[_Mend]:
    column = field.get_col(field.model._meta.db_table)
    converters = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    return [partial(_convert, convert, column) for convert in converters]


def _convert(convert: Callable[..., Any], column: Col, value: object) -> object:
    return convert(value, column, connection)


def _execute(sql: str, rows: Sequence[Model], names: Sequence[str]) -> int:
    fields = [_field(type(rows[0]), name) for name in names]
    columns = [(one.column, one.attname) for one in fields]
    values = [{column: getattr(row, attribute) for column, attribute in columns} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(sql, [orjson.dumps(values, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()])
        return int(cursor.rowcount)


def _plain(value: object) -> object:
    """Return what PostgreSQL reads of a value that JSON has no form for."""
    if isinstance(value, bytes | bytearray | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, tuple | frozenset | set):
        return list(value)
    raise TypeError(f"a {type(value).__name__} cannot be written in a set")


@cache
def _insert_sql(model: type[Model], names: _Columns, ignore_conflicts: bool, unique: _Columns, update: _Columns) -> str:
    columns = ", ".join(_column(model, name) for name in names)
    conflict = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    if unique:
        changes = ", ".join(f"{_column(model, name)} = EXCLUDED.{_column(model, name)}" for name in update)
        conflict = f" ON CONFLICT ({', '.join(_column(model, name) for name in unique)}) DO UPDATE SET {changes}"
    # Names of tables and columns are the models' own.
    return f"INSERT INTO {_table(model)} ({columns}) SELECT {columns} FROM {_rows(model, names)}{conflict}"  # noqa: S608


@cache
def _update_sql(model: type[Model], names: _Columns, keys: int) -> str:
    columns = [_column(model, name) for name in names]
    changes = ", ".join(f"{column} = r.{column}" for column in columns[keys:])
    same = " AND ".join(f"t.{column} = r.{column}" for column in columns[:keys])
    return f"UPDATE {_table(model)} AS t SET {changes} FROM {_rows(model, names)} WHERE {same}"  # noqa: S608


def _rows(model: type[Model], names: _Columns) -> str:
    types = ", ".join(f"{_column(model, name)} {_type(model, name)}" for name in names)
    return f"json_to_recordset(%s::json) AS r ({types})"


def _keys(model: type[Model]) -> _Columns:
    key = model._meta.pk
    return tuple(key.field_names) if isinstance(key, CompositePrimaryKey) else (key.name,)


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _column(model: type[Model], name: str) -> str:
    return _quoted(str(_field(model, name).column))


def _type(model: type[Model], name: str) -> str:
    field = _field(model, name)
    # Of a key only its type counts here, not that the database may give it.
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    field = model._meta.get_field(name)
    if not isinstance(field, Field):
        raise TypeError(f"{name} is no column of {model.__name__}")
    return field


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
