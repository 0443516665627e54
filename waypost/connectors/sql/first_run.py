"""
What would not work, looked for before anything runs: rights, names, clocks, indexes. Nothing is written.

Read `faults_of` first. Each fault is a sentence for whoever can mend it; it names tables and columns of the mapping
and holds nothing of a record.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Executable, false, inspect, null, select
from sqlalchemy.exc import SQLAlchemyError

from waypost.connectors.mapping.values import CasePart, ListPart
from waypost.connectors.sql.client import OtherClock, error_code, find_keys, present, read_changed, reading
from waypost.connectors.sql.statements import (
    columns_of_case,
    columns_of_list,
    plain_table,
    select_case,
    select_keys,
    select_list,
    select_own,
)
from waypost.connectors.sql.values import Change, SourceMapping, WriteTarget

MOST_APART = timedelta(minutes=2)
_LOOKED_AT = 5
_NOT_ALLOWED = ":3952"  # SQL Server: the database does not allow the level SNAPSHOT


@dataclass(frozen=True)
class Database:
    """A crime database as a source is to use it: `write` may be another address, with other rights."""

    mapping: SourceMapping
    read: Engine
    write: Engine


def faults_of(database: Database, *, now: datetime) -> Iterator[str]:
    """
    Yield what to mend, in a sentence each.

    :raises sqlalchemy.exc.SQLAlchemyError: if the database cannot be reached at all.
    """
    mapping = database.mapping
    try:
        with reading(database.read) as connection:
            yield from _clock(present(connection), now=now)
    except SQLAlchemyError as error:
        if not error_code(error).endswith(_NOT_ALLOWED):
            raise
        yield (
            "The database does not let a reader see one state of it: ask for ALLOW_SNAPSHOT_ISOLATION ON. Without it"
            " a case could be read half changed."
        )
        return
    yield from _unreadable(database.read, mapping)
    for change in mapping.changes:
        yield from _times(database.read, change, mapping)
    yield from _found_again(database.read, mapping)
    for target in mapping.write_back.values():
        yield from _way_back(database.write, target, mapping.case)


def _clock(told: datetime, *, now: datetime) -> Iterator[str]:
    if abs(told - now) > MOST_APART:
        minutes = round(abs(told - now) / timedelta(minutes=1))
        yield (
            f"The database's clock and ours are {minutes} minutes apart: find out which is wrong. Until then set"
            f" overlap_minutes to {minutes + 15} or more."
        )


def _unreadable(engine: Engine, mapping: SourceMapping) -> Iterator[str]:
    case = mapping.case
    main = select_case(case, keys=[], lists=mapping.lists)
    yield from _unreadable_part(engine, case, main, columns_of_case(case, lists=mapping.lists))
    for part in mapping.lists:
        yield from _unreadable_part(engine, part, select_list(part, keys=[]), columns_of_list(part))


def _unreadable_part(
    engine: Engine, part: CasePart | ListPart, statement: Executable, columns: Iterable[str]
) -> Iterator[str]:
    """Say what of a part cannot be read, column by column where not all can."""
    if _works(engine, statement):
        return
    tables = {"": part.table} | {join.name: join.table for join in part.joins}
    own = {each for join in part.joins for each in join.on.values()}
    theirs = {f"{join.name}.{each}" for join in part.joins for each in join.on}
    for name in sorted({*columns, *own, *theirs}):
        join, _, column = name.rpartition(".")
        if not _works(engine, _none_of(tables[join], [column])):
            yield (
                f"{tables[join]}.{column} cannot be read: mend its name in the mapping, or let our role read it."
                " Where the name is a reserved word of the database, write it in the mapping in the database's own"
                " capitals."
            )


def _times(engine: Engine, change: Change, mapping: SourceMapping) -> Iterator[str]:
    """Say what is wrong with a column by which changes are found."""
    where = f"{change.table}.{change.at}"
    if not _works(engine, _none_of(change.table, [change.at, change.occurrence])):
        yield f"{where} or {change.occurrence} beside it cannot be read: without them no change is found."
        return
    alone = replace(mapping, changes=(change,))
    try:
        with reading(engine) as connection:
            next(read_changed(connection, mapping=alone, since=None), None)
    except OtherClock:
        wanted = "with an offset" if mapping.zone is None else "without an offset"
        yield f"{where} holds no times {wanted}, as the mapping's clock says: mend the clock, or take another column."
    except SQLAlchemyError as error:
        yield f"{where}: what changed cannot be listed ({error_code(error)}); it may take too long without an index."
    column = plain_table(change.table, [change.at]).c[change.at]
    if _finds(engine, select(column).where(column.is_(None)).limit(1)):
        yield f"{where} is empty in some rows: they are not read until it is filled. Take a column that always is."
    if not _has_index(engine, change):
        yield f"{where} has no index: ask for one, since we look for new times in it every few seconds."


def _found_again(engine: Engine, mapping: SourceMapping) -> Iterator[str]:
    """Say if cases are not found by the references that they have, as write-back and the sweep look for them."""
    column = plain_table(mapping.case.table, [mapping.case.reference]).c[mapping.case.reference]
    try:
        with reading(engine) as connection:
            told = connection.execute(select(column).where(column.is_not(None)).limit(_LOOKED_AT))
            references = [str(row[0]).rstrip(" ") for row in told]
            found = find_keys(connection, mapping=mapping, references=references)
    except SQLAlchemyError:
        return  # said before
    if set(references) - set(found):
        yield (
            f"{mapping.case.table}.{mapping.case.reference}: cases are not found by the reference that they have."
            " Where the column is of fixed length, give us a view that cuts the blanks at its end off."
        )


def _way_back(engine: Engine, target: WriteTarget, case: CasePart) -> Iterator[str]:
    """Say if rows could not be added to a table, or not be looked up there before."""
    if not _works(engine, select_keys(case, references=[])):
        yield f"{case.table}: the role that writes cannot read {case.key} and {case.reference}, and must."
    if not _works(engine, select_own(target, own_id="")):
        yield (
            f"{target.table}.{target.own_id} cannot be read by the role that writes: it must be, so that nothing is"
            " written twice."
        )
    columns = sorted({*target.values, target.own_id})
    nobody = select(*[null()] * len(columns)).where(false())
    nothing = plain_table(target.table, columns).insert().from_select(columns, nobody)
    if not _works(engine, nothing, opened=_rolled_back):
        yield (
            f"{target.table}: our role cannot add a row with {', '.join(columns)}. Let it insert there, and mend the"
            " names in the mapping."
        )


def _none_of(table: str, columns: list[str]) -> Executable:
    known = plain_table(table, columns)
    return select(*known.c).where(false())


@contextmanager
def _rolled_back(engine: Engine) -> Iterator[Any]:
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def _works(engine: Engine, statement: Executable, *, opened: Callable[..., Any] = reading) -> bool:
    try:
        with opened(engine) as connection:
            connection.execute(statement)
    except SQLAlchemyError:
        return False
    return True


def _finds(engine: Engine, statement: Executable) -> bool:
    try:
        with reading(engine) as connection:
            return connection.execute(statement).first() is not None
    except SQLAlchemyError:
        return False  # to look through all would take too long


def _has_index(engine: Engine, change: Change) -> bool:
    """Whether an index begins with the time; a view, and what we may not look into, are taken to have one."""
    schema, _, table = change.table.rpartition(".")
    try:
        found = inspect(engine)
        if not found.has_table(table, schema=schema or None) or table in found.get_view_names(schema or None):
            return True
        columns = [index["column_names"] for index in found.get_indexes(table, schema=schema or None)]
    except SQLAlchemyError:
        return True
    return change.at.lower() in {str(names[0]).lower() for names in columns if names}
