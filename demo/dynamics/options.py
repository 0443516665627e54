"""The system query options of OData, as far as Dataverse has them: $filter, $orderby, $select, $expand."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from demo.dynamics.store import Refused, Row, Store
from demo.dynamics.tables import TABLES, Table

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<mark>[(),])|(?P<word>[^\s(),']+))",
)
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
}
Test = Callable[[Row], bool]


class Filter:
    """A `$filter` over one table."""

    def __init__(self, text: str, table: Table) -> None:
        self._table = table
        self._tokens = list(_tokens(text))
        self._test = self._either()
        if self._tokens:
            raise _syntax()

    def fits(self, row: Row) -> bool:
        """Return whether a row is wanted."""
        return self._test(row)

    def _either(self) -> Test:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._take("not"):
            test = self._one()
            return lambda row: not test(row)
        if self._take("("):
            inner = self._either()
            if not self._take(")"):
                raise _syntax()
            return inner
        return self._comparison()

    def _comparison(self) -> Test:
        if len(self._tokens) < 3:
            raise _syntax()
        column, operator, literal = self._tokens[:3]
        del self._tokens[:3]
        kind = known_kind(self._table, column)
        compare = _COMPARE.get(operator)
        if compare is None:
            raise _syntax()
        wanted = None if literal == "null" else _literal(literal, kind)

        def test(row: Row) -> bool:
            value = as_kind(row.get(column), kind)
            if value is None or wanted is None:
                return operator in {"eq", "ne"} and compare(value, wanted)
            return compare(value, wanted)

        return test

    def _take(self, token: str) -> bool:
        if self._tokens and self._tokens[0] == token:
            del self._tokens[0]
            return True
        return False


def known_kind(table: Table, column: str) -> str:
    """Return of what kind a column is, or refuse as Dataverse does."""
    kind = table.kind_of(column)
    if kind is None:
        message = f"Could not find a property named '{column}' on type 'Microsoft.Dynamics.CRM.{table.logical_name}'."
        raise Refused(400, message, code="0x80060888")
    return kind


def as_kind(value: Any, kind: str) -> Any:
    """Return a value as what can be compared."""
    if value is None:
        return None
    if kind == "moment":
        return datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return str(value).lower() if kind in {"guid", "text"} else value  # text is compared without letter case


def ordered(rows: list[Row], order: str, table: Table) -> list[Row]:
    """Return rows by `$orderby`, and by key where it leaves the order open."""
    result = sorted(rows, key=lambda row: str(row[table.key]))
    for part in reversed([part.split() for part in order.split(",") if part.strip()]):
        kind = known_kind(table, part[0])
        result.sort(
            key=lambda row, name=part[0], kind=kind: ((v := as_kind(row.get(name), kind)) is not None, v or 0),  # type: ignore[misc]
            reverse=part[1:] == ["desc"],
        )
    return result


def shaped(row: Row, select: Sequence[str], expand: str, *, table: Table, store: Store) -> Row:
    """Return a row with the columns asked for, its key and its etag, and the rows looked up beside it."""
    wanted = select or _all_columns(table)
    for name in wanted:
        known_kind(table, name)
    shown = {"@odata.etag": row["@odata.etag"], **{name: row.get(name) for name in wanted}, table.key: row[table.key]}
    for lookup_name, columns in _expansions(expand):
        lookup = table.lookups.get(lookup_name)
        if lookup is None:
            raise Refused(400, f"Could not find a property named '{lookup_name}'.", code="0x80060888")
        other = store.get(lookup.table, str(row.get(lookup.column)))
        there = TABLES[lookup.table]
        shown[lookup_name] = shaped(other, columns, "", table=there, store=store) if other else None
    return shown


def _all_columns(table: Table) -> list[str]:
    lookups = [lookup.column for lookup in table.lookups.values()]
    return [table.key, *table.columns, *lookups, "createdon", "modifiedon", "statecode", "statuscode"]


def _expansions(expand: str) -> Iterator[tuple[str, list[str]]]:
    found = re.findall(r"([A-Za-z0-9_]+)(?:\(\$select=([A-Za-z0-9_,]*)\))?(?:,|$)", expand)
    if len(found) > 15:
        raise Refused(400, "The number of $expand options is greater than 15.", code="0x80060888")
    for name, columns in found:
        yield name, [column for column in columns.split(",") if column]


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _syntax()
        place = found.end()
        yield found[0].strip()


def _literal(token: str, kind: str) -> Any:
    try:
        if kind == "guid":
            if not _GUID.fullmatch(token):
                raise _syntax()
            return token.lower()
        if kind == "text":
            if not token.startswith("'"):
                raise _syntax()
            return token[1:-1].replace("''", "'").lower()
        if kind == "switch":
            return {"true": True, "false": False}[token]
        return as_kind(token, kind) if kind in {"moment", "day"} else int(token)
    except (ValueError, KeyError):
        raise _syntax() from None


def _syntax() -> Refused:
    return Refused(400, "Syntax error in the query.", code="0x80060888")
