"""
A mapping as SQL, through SQLAlchemy Core: the dialect is the driver's business.

Names come from the mapping, whose form is checked; values are always bound. For a batch of occurrences there
is one statement a table, however many they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Insert,
    Select,
    TableClause,
    and_,
    bindparam,
    column,
    func,
    select,
    table,
    union_all,
)
from sqlalchemy.types import NullType

from waypost.connectors.mapping.values import CasePart, Condition, Fields, Group, Join, ListPart, Value
from waypost.connectors.sql.dialects import Bound
from waypost.connectors.sql.values import SourceMapping, WriteTarget

Statement = Select[*tuple[Any, ...]]

OCCURRENCE = "waypost_occurrence"
"""The label under which every row says to which occurrence it belongs."""

_MAIN = "main_row"


def select_changed(mapping: SourceMapping, *, since: Bound | None) -> Statement:
    """Return the statement for the keys of what has changed, oldest first, each with its newest time."""
    feeds = []
    for change in mapping.changes:
        rows = plain_table(change.table, [change.occurrence, change.at])
        at = rows.c[change.at]
        feed = select(rows.c[change.occurrence].label("key"), at.label("at")).where(at.is_not(None))
        feeds.append(feed if since is None else feed.where(at >= since))
    (change, *others) = mapping.changes
    if not others and (change.table, change.occurrence) == (mapping.case.table, mapping.case.key):
        only = feeds[0].subquery()
        return select(only.c.key, only.c.at).order_by(only.c.at, only.c.key)
    every = union_all(*feeds).subquery()
    newest = func.max(every.c.at)
    return select(every.c.key, newest.label("at")).group_by(every.c.key).order_by(newest, every.c.key)


def columns_of_case(part: CasePart, *, lists: Iterable[ListPart]) -> set[str]:
    """Return the columns that are read of an occurrence's main row, by the names of the mapping."""
    asked = {each.asked for each in lists if each.asked is not None}
    return {part.key, part.reference, *_columns(part.fields), *asked}


def columns_of_list(part: ListPart) -> set[str]:
    """Return the columns that are read of a list's rows, by the names of the mapping."""
    columns = {part.occurrence, part.order, *_columns(part.fields), *_columns(part.gather)}
    columns |= {part.id} if part.id else set()
    return columns | (set(part.value.columns) if part.value else set())


def select_case(part: CasePart, *, keys: Iterable[object], lists: Iterable[ListPart]) -> Statement:
    """Return the statement for the main rows of these occurrences, with what says whether `lists` were asked for."""
    columns = columns_of_case(part, lists=lists)
    return _joined(part.table, columns, part.joins).select(columns, occurrence=part.key, keys=keys)


def select_list(part: ListPart, *, keys: Iterable[object]) -> Statement:
    """Return the statement for a list's rows of these occurrences, in the part's order."""
    columns = columns_of_list(part)
    joined = _joined(part.table, columns | {condition.column for condition in part.where}, part.joins)
    statement = joined.select(columns, occurrence=part.occurrence, keys=keys)
    statement = statement.where(*(_where(joined.find(each.column), each) for each in part.where))
    return statement.order_by(joined.find(part.occurrence), joined.find(part.order))


def select_keys(part: CasePart, *, references: Iterable[str]) -> Statement:
    """Return the statement for the keys of the occurrences that victims know by these references."""
    return _select_keys(part, part.reference, references)


def select_own_keys(part: CasePart, *, written: Iterable[str]) -> Statement:
    """Return the statement for keys that were written down as text, as the database has them."""
    return _select_keys(part, part.key, written)


def select_references(part: CasePart, *, keys: Iterable[object]) -> Statement:
    """Return the statement for the references of these occurrences, and for nothing else of them."""
    rows = plain_table(part.table, [part.key, part.reference])
    told = select(rows.c[part.key].label("own"), rows.c[part.reference].label("told"))
    return told.where(rows.c[part.key].in_(_untyped(keys)))


def _select_keys(part: CasePart, told: str, values: Iterable[str]) -> Statement:
    rows = plain_table(part.table, [part.key, told])
    return select(rows.c[part.key].label("own"), rows.c[told].label("told")).where(rows.c[told].in_(_untyped(values)))


def select_own(target: WriteTarget, *, own_id: str) -> Statement:
    """Return the statement that finds the row that we have added under our own id."""
    rows = plain_table(target.table, [target.own_id])
    return select(rows.c[target.own_id]).where(rows.c[target.own_id] == bindparam(None, own_id, NullType()))


def insert_row(target: WriteTarget, *, values: Mapping[str, object]) -> Insert:
    """Return the statement that adds one row."""
    bound = {name: bindparam(name, value, NullType()) for name, value in values.items()}
    return plain_table(target.table, values).insert().values(bound)


@dataclass(frozen=True)
class _Joined:
    """A table, and what is looked up beside its rows."""

    source: FromClause
    tables: Mapping[str, FromClause]

    def find(self, name: str) -> ColumnElement[object]:
        """Return the column that a mapping calls `column` or `join.column`."""
        join, _, own = name.rpartition(".")
        return self.tables[join].c[own]

    def select(self, columns: Iterable[str], *, occurrence: str, keys: Iterable[object]) -> Statement:
        """Return the rows of these occurrences, each column under the name that the mapping has for it."""
        belongs = self.find(occurrence)
        shown = [self.find(each).label(each) for each in sorted(columns)]
        statement = select(belongs.label(OCCURRENCE), *shown).select_from(self.source)
        return statement.where(belongs.in_(_untyped(keys)))


def _untyped(values: Iterable[object]) -> BindParameter[Any]:
    """Bind values as they are: the column says whether `42` is a number, a word or an id."""
    return bindparam(None, list(values), type_=NullType(), expanding=True)


def _joined(name: str, columns: Iterable[str], joins: Iterable[Join]) -> _Joined:
    columns, joins = set(columns), tuple(joins)
    own = {each for each in columns if "." not in each} | {our for join in joins for our in join.on.values()}
    main = plain_table(name, sorted(own)).alias(_MAIN)
    tables: dict[str, FromClause] = {"": main}
    source: FromClause = main
    for join in joins:
        theirs = {each.split(".", 1)[1] for each in columns if each.startswith(f"{join.name}.")}
        tables[join.name] = plain_table(join.table, sorted(theirs | set(join.on))).alias(join.name)
        matches = [tables[join.name].c[their] == main.c[our] for their, our in join.on.items()]
        source = source.outerjoin(tables[join.name], and_(*matches))
    return _Joined(source, tables)


def _where(found: ColumnElement[object], condition: Condition) -> ColumnElement[bool]:
    if condition.is_null is None:
        return found.in_(condition.among)
    return found.is_(None) if condition.is_null else found.is_not(None)


def _columns(fields: Fields) -> Iterator[str]:
    for spec in fields.values():
        if isinstance(spec, Value):
            yield from spec.columns
        elif isinstance(spec, Group):
            yield from [spec.only_with] if spec.only_with else []
            yield from _columns(spec.fields)


def plain_table(name: str, columns: Iterable[str]) -> TableClause:
    """Return a table of which just these columns are known."""
    schema, _, own = name.rpartition(".")
    return table(own, *(column(each) for each in columns), schema=schema or None)
