"""Which columns a mapping asks for, of a table itself and of rows that are looked up beside it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from waypost.connectors.dataverse.values import Change, ServiceMapping, Through
from waypost.connectors.mapping.values import Condition, Fields, Group, ListPart, Value


@dataclass(frozen=True)
class Columns:
    """Columns of one table; `lookups`: navigation property -> columns of the row that is looked up."""

    own: tuple[str, ...]
    lookups: Mapping[str, tuple[str, ...]]


def columns_of_case(mapping: ServiceMapping) -> Columns:
    """Return what is asked of the case's table."""
    asked = [part.asked for part in mapping.lists if part.asked]
    named = [mapping.case.key, mapping.case.reference, *_of_fields(mapping.case.fields), *asked]
    return _sorted_out([*named, *_of_conditions(mapping.where)])


def columns_of_list(part: ListPart) -> Columns:
    """Return what is asked of the table of a list."""
    named = [part.occurrence, part.order, *([part.id] if part.id else []), *_of_fields(part.fields)]
    values = [*([part.value] if part.value else []), *part.gather.values()]
    return _sorted_out([*named, *(column for value in values for column in value.columns), *_of_conditions(part.where)])


def watched_columns(change: Change, mapping: ServiceMapping) -> tuple[str, ...]:
    """
    Return what is asked of a table whose changes are tracked: all that is mapped of it.

    A service may tell only of changes to what was asked for.
    """
    named = [change.key, change.at]
    if isinstance(change.occurrence, Through):
        named += _looked_up(change.occurrence, mapping)
    else:
        named.append(change.occurrence)
    if change.table == mapping.case.table:
        named += columns_of_case(mapping).own
    for part in mapping.lists:
        if part.table == change.table:
            named += columns_of_list(part).own
    return tuple(dict.fromkeys(named))


def _looked_up(through: Through, mapping: ServiceMapping) -> Iterator[str]:
    asked = [columns_of_case(mapping)] if through.table == mapping.case.table else []
    asked += [columns_of_list(part) for part in mapping.lists if part.table == through.table]
    for columns in asked:
        for lookup, named in columns.lookups.items():
            if through.column == f"_{lookup.lower()}_value":
                yield from named


def _of_fields(fields: Fields) -> Iterator[str]:
    for spec in fields.values():
        if isinstance(spec, Value):
            yield from spec.columns
        elif isinstance(spec, Group):
            yield from [spec.only_with] if spec.only_with else []
            yield from _of_fields(spec.fields)


def _of_conditions(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield condition.column


def _sorted_out(named: Iterable[str]) -> Columns:
    own: dict[str, None] = {}
    lookups: dict[str, dict[str, None]] = {}
    for name in named:
        lookup, dot, column = name.partition(".")
        if dot:
            lookups.setdefault(lookup, {})[column] = None
        else:
            own[name] = None
    return Columns(tuple(own), {lookup: tuple(columns) for lookup, columns in lookups.items()})
