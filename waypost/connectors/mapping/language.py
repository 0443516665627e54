"""
The parts of a mapping file that all kinds of system share. Read `record_parts` first.

What is wrong is told in a sentence to the analyst who wrote the file.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from waypost.cases.values import CaseKind, OutboxKind
from waypost.connectors.mapping.targets import Target, required_of, sections_of, targets_of
from waypost.connectors.mapping.values import (
    CasePart,
    Codes,
    Condition,
    Fields,
    Formats,
    Group,
    Join,
    ListPart,
    Outgoing,
    RecordMapping,
    Value,
)

Document = Mapping[str, Any]

# The contract takes the newest 500 log entries; older ones that we know stay.
_NEWEST = {"entries": 500}
_PARTS = "../mapping/parts.schema.json"


class BadMapping(ValueError):
    """The mapping file cannot be used; the message says where and what to do."""


class RecordParts(TypedDict):
    """What `RecordMapping` is made of."""

    system: str
    zone: ZoneInfo | None
    case: CasePart
    lists: tuple[ListPart, ...]
    kind: CaseKind
    formats: Formats


def checked(document: object, *, schema: str, package: str) -> Document:
    """
    Return a parsed mapping file if it has the form that a kind's schema demands.

    `schema` is the name of the JSON Schema in `package`; it may refer to the shared parts as
    `../mapping/parts.schema.json#/$defs/...`. Where its columns are no plain names, such as paths, its own
    `$defs/name` says what they look like, in the shared parts as well.

    :raises BadMapping: naming the first thing to mend.
    """
    error = best_match(_validator(package, schema).iter_errors(document))
    if error is not None:
        raise BadMapping(f"{'.'.join(map(str, error.absolute_path)) or 'the file'}: {error.message}")
    fits: Document = document  # type: ignore[assignment]  # the schema says that it is an object
    return fits


def record_parts(document: Document) -> RecordParts:
    """
    Return what a checked mapping file says of the fields of a crime or an incident.

    :raises BadMapping: naming the first thing to mend.
    """
    codes = codes_of(document)
    parts = RecordParts(
        system=document["system"],
        zone=_zone(document["clock"]),
        case=_case_part(document["case"], codes),
        lists=tuple(_list_parts(document, codes)),
        kind=CaseKind(document.get("record", CaseKind.CRIME.value)),
        formats=_formats(document.get("formats", {})),
    )
    _refuse_unknown_fields(RecordMapping(**parts))
    _refuse_unasked_flags(RecordMapping(**parts))
    return parts


def codes_of(document: Document) -> Mapping[str, Codes]:
    """Return the lists of codes of a mapping file, by name."""
    codes: Mapping[str, Codes] = document.get("codes", {})
    return codes


def outgoing_of(spec: Any, codes: Mapping[str, Codes], *, where: str) -> Outgoing:
    """
    Return where one field of what we add comes from; `where` names it for a mistake.

    :raises BadMapping: if it names a list of codes that is not there.
    """
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


def write_back_of(document: Document) -> Iterator[tuple[OutboxKind, Document, Mapping[str, Outgoing]]]:
    """
    Yield what a checked mapping file says under `write_back`: the kind, its target, what stands where.

    :raises BadMapping: if it names a list of codes that is not there.
    """
    codes = codes_of(document)
    for kind, target in document.get("write_back", {}).items():
        where = f"write_back.{kind}"
        values = {name: outgoing_of(spec, codes, where=f"{where}.{name}") for name, spec in target["values"].items()}
        yield OutboxKind(kind), target, values


def value_of(spec: Any, codes: Mapping[str, Codes], *, where: str) -> Value:
    """
    Return where one field comes from; `where` names it for a mistake.

    :raises BadMapping: if it names a list of codes that is not there.
    """
    if isinstance(spec, str):
        return Value(columns=(spec,))
    if "constant" in spec:
        return Value(constant=spec["constant"])
    if "columns" in spec:
        return Value(columns=tuple(spec["columns"]))
    known = _codes(spec["codes"], codes, where=where)
    return Value(columns=(spec["column"],), codes=known, is_run_together=spec.get("run_together", False))


@cache
def _validator(package: str, schema: str) -> Draft202012Validator:
    own, shared = _read(package, schema), _read("waypost.connectors.mapping", "parts.schema.json")
    shared["$defs"]["name"] = own.get("$defs", {}).get("name", shared["$defs"]["name"])
    registry: Registry[Any] = Registry().with_resource(_PARTS, DRAFT202012.create_resource(shared))
    return Draft202012Validator(own, registry=registry)


def _read(package: str, name: str) -> Any:
    return json.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def _zone(clock: object) -> ZoneInfo | None:
    if not isinstance(clock, Mapping):
        return None
    try:
        return ZoneInfo(clock["zone"])
    except (ZoneInfoNotFoundError, OSError, ValueError):
        # A folder of zones, such as Europe, or a name that no file can have, is looked for all the same.
        raise BadMapping("clock.zone: is no time zone; write for example Europe/London") from None


def _formats(spec: Document) -> Formats:
    return Formats(**{name: tuple(forms) for name, forms in spec.items()})


def _case_part(part: Document, codes: Mapping[str, Codes]) -> CasePart:
    return CasePart(
        table=part.get("table", ""),
        key=part["key"],
        reference=part["reference"],
        joins=_joins(part),
        fields=_fields(part["fields"], codes, where="case"),
    )


def _list_parts(document: Document, codes: Mapping[str, Codes]) -> Iterator[ListPart]:
    for section in _every_section():
        for part in document.get(section, []):
            gather = part.get("gather", {})
            yield ListPart(
                section=section,
                table=part.get("table") or part.get("rows", ""),
                occurrence=part.get("occurrence", ""),
                order=part.get("order", ""),
                joins=_joins(part),
                where=tuple(_condition(column, wanted) for column, wanted in part.get("where", {}).items()),
                value=value_of(part["value"], codes, where=section) if "value" in part else None,
                id=part.get("id"),
                fields=_fields(part.get("fields", {}), codes, where=section),
                gather={name: value_of(spec, codes, where=f"{section}.{name}") for name, spec in gather.items()},
                newest=_NEWEST.get(section),
                asked=part.get("asked"),
            )


def _every_section() -> Sequence[str]:
    return list(dict.fromkeys(section for kind in CaseKind for section in sections_of(kind)))


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
    return value_of(spec, codes, where=where)


def _codes(name: str, codes: Mapping[str, Codes], *, where: str) -> Codes:
    try:
        return codes[name]
    except KeyError:
        raise BadMapping(f"{where}: there is no list {name} under codes") from None


def _refuse_unknown_fields(mapping: RecordMapping) -> None:
    missing = [name for name in required_of(mapping.kind) if name != "reference" and name not in mapping.case.fields]
    if missing:
        raise BadMapping(f"case.fields: {missing[0]} is missing; every snapshot needs it")
    targets = targets_of(mapping.kind)
    paths = [*_paths(mapping.case.fields, "")]
    for part in mapping.lists:
        paths += [
            *_paths(part.fields, f"{part.section}."),
            *(f"{part.section}.{name}" for name in part.gather),
        ]
    for path in paths:
        if path not in targets:
            raise BadMapping(f"{path}: is no field of a {mapping.kind.value} (contract/)")
        if targets[path] is Target.ITEMS:
            raise BadMapping(f"{path}: is a list of its own and cannot be one field")


def _refuse_unasked_flags(mapping: RecordMapping) -> None:
    if mapping.kind is not CaseKind.INCIDENT:
        sections = {part.section for part in mapping.lists}
        if "people" in sections and "flags" not in sections:
            # Without it every crime would look like one in which nobody is in danger.
            raise BadMapping("flags: is missing; map the table or column of the warnings, or nobody's are seen")
        return
    if any(part.section == "flags" and part.asked is None for part in mapping.lists):
        # Without it an incident that nobody has screened would look like one without any danger.
        raise BadMapping("flags: say under `asked` which column of the incident shows that the call was screened")


def _paths(fields: Fields, prefix: str) -> Iterator[str]:
    for name, spec in fields.items():
        yield prefix + name
        if isinstance(spec, Group):
            yield from _paths(spec.fields, f"{prefix}{name}.")
