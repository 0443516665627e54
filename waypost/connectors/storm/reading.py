"""From a message as it came to what it says, or to why it cannot be read. Pure; read `read_message` first."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from waypost.base.values import JsonValue
from waypost.connectors.mapping.values import Fields, Group, ListPart, Value
from waypost.connectors.push.parsing import Ambiguous as TwoMeanings
from waypost.connectors.push.parsing import canonical
from waypost.connectors.storm.paths import ABSENT, Ambiguous, items_at, value_at
from waypost.connectors.storm.trees import read_trees
from waypost.connectors.storm.values import Faulty, Message, StormMapping, Tree, TypeRule

AHEAD = timedelta(days=1)
"""A message from later than this cannot be the newest for ever: somebody's clock is wrong."""
LONGEST_INCIDENT = 64
LONGEST_ID = 200
LARGEST = 256 * 1024
MADE = "made."
"""Columns that we make ourselves begin so; no path in a message has a colon or this word before a dot."""

_PLAIN = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_CODE = re.compile(r"[A-Za-z0-9_.\- ]{1,40}")


class _Unreadable(ValueError):
    """One part of a message cannot be read; the sentence names it and holds no value."""


def read_messages(body: bytes, *, mapping: StormMapping, now: datetime) -> Sequence[Message | Faulty]:
    """
    Return what the messages of a body say; one that has no one way to be written is kept with all of the body.

    :raises NotMessages: if no message can be found in it.
    :raises TooMany: for more than 500 messages.
    """
    found = [read_message(tree, mapping=mapping, now=now) for tree in read_trees(body, parts=mapping.parts)]
    return [replace(each, raw=body) if isinstance(each, Faulty) and not each.raw else each for each in found]


def read_message(tree: JsonValue, *, mapping: StormMapping, now: datetime) -> Message | Faulty:
    """
    Return what one message says, or why it cannot be read, then without its bytes if there is no one way to write it.

    A message of a type that the mapping does not list cannot be read: it may say that somebody is in danger.
    """
    if not isinstance(tree, dict):
        return Faulty("A message is an object with parts.", b"")
    incident = _plain_or_empty(tree, mapping.parts.incident, LONGEST_INCIDENT)
    own_id = _plain_or_empty(tree, mapping.parts.id, LONGEST_ID)
    try:
        raw = canonical(tree)
    except TwoMeanings as error:
        return Faulty(str(error).replace("event", "message"), b"", incident, own_id)
    if len(raw) > LARGEST:
        return Faulty(f"The message is over {LARGEST // 1024} KiB.", b"", incident, own_id)
    try:
        if not incident:
            raise _Unreadable(f"{mapping.parts.incident}: the incident's number is missing, or cannot be one")
        if not own_id:
            raise _Unreadable(f"{mapping.parts.id}: the message's id is missing, or cannot be one")
        return _read(tree, raw, mapping, now)
    except (Ambiguous, _Unreadable) as error:
        return Faulty(str(error), raw, incident, own_id)


def read_kept(raw: bytes, *, mapping: StormMapping, now: datetime) -> Message | Faulty:
    """Return what a message that was kept says by the mapping of today."""
    return read_message(json.loads(raw), mapping=mapping, now=now)


def _read(tree: Tree, raw: bytes, mapping: StormMapping, now: datetime) -> Message:
    parts = mapping.parts
    rule, code = _rule(tree, mapping)
    at = _required_moment(tree, parts.at, mapping)
    if at - now > AHEAD:
        raise _Unreadable(f"{parts.at}: lies more than a day ahead")
    eta = value_at(tree, parts.eta) if parts.eta and not rule.is_ignored else ABSENT
    return Message(
        id=_plain_or_empty(tree, parts.id, LONGEST_ID),
        incident=_plain_or_empty(tree, parts.incident, LONGEST_INCIDENT),
        sequence=_sequence(tree, parts.sequence),
        at=at,
        rule=rule,
        digest=hashlib.sha256(raw).digest(),
        said={} if rule.is_ignored else _said(tree, code, columns_of_case(mapping)),
        items={} if rule.is_ignored else dict(_lists(tree, mapping.lists)),
        opened_at=_moment_at(tree, parts.opened_at, mapping),
        unit=_unit(tree, parts.unit, rule),
        eta=None if eta is ABSENT else _moment(eta, parts.eta or "", mapping),
        is_eta_said=eta is not ABSENT,
        raw=raw,
    )


def _rule(tree: Tree, mapping: StormMapping) -> tuple[TypeRule, str]:
    path = mapping.parts.type
    code = _text_at(tree, path)
    if code is None:
        raise _Unreadable(f"{path}: the message's type is missing")
    rule = mapping.types.get(code)
    if rule is None:
        shown = f" {code}" if _CODE.fullmatch(code) else ""
        raise _Unreadable(f"{path}: the type{shown} is not listed under types")
    return rule, code


