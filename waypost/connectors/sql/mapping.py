"""Read a mapping file, and say in a sentence what an analyst has to mend. Read `mapping_of` first."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from waypost.cases.values import OutboxKind
from waypost.connectors.sql.targets import Target, case_targets
from waypost.connectors.sql.values import (
    CasePart,
    Change,
    Codes,
    Condition,
    Fields,
    Group,
    Join,
    ListPart,
    Outgoing,
    SourceMapping,
    Value,
    WriteTarget,
)

Document = Mapping[str, Any]

_SECTIONS = (
    "flags",
    "linked",
    "people",
    "facts",
    "appointments",
    "hearings",
    "property",
    "entries",
    "tasks",
)
# The contract takes the newest 500 log entries; older ones that we know stay.
_NEWEST = {"entries": 500}
_REQUIRED = ("recorded_at", "updated_at", "offence", "status")


class BadMapping(ValueError):
    """The mapping file cannot be used; the message says where and what to do."""


@cache
def _validator() -> Draft202012Validator:
    schema = files("waypost.connectors.sql").joinpath("mapping.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(schema))


def mapping_of(document: object) -> SourceMapping:
    """
    Return the mapping that a parsed mapping file describes.

    :raises BadMapping: naming the first thing to mend.
    """
    error = best_match(_validator().iter_errors(document))
    if error is not None:
        raise BadMapping(f"{'.'.join(map(str, error.absolute_path)) or 'the file'}: {error.message}")
    checked: Document = document  # type: ignore[assignment]  # the schema says that it is an object
    codes: Mapping[str, Codes] = checked.get("codes", {})
    mapping = SourceMapping(
        system=checked["system"],
        zone=_zone(checked["clock"]),
        changes=tuple(Change(**change) for change in checked["changes"]),
        case=_case_part(checked["case"], codes),
        lists=tuple(_list_parts(checked, codes)),
        write_back=_write_back(checked.get("write_back", {}), codes),
    )
    _refuse_unknown_fields(mapping)
    return mapping


def _zone(clock: object) -> ZoneInfo | None:
    if not isinstance(clock, Mapping):
        return None
    try:
        return ZoneInfo(clock["zone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise BadMapping("clock.zone: is no time zone; write for example Europe/London") from None


def _case_part(part: Document, codes: Mapping[str, Codes]) -> CasePart:
    return CasePart(
        table=part["table"],
        key=part["key"],
        reference=part["reference"],
        joins=_joins(part),
        fields=_fields(part["fields"], codes, where="case"),
    )


def _list_parts(document: Document, codes: Mapping[str, Codes]) -> Iterator[ListPart]:
    for section in _SECTIONS:
        for part in document.get(section, []):
            gather = part.get("gather", {})
            yield ListPart(
                section=section,
                table=part["table"],
                occurrence=part["occurrence"],
                order=part["order"],
                joins=_joins(part),
                where=tuple(_condition(column, wanted) for column, wanted in part.get("where", {}).items()),
                value=_value(part["value"], codes, where=section) if "value" in part else None,
                id=part.get("id"),
                fields=_fields(part.get("fields", {}), codes, where=section),
                gather={name: _value(spec, codes, where=f"{section}.{name}") for name, spec in gather.items()},
                newest=_NEWEST.get(section),
            )


def _joins(part: Document) -> tuple[Join, ...]:
    return tuple(Join(name, join["table"], join["on"]) for name, join in part.get("joins", {}).items())


def _condition(column: str, wanted: object) -> Condition:
    if isinstance(wanted, list):
        return Condition(column, among=tuple(wanted))
    return Condition(column, is_null=wanted is None)


def _fields(fields: Document, codes: Mapping[str, Codes], *, where: str) -> Fields:
    return {name: _value_or_group(spec, codes, where=f"{where}.{name}") for name, spec in fields.items()}


def _value_or_group(spec: Any, codes: Mapping[str, Codes], *, where: str) -> Value | Group:
    if isinstance(spec, Mapping) and "fields" in spec:
        return Group(_fields(spec["fields"], codes, where=where), only_with=spec.get("only_with"))
    return _value(spec, codes, where=where)


def _value(spec: Any, codes: Mapping[str, Codes], *, where: str) -> Value:
    if isinstance(spec, str):
        return Value(columns=(spec,))
    if "constant" in spec:
        return Value(constant=spec["constant"])
    if "columns" in spec:
        return Value(columns=tuple(spec["columns"]))
    known = _codes(spec["codes"], codes, where=where)
    return Value(columns=(spec["column"],), codes=known, is_run_together=spec.get("run_together", False))


def _codes(name: str, codes: Mapping[str, Codes], *, where: str) -> Codes:
    try:
        return codes[name]
    except KeyError:
        raise BadMapping(f"{where}: there is no list {name} under codes") from None


def _write_back(document: Document, codes: Mapping[str, Codes]) -> Mapping[OutboxKind, WriteTarget]:
    return {
        OutboxKind(kind): WriteTarget(
            table=target["table"],
            own_id=target["own_id"],
            values={
                column: _outgoing(spec, codes, where=f"write_back.{kind}.{column}")
                for column, spec in target["values"].items()
            },
        )
        for kind, target in document.items()
    }


def _outgoing(spec: Any, codes: Mapping[str, Codes], *, where: str) -> Outgoing:
    if isinstance(spec, str):
        return Outgoing(field=spec)
    if "constant" in spec:
        return Outgoing(constant=spec["constant"])
    known = _codes(spec["codes"], codes, where=where) if "codes" in spec else None
    return Outgoing(
        field=spec["from"],
        codes=None if known is None else {ours: str(theirs) for ours, theirs in known.items()},
        is_number=spec.get("as") == "number",
    )


def _refuse_unknown_fields(mapping: SourceMapping) -> None:
    missing = [name for name in _REQUIRED if name not in mapping.case.fields]
    if missing:
        raise BadMapping(f"case.fields: {missing[0]} is missing; every snapshot needs it")
    paths = [*_paths(mapping.case.fields, "")]
    for part in mapping.lists:
        paths += [
            *_paths(part.fields, f"{part.section}."),
            *(f"{part.section}.{name}" for name in part.gather),
        ]
    for path in paths:
        if path not in case_targets():
            raise BadMapping(f"{path}: is no field of a case snapshot (contract/case.schema.json)")
        if case_targets()[path] is Target.ITEMS:
            raise BadMapping(f"{path}: is a list of its own and cannot be one field")


def _paths(fields: Fields, prefix: str) -> Iterator[str]:
    for name, spec in fields.items():
        yield prefix + name
        if isinstance(spec, Group):
            yield from _paths(spec.fields, f"{prefix}{name}.")
