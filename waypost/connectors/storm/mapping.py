"""Read the mapping file of a command-and-control system. Read `mapping_of` first."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from waypost.connectors.mapping.language import BadMapping, Document, checked, record_parts
from waypost.connectors.storm.folding import asked_column
from waypost.connectors.storm.values import Course, MessageParts, StormMapping, TypeRule, UnitState

_OF_THE_COURSE: Final = ("opened_at", "updated_at", "status", "eta", "attended_at")
_MADE: Final = {"reference": "made.incident", **{name: f"made.{name}" for name in _OF_THE_COURSE}}
"""The fields that follow from the messages; a mapping file says nothing of them."""


def mapping_of(document: object) -> StormMapping:
    """
    Return the mapping that a parsed mapping file describes.

    :raises BadMapping: naming the first thing to mend.
    """
    fits = checked(document, schema="mapping.schema.json", package="waypost.connectors.storm")
    parts = _parts(fits["message"])
    types = {code: _rule(code, spec or {}) for code, spec in fits["types"].items()}
    if not any(rule.course is Course.OPEN for rule in types.values()):
        raise BadMapping("types: say which type of message opens an incident (incident: open)")
    common = record_parts(_as_tables(fits))
    sections = [part.section for part in common["lists"]]
    complete = {place for place, section in enumerate(sections) if _lists(fits)[section]["complete"]}
    complete |= {place for place, part in enumerate(common["lists"]) if part.value is not None}
    return StormMapping(**common, parts=parts, types=types, complete=frozenset(complete))


def _parts(spec: Document) -> MessageParts:
    return MessageParts(
        element=spec.get("element"),
        list=spec.get("list"),
        id=spec["id"],
        incident=spec["incident"],
        type=spec["type"],
        at=spec["at"],
        sequence=spec.get("sequence"),
        opened_at=spec.get("opened_at"),
        unit=spec.get("unit"),
        eta=spec.get("eta"),
    )


def _rule(code: str, spec: Document) -> TypeRule:
    if spec.get("ignored") and len(spec) > 1:
        raise BadMapping(f"types.{code}: is ignored and says something too; keep one of the two")
    return TypeRule(
        course=Course(spec["incident"]) if "incident" in spec else None,
        unit=UnitState(spec["unit"]) if "unit" in spec else None,
        is_ignored=bool(spec.get("ignored")),
    )


def _as_tables(document: Document) -> Document:
    """Return the file in the words that all kinds share: a list's path is its table."""
    fields = {**document["fields"], **_MADE}
    case = {"table": "", "key": "made.incident", "reference": "made.incident", "fields": fields}
    common = {name: document[name] for name in ("system", "clock", "formats", "codes") if name in document}
    sections = {section: [_table(section, part)] for section, part in _lists(document).items()}
    return {**common, **sections, "record": "incident", "case": case}


def _table(section: str, part: Document) -> Document:
    told: dict[str, Any] = {name: value for name, value in part.items() if name not in {"each", "complete"}}
    # Of flags it matters whether anybody has asked; people and appointments are none where none are told.
    return {**told, "table": part["each"], **({"asked": asked_column(section)} if section == "flags" else {})}


def _lists(document: Document) -> Mapping[str, Document]:
    return dict(_sections(document))


def _sections(document: Document) -> Iterator[tuple[str, Document]]:
    for section in ("flags", "people", "appointments"):
        if section in document:
            yield section, {"complete": True, **document[section]}
