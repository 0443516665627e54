"""From rows to a snapshot, without the system that they came from. Read `document_of` first."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from waypost.base.values import ForceName, JsonValue
from waypost.connectors.mapping.targets import Target, targets_of
from waypost.connectors.mapping.values import (
    CasePart,
    Fields,
    Formats,
    Group,
    ListPart,
    OccurrenceRows,
    RecordMapping,
    Row,
    Value,
)

LONGEST_CODE = 50
_MOST_DIGITS = 40
NO_SUCH_OUTCOME = "999"
"""No Home Office outcome has this code, and no force may make one: it is always held."""


@dataclass(frozen=True)
class _How:
    """How the values of one system are read, and what each field holds."""

    zone: ZoneInfo | None
    formats: Formats
    targets: Mapping[str, Target]


class Unmappable(ValueError):
    """The rows of an occurrence hold something that fits no field; the message names it and holds no value."""


def document_of(rows: OccurrenceRows, *, mapping: RecordMapping, force: ForceName) -> dict[str, JsonValue]:
    """
    Return the snapshot of one occurrence, without a revision: a polled source has none.

    A code that the mapping does not list is passed on as one that nobody knows, so that screening holds it.
    Null and blank are the same: the field is left out.

    :raises Unmappable: if a value fits no field of the contract.
    """
    how = _How(mapping.zone, mapping.formats, targets_of(mapping.kind))
    document: dict[str, JsonValue] = {"force": force}
    document |= _object(rows.case, mapping.case.fields, path="", how=how)
    for place, part in enumerate(mapping.lists):
        found = rows.lists.get(place, ())
        if not found and not _was_asked(rows.case, part):
            document.setdefault(part.section, None)
            continue
        items = document[part.section] = document.get(part.section) or []
        if not isinstance(items, list):
            raise Unmappable(f"{part.section}: is mapped twice")
        items.extend(_items(found, part, how=how))
    return document


def reference_of(rows: OccurrenceRows, *, case: CasePart) -> str:
    """
    Return the reference that victims are given.

    :raises Unmappable: if the occurrence has none.
    """
    text = _text(rows.case[case.reference])
    if text is None:
        raise Unmappable("reference: is empty")
    return text


def _was_asked(row: Row, part: ListPart) -> bool:
    return part.asked is None or _text(row[part.asked]) is not None


def _items(rows: Sequence[Row], part: ListPart, *, how: _How) -> list[JsonValue]:
    if part.value is not None:
        found = _several(part.value, rows, path=part.section, how=how)
        return [*found, *_unnamed_danger(rows, part)]
    newest = rows[-part.newest :] if part.newest else rows
    return [_item(same, part, how=how) for same in _by_id(newest, part).values()]


def _unnamed_danger(rows: Sequence[Row], part: ListPart) -> list[JsonValue]:
    # A warning whose code is blank is one all the same: of which danger, nobody has said.
    is_blank = part.section == "flags" and any(
        all(_text(row[column]) is None for column in part.value.columns) for row in rows if part.value
    )
    return [unknown_code("blank", path=part.section)] if is_blank else []


def _by_id(rows: Iterable[Row], part: ListPart) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        key = _text(row[part.id]) if part.id else None
        if part.id and key is None:
            raise Unmappable(f"{part.section}.id: is empty")
        grouped.setdefault(key or str(len(grouped)), []).append(row)
    return grouped


def _item(rows: Sequence[Row], part: ListPart, *, how: _How) -> dict[str, JsonValue]:
    item: dict[str, JsonValue] = {"id": _text(rows[0][part.id])} if part.id else {}
    item |= _object(rows[0], part.fields, path=part.section, how=how)
    _refuse_other_versions(rows, part, how=how)
    for name, value in part.gather.items():
        item[name] = _several(value, rows, path=f"{part.section}.{name}", how=how)
    return item


def _refuse_other_versions(rows: Sequence[Row], part: ListPart, *, how: _How) -> None:
    # Which of two numbers of one person holds, nobody can tell from here.
    first = _object(rows[0], part.fields, path=part.section, how=how) if len(rows) > 1 else {}
    for row in rows[1:]:
        if not _is_within(_object(row, part.fields, path=part.section, how=how), first):
            raise Unmappable(f"{part.section}: two rows of one id say different things; gather what may differ")


def _is_within(said: JsonValue, first: JsonValue) -> bool:
    """Whether a row says nothing but what the first one says; of what it leaves blank it says nothing."""
    if isinstance(said, dict) and isinstance(first, dict):
        return all(_is_within(value, first.get(name)) for name, value in said.items())
    return said == first


def _several(value: Value, rows: Iterable[Row], *, path: str, how: _How) -> list[JsonValue]:
    found: list[JsonValue] = []
    for row in rows:
        each = _value(row, value, path=path, how=how)
        for one in each if isinstance(each, list) else [each]:
            if one is not None and one not in found:
                found.append(one)
    return found


def _object(row: Row, fields: Fields, *, path: str, how: _How) -> dict[str, JsonValue]:
    result: dict[str, JsonValue] = {}
    for name, spec in fields.items():
        inner = f"{path}.{name}" if path else name
        if isinstance(spec, Group):
            found = _group(row, spec, path=inner, how=how)
        else:
            found = _value(row, spec, path=inner, how=how)
        if found is not None:
            result[name] = found
    return result


def _group(row: Row, group: Group, *, path: str, how: _How) -> JsonValue:
    if group.only_with is not None and row[group.only_with] is None:
        return None
    return _object(row, group.fields, path=path, how=how) or None


def _value(row: Row, value: Value, *, path: str, how: _How) -> JsonValue:
    if not value.columns:
        return value.constant
    if len(value.columns) > 1:
        parts = [_text(row[column]) for column in value.columns]
        return " ".join(part for part in parts if part) or None
    raw = row[value.columns[0]]
    if value.codes is not None:
        return _coded(raw, value, path=path)
    return _plain(raw, path=path, how=how)


def _coded(raw: object, value: Value, *, path: str) -> JsonValue:
    if raw is None:
        return None
    if isinstance(raw, list):
        return [_code(text, value, path=path) for each in raw if (text := str(each).strip())]
    if value.is_run_together:
        # Blank says that there are none, which is not the same as not known.
        letters = dict.fromkeys(letter for letter in str(raw) if not letter.isspace())
        return [_code(letter, value, path=path) for letter in letters]
    text = str(raw).strip()
    return _code(text, value, path=path) if text else None


def _code(code: str, value: Value, *, path: str) -> JsonValue:
    known = value.codes or {}
    return known[code] if code in known else unknown_code(code, path=path)


def unknown_code(code: str, *, path: str) -> str:
    """
    Return for a code that the mapping does not list a word that no list has, in the form that the field demands.

    It must not be the code itself: the vendor's `18` need not be the Home Office's.
    """
    shown = "".join(char if char.isprintable() else "?" for char in code)[:LONGEST_CODE]
    match path:
        case "outcome.code":
            return NO_SUCH_OUTCOME
        case "offence.group" | "group":
            return f"unknown-{re.sub(r'[^a-z0-9]+', '-', shown.lower()).strip('-') or 'code'}"
        case "facts.kind":
            return f"unknown.{re.sub(r'[^a-z_]+', '_', shown.lower())}"
        case "people.language":
            return "und"  # BCP 47's own word for a language that is not determined
    return f"unknown:{shown}"


def _plain(raw: object, *, path: str, how: _How) -> JsonValue:
    if raw is None:
        return None
    if isinstance(raw, bytes | bytearray | memoryview):
        raise Unmappable(f"{path}: holds bytes and no text; map a column of text")
    match how.targets.get(path, Target.TEXT):
        case Target.MOMENT:
            return _moment(_told(raw, how.formats.moment, path=path), path=path, how=how)
        case Target.DAY:
            return _day(_told(raw, how.formats.day, path=path))
        case Target.TIME_OF_DAY:
            return _time_of_day(_told(raw, how.formats.time, path=path))
        case Target.WHOLE_NUMBER:
            return _whole_number(raw, path=path)
        case Target.SWITCH:
            return _switch(raw, path=path)
    return _text(raw)


def _told(raw: object, formats: Sequence[str], *, path: str) -> object:
    """Return what a text says by the first of the system's forms that it has; anything else as it is."""
    if not isinstance(raw, str) or not formats or not raw.strip():
        return raw
    for form in formats:
        try:
            return datetime.strptime(raw.strip(), form)  # noqa: DTZ007 - the zone is the mapping's, or %z in the form
        except ValueError:
            continue
    raise Unmappable(f"{path}: has none of the forms that the mapping names under formats")


