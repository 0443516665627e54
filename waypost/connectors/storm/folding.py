"""
All messages of one incident become the rows of its snapshot. Pure; read `fold` first.

Each field is what the newest message that speaks of it says. Any order of arrival and any repetition give the same,
since messages are a set that is put in order here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from waypost.base.values import ForceName, JsonValue
from waypost.connectors.mapping.document import document_of
from waypost.connectors.mapping.values import Condition, ListPart, OccurrenceRows, Row
from waypost.connectors.storm.course import Standing, standing_of
from waypost.connectors.storm.reading import columns_of_case, columns_of_list, gathered_of
from waypost.connectors.storm.values import Message, StormMapping

_SAID: Final = "yes"


def fold(messages: Iterable[Message], *, mapping: StormMapping, force: ForceName) -> dict[str, JsonValue]:
    """
    Return the snapshot of the incident that these messages are about, without a revision.

    :raises Unmappable: if a value fits no field of the contract.
    """
    return document_of(rows_of(messages, mapping=mapping), mapping=mapping, force=force)


def rows_of(messages: Iterable[Message], *, mapping: StormMapping) -> OccurrenceRows:
    """Return the newest of everything that the messages of one incident say; there is at least one."""
    ordered = sorted({each.digest: each for each in messages}.values(), key=lambda each: each.order)
    lists = {place: _newest_items(ordered, part, place, mapping) for place, part in enumerate(mapping.lists)}
    case: dict[str, object] = dict.fromkeys(columns_of_case(mapping))
    for each in ordered:
        case |= each.said
    case |= made_columns(standing_of(ordered), incident=ordered[0].incident)
    for place, rows in lists.items():
        case[asked_column(mapping.lists[place].section)] = None if rows is None else _SAID
    return OccurrenceRows(ordered[0].incident, case, {place: rows for place, rows in lists.items() if rows})


def made_columns(standing: Standing, *, incident: str) -> Row:
    """Return the columns that no message has and every mapping uses."""
    return {
        "made.incident": incident,
        "made.status": standing.status and standing.status.value,
        "made.eta": standing.eta,
        "made.attended_at": standing.attended_at,
        "made.opened_at": standing.opened_at,
        "made.updated_at": standing.updated_at,
    }


def asked_column(section: str) -> str:
    """Return the column that says whether any message has spoken of a list."""
    return f"made.said_{section}"


def _newest_items(
    ordered: Sequence[Message], part: ListPart, place: int, mapping: StormMapping
) -> tuple[Row, ...] | None:
    """Return the rows of one list, or None where no message has spoken of it."""
    speaking = [each.items[place] for each in ordered if place in each.items]
    if not speaking:
        return None
    if place in mapping.complete:
        speaking = speaking[-1:]
    items: dict[str, dict[str, object]] = {}
    for rows in speaking:
        for number, row in enumerate(rows):
            key = str(row[part.id]).strip() if part.id else str(number)
            items.setdefault(key, dict.fromkeys(columns_of_list(part))).update(row)
    there = (item for item in items.values() if all(_fits(item, each) for each in part.where))
    return tuple(row for item in there for row in _spread(item, part))


def _fits(item: Row, condition: Condition) -> bool:
    value = item[condition.column]
    text = "" if value is None else str(value).strip()
    return text in condition.among if condition.is_null is None else (not text) is condition.is_null


def _spread(item: Mapping[str, object], part: ListPart) -> Iterator[Row]:
    """Return an item as rows: one for each of several values, the first of which has all that is single."""
    several = {name: item[name] for name in gathered_of(part) if isinstance(item[name], tuple)}
    yield {**item, **{name: (values or (None,))[0] for name, values in several.items()}}  # type: ignore[index]
    nothing = dict.fromkeys(item) | ({part.id: item[part.id]} if part.id else {})
    for row in zip_longest(*(values[1:] for values in several.values())):  # type: ignore[index]
        yield {**nothing, **dict(zip(several, row, strict=True))}