def _sequence(tree: Tree, path: str | None) -> int:
    if path is None:
        return 0
    text = _text_at(tree, path)
    if text is None or not re.fullmatch(r"[0-9]{1,18}", text):
        # Where it belongs among the others cannot be guessed.
        raise _Unreadable(f"{path}: is no whole number")
    return int(text)


def _unit(tree: Tree, path: str | None, rule: TypeRule) -> str:
    unit = _text_at(tree, path) if path else None
    if path and rule.unit and unit is None:
        raise _Unreadable(f"{path}: says no unit, and messages of this type are about one")
    return unit or ""


def _said(tree: Tree, code: str, columns: Sequence[str]) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for column in columns:
        only, _, path = column.rpartition(":")
        if only and only != code:
            continue
        value = value_at(tree, path)
        if isinstance(value, tuple):
            raise _Unreadable(f"{path}: stands more than once")
        if value is not ABSENT:
            found[column] = value
    return found


def _lists(tree: Tree, lists: Sequence[ListPart]) -> Iterator[tuple[int, tuple[Mapping[str, object], ...]]]:
    for place, part in enumerate(lists):
        items = items_at(tree, part.table)
        if items is not ABSENT:
            yield place, tuple(_row(item, part) for item in items)


def _row(item: Tree, part: ListPart) -> Mapping[str, object]:
    row: dict[str, object] = {}
    several = gathered_of(part)
    for column in columns_of_list(part):
        value = value_at(item, column)
        if isinstance(value, tuple) and column not in several:
            raise _Unreadable(f"{part.table}.{column}: stands more than once")
        if value is not ABSENT:
            row[column] = value
    if part.id and not str(row.get(part.id) or "").strip():
        raise _Unreadable(f"{part.table}.{part.id}: is empty")
    return row


def columns_of_case(mapping: StormMapping) -> tuple[str, ...]:
    """Return the columns of the incident's own fields that stand in messages."""
    return tuple(column for column in dict.fromkeys(_columns(mapping.case.fields)) if not column.startswith(MADE))


def columns_of_list(part: ListPart) -> tuple[str, ...]:
    """Return the columns of one list's items."""
    found = [*_columns(part.fields), *gathered_of(part), *(condition.column for condition in part.where)]
    if part.id is not None:
        found.append(part.id)
    if part.value is not None:
        found.extend(part.value.columns)
    return tuple(dict.fromkeys(found))


def gathered_of(part: ListPart) -> frozenset[str]:
    """Return the columns of which one item may have several."""
    return frozenset(column for value in part.gather.values() for column in value.columns)


def _columns(fields: Fields) -> Iterator[str]:
    for spec in fields.values():
        match spec:
            case Value():
                yield from spec.columns
            case Group():
                yield from _columns(spec.fields)
                if spec.only_with is not None:
                    yield spec.only_with


def _required_moment(tree: Tree, path: str, mapping: StormMapping) -> datetime:
    found = _moment_at(tree, path, mapping)
    if found is None:
        raise _Unreadable(f"{path}: the message's time is missing")
    return found


def _moment_at(tree: Tree, path: str | None, mapping: StormMapping) -> datetime | None:
    return _moment(_text_at(tree, path), path, mapping) if path else None


def _moment(value: object, path: str, mapping: StormMapping) -> datetime | None:
    if value is None or not str(value).strip():
        return None
    found = _parsed(str(value).strip(), mapping.formats.moment)
    if found is None:
        raise _Unreadable(f"{path}: is no time as the mapping's formats have it")
    if found.tzinfo is None:
        found = _in_zone(found, mapping.zone, path)
    try:
        # A time at the very ends of the calendar has no equal in another zone.
        found.timestamp()
    except (OverflowError, ValueError):
        raise _Unreadable(f"{path}: is no time") from None
    return found


def _in_zone(found: datetime, zone: ZoneInfo | None, path: str) -> datetime:
    if zone is None:
        raise _Unreadable(f"{path}: is a time without an offset; give the mapping's clock a zone")
    return found.replace(tzinfo=zone, fold=0)


def _parsed(text: str, forms: Sequence[str]) -> datetime | None:
    if not forms:
        # A date alone is a time of midnight to the library, and no time to us.
        return _or_none(text, None) if len(text) > len("2026-11-20") else None
    return next((found for form in forms if (found := _or_none(text, form)) is not None), None)


def _or_none(text: str, form: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return None


def _text_at(tree: Tree, path: str) -> str | None:
    value = value_at(tree, path)
    if value is ABSENT or value is None or isinstance(value, tuple | bool | float):
        return None
    return str(value).strip() or None


def _plain_or_empty(tree: Tree, path: str, longest: int) -> str:
    try:
        text = _text_at(tree, path) or ""
    except Ambiguous:
        return ""
    return text if len(text) <= longest and _PLAIN.fullmatch(text) else ""