def _moment(raw: object, *, path: str, how: _How) -> JsonValue:
    if not isinstance(raw, datetime):
        return _text(raw)
    if raw.tzinfo is None:
        if how.zone is None:
            raise Unmappable(f"{path}: is a time without an offset; give the mapping's clock a zone")
        # The hour that comes twice in autumn is read as the first of the two, still in summer time.
        raw = raw.replace(tzinfo=how.zone, fold=0)
    return raw.isoformat()


def _day(raw: object) -> JsonValue:
    if isinstance(raw, datetime):
        raw = raw.date()
    return raw.isoformat() if isinstance(raw, date) else _text(raw)


def _time_of_day(raw: object) -> JsonValue:
    return raw.strftime("%H:%M") if isinstance(raw, time | datetime) else _text(raw)


def _whole_number(raw: object, *, path: str) -> int:
    if isinstance(raw, str) and re.fullmatch(r"\s*-?[0-9]{1,18}\s*", raw):
        return int(raw)
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool) and _is_ordinary(raw) and raw == int(raw):
        return int(raw)
    raise Unmappable(f"{path}: is not a whole number")


def _is_ordinary(number: object) -> bool:
    """Whether a number can be written out: 1e999999999 would fill the memory, and what is no number equals none."""
    if isinstance(number, Decimal):
        return number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS
    return not isinstance(number, float) or math.isfinite(number)


def _switch(raw: object, *, path: str) -> bool:
    if isinstance(raw, bool):
        return raw
    if _is_ordinary(raw) and raw in (0, 1):
        return bool(raw)
    raise Unmappable(f"{path}: is neither yes nor no; list its codes in the mapping")


def _text(raw: object) -> str | None:
    """Return a value as text as it was typed, or None where there is nothing but blanks."""
    if raw is None:
        return None
    if isinstance(raw, Decimal) and _is_ordinary(raw) and raw == raw.to_integral_value():
        raw = int(raw)
    text = str(raw)
    return text if text.strip() else None
