"""Whole cases out of a service: the case's row and the rows of every list, a question a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from waypost.connectors.calling.line import CallFailed, Unanswerable
from waypost.connectors.dataverse.addresses import BadKey, Question, any_of, literal
from waypost.connectors.dataverse.client import Client
from waypost.connectors.dataverse.columns import Columns, columns_of_case, columns_of_list
from waypost.connectors.dataverse.rows import MissingColumn, flat_row, prepared
from waypost.connectors.dataverse.values import ServiceMapping
from waypost.connectors.mapping.conditions import fits
from waypost.connectors.mapping.values import ListPart, OccurrenceRows, Row
from waypost.connectors.set_aside import Unreadable

T = TypeVar("T")

CASES_A_QUESTION = 40
"""So that the question stays short enough for any service: a key takes about fifty characters."""

# Read after everything else: then nothing that is told is newer than the flags that might forbid it.
_LAST = ("people", "flags")


@dataclass
class Found:
    """What was found of the cases that were asked for; `absent` are keys of rows that are not there or not ours."""

    occurrences: list[OccurrenceRows] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    """Key -> reference, which is empty where the row is not there."""

    def add(self, other: "Found") -> None:
        """Take over what another question found."""
        self.occurrences += other.occurrences
        self.unreadable += other.unreadable
        self.absent |= other.absent


def read_cases(client: Client, keys: Sequence[str], *, mapping: ServiceMapping) -> Found:
    """
    Return these cases with all their rows.

    :raises CallFailed: if the service cannot be read.
    """
    found = Found()
    wanted = iter(dict.fromkeys(keys))
    while some := list(islice(wanted, CASES_A_QUESTION)):
        found.add(_read_some(client, some, mapping))
    return found


def same_key(value: object, *, kind: str) -> str:
    """Return a key as we compare it: a GUID may be written in capitals."""
    return str(value).lower() if kind == "guid" else str(value)


def _read_some(client: Client, keys: Sequence[str], mapping: ServiceMapping) -> Found:
    """Read a few cases; where the service cannot answer for one of them, find it and read the others."""
    try:
        return _read(client, keys, mapping)
    except (Unanswerable, BadKey) as error:
        if len(keys) == 1:
            # The fault is the case's only if the service answers for others.
            list(islice(client.rows(Question(mapping.case.table, (mapping.case.key,), top=1)), 1))
            code = error.code if isinstance(error, Unanswerable) else "no_key"
            said = f"the service does not answer for it: {code}"
            return Found(unreadable=[Unreadable(keys[0], _reference_of(client, keys[0], mapping), said, None)])
    middle = len(keys) // 2
    found = _read_some(client, keys[:middle], mapping)
    found.add(_read_some(client, keys[middle:], mapping))
    return found


def _reference_of(client: Client, key: str, mapping: ServiceMapping) -> str:
    """Return what a case that cannot be read is called, so that it is held at once; empty where that cannot be read."""
    case = mapping.case
    try:
        where = any_of(case.key, [literal(key, kind=mapping.key_kind)])
        rows = list(islice(client.rows(Question(case.table, (case.key, case.reference), where=where, top=2)), 2))
    except (Unanswerable, BadKey):
        return ""
    told = {
        str(row.get(case.reference) or "") for row in rows if same_key(row.get(case.key), kind=mapping.key_kind) == key
    }
    return told.pop() if len(told) == 1 else ""


def _read(client: Client, keys: Sequence[str], mapping: ServiceMapping) -> Found:
    cases: dict[str, list[Mapping[str, object]]] = {same_key(key, kind=mapping.key_kind): [] for key in keys}
    asked_for = columns_of_case(mapping)
    for row in client.rows(_question(mapping.case.table, mapping.case.key, asked_for, keys, mapping)):
        _of_key(row, mapping.case.key, cases, mapping).append(row)
    lists = {key: _Lists() for key in cases}
    for place in sorted(range(len(mapping.lists)), key=lambda place: _turn(mapping.lists[place])):
        _read_list(client, place, lists, mapping)
    found = Found()
    for key, rows in cases.items():
        _put_together(key, rows, lists[key], mapping, found)
    return found


def _turn(part: ListPart) -> int:
    return _LAST.index(part.section) + 1 if part.section in _LAST else 0


@dataclass
class _Lists:
    rows: dict[int, list[Mapping[str, object]]] = field(default_factory=dict)


def _read_list(client: Client, place: int, lists: Mapping[str, _Lists], mapping: ServiceMapping) -> None:
    part = mapping.lists[place]
    question = _question(
        part.table, part.occurrence, columns_of_list(part), list(lists), mapping, order=_order(part, mapping)
    )
    for row in client.rows(question):
        _of_key(row, part.occurrence, lists, mapping).rows.setdefault(place, []).append(row)


def _order(part: ListPart, mapping: ServiceMapping) -> str:
    # Rows of one second must not change places from one poll to the next.
    keys = [change.key for change in mapping.changes if change.table == part.table and change.key != part.order]
    return ",".join([part.order, *keys])


def _question(
    table: str, column: str, asked: Columns, keys: Sequence[str], mapping: ServiceMapping, *, order: str = ""
) -> Question:
    literals = [literal(key, kind=mapping.key_kind) for key in keys]
    return Question(table, asked.own, asked.lookups, any_of(column, literals), order)


def _of_key(row: Mapping[str, object], column: str, by_key: Mapping[str, T], mapping: ServiceMapping) -> T:
    key = same_key(row.get(column), kind=mapping.key_kind)
    if key not in by_key:
        # Rows that were not asked for: whose they are is not guessed.
        raise CallFailed("other_rows")
    return by_key[key]


def _put_together(
    key: str, rows: Sequence[Mapping[str, object]], lists: _Lists, mapping: ServiceMapping, found: Found
) -> None:
    if not rows:
        found.absent[key] = ""
        return
    reference = str(rows[0].get(mapping.case.reference) or "")
    try:
        if len(rows) > 1:
            raise MissingColumn("the case's key stands twice")
        case = _made(rows[0], columns_of_case(mapping), mapping.case.table, mapping)
        if not fits(case, mapping.where):
            found.absent[key] = reference
            return
        made = {place: tuple(_list_rows(place, each, mapping)) for place, each in lists.rows.items()}
    except MissingColumn as error:
        raw = {"case": list(rows), "lists": lists.rows}
        found.unreadable.append(Unreadable(key, reference, str(error), raw))
    else:
        found.occurrences.append(OccurrenceRows(key, case, made))


def _list_rows(place: int, rows: Sequence[Mapping[str, object]], mapping: ServiceMapping) -> Iterator[Row]:
    part = mapping.lists[place]
    columns = columns_of_list(part)
    for row in rows:
        made = _made(row, columns, part.table, mapping)
        if fits(made, part.where):
            yield made


def _made(row: Mapping[str, object], columns: Columns, table: str, mapping: ServiceMapping) -> Row:
    flat = flat_row(row, columns)
    return prepared(flat, several=mapping.several.get(table, ()), rich_text=mapping.rich_text.get(table, ()))
