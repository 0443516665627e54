"""What a mapping may fill: the fields of the published contracts, and what each of them holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from typing import Any, Final

from waypost.cases.values import CaseKind

_CONTRACTS: Final[Mapping[CaseKind, str]] = {
    CaseKind.CRIME: "contract/case.schema.json",
    CaseKind.INCIDENT: "contract/incident.schema.json",
}
# Filled by us and never by a mapping.
_OURS = frozenset({"force", "revision"})


class Target(Enum):
    """What a field of the contract holds."""

    TEXT = auto()
    MOMENT = auto()
    DAY = auto()
    TIME_OF_DAY = auto()
    WHOLE_NUMBER = auto()
    SWITCH = auto()
    LIST = auto()
    ITEMS = auto()
    GROUP = auto()


@cache
def targets_of(kind: CaseKind) -> Mapping[str, Target]:
    """Return every field of a crime or an incident by path: `offence.group`, or `people.contact.mobile` of an item."""
    schema = json.loads(files("waypost.cases").joinpath(_CONTRACTS[kind]).read_text(encoding="utf-8"))
    return {path: target for path, target in _fields(schema, schema, "") if path not in _OURS}


def sections_of(kind: CaseKind) -> Sequence[str]:
    """Return the lists of a crime or an incident, in the contract's order."""
    lists = {Target.LIST, Target.ITEMS}
    return [path for path, target in targets_of(kind).items() if target in lists and "." not in path]


def required_of(kind: CaseKind) -> Sequence[str]:
    """Return the single fields that every crime or incident must have."""
    schema = json.loads(files("waypost.cases").joinpath(_CONTRACTS[kind]).read_text(encoding="utf-8"))
    lists = sections_of(kind)
    return [name for name in schema["required"] if name not in _OURS and name not in lists]


def _fields(schema: Mapping[str, Any], root: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Target]]:
    for name, declared in schema.get("properties", {}).items():
        spec = _resolved(declared, root)
        target = _target(spec, root)
        yield prefix + name, target
        inner = _resolved(spec["items"], root) if target is Target.ITEMS else spec
        if target in {Target.ITEMS, Target.GROUP}:
            yield from _fields(inner, root, f"{prefix}{name}.")


def _resolved(spec: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in spec:
        found: Mapping[str, Any] = root["$defs"][spec["$ref"].rsplit("/", 1)[1]]
        return found
    return next((each for each in spec.get("oneOf", []) if each.get("type") != "null"), spec)


def _target(spec: Mapping[str, Any], root: Mapping[str, Any]) -> Target:
    kinds = spec.get("type", "string")
    kind = next(each for each in ([kinds] if isinstance(kinds, str) else kinds) if each != "null")
    match kind:
        case "integer":
            return Target.WHOLE_NUMBER
        case "boolean":
            return Target.SWITCH
        case "object":
            return Target.GROUP
        case "array":
            return Target.ITEMS if "properties" in _resolved(spec["items"], root) else Target.LIST
    return _text_target(spec)


def _text_target(spec: Mapping[str, Any]) -> Target:
    if "[01][0-9]|2[0-3]" in spec.get("pattern", ""):
        return Target.TIME_OF_DAY
    return {"date-time": Target.MOMENT, "date": Target.DAY}.get(spec.get("format", ""), Target.TEXT)
