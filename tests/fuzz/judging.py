"""What must hold of everything that a parser gives, whatever it was given. Read `judge` first."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from waypost.base.values import JsonValue
from waypost.cases.codes import read_known
from waypost.cases.screening import screen, screen_incident
from waypost.cases.snapshot import SnapshotFault, parse_case, parse_incident
from waypost.cases.values import CaseKind
from waypost.connectors.mapping.document import NO_SUCH_OUTCOME
from waypost.connectors.mapping.values import Fields, Group, RecordMapping, Value
from waypost.connectors.polling.values import Batch

CANARY: Final = "canary~9e1f"
"""Stands where a record has values; no form of a code or a field's name has its mark."""

_KNOWN: Final = read_known(Path("content"))
_STOPPED_BY_A_GATE: Final = frozenset({"offence.group", "group"})
"""A group that nobody has switched on: nothing is held, and nothing is sent."""
_GREETED_IN_ENGLISH: Final = "people.language"


class Wrong(AssertionError):
    """A parser did what none may do."""


def refuse_told(sentence: str) -> None:
    """
    See that an error tells nothing of a record.

    :raises Wrong: if it does.
    """
    if CANARY in sentence:
        raise Wrong("a value of a record stands in an error")


def judge_batch(batch: Batch, *, mapping: RecordMapping) -> None:
    """
    See that what a polled system gives can be taken, or is named as what cannot.

    :raises Wrong: if it can hurt.
    """
    for each in batch.unreadable:
        refuse_told(each.error)
    for record in batch.records:
        judge({**record.document, "revision": 1}, kind=record.kind, strangers=_strangers(record.document, mapping))


def judge(document: Mapping[str, object], *, kind: CaseKind, strangers: Iterable[str] = ()) -> None:
    """
    See that a document is a snapshot or has a fault, and that each unknown word in it (`strangers`: where) is held.

    :raises Wrong: if one is let through.
    """
    try:
        if kind is CaseKind.INCIDENT:
            _, held = screen_incident(parse_incident(document), prior=None)
        else:
            _, held = screen(parse_case(document), prior=None, known=_KNOWN)
    except SnapshotFault as fault:
        refuse_told(f"{fault.field} {fault.sentence}")
        return
    for each in held:
        refuse_told(each.sentence)
    if set(strangers) - _STOPPED_BY_A_GATE - {_GREETED_IN_ENGLISH} and not held:
        raise Wrong("an unknown word is not held")


def _strangers(document: Mapping[str, JsonValue], mapping: RecordMapping) -> set[str]:
    """Return the fields whose code is not one that the mapping lists, having seen that it looks like none."""
    found = set()
    for path, value, word in _coded(document, mapping):
        if word in (value.codes or {}).values():
            continue
        if word not in {NO_SUCH_OUTCOME, "und"} and not str(word).startswith("unknown"):
            raise Wrong(f"{path}: a word that the mapping does not have")
        found.add(path)
    return found


def _coded(document: Mapping[str, JsonValue], mapping: RecordMapping) -> Iterator[tuple[str, Value, JsonValue]]:
    yield from _coded_fields(document, mapping.case.fields, "")
    for part in mapping.lists:
        items = document.get(part.section)
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                yield from _coded_fields(item, {**part.fields, **part.gather}, f"{part.section}.")
            elif part.value is not None and part.value.codes is not None:
                yield part.section, part.value, item


def _coded_fields(item: Mapping[str, JsonValue], fields: Fields, prefix: str) -> Iterator[tuple[str, Value, JsonValue]]:
    for name, spec in fields.items():
        inner = item.get(name)
        if isinstance(spec, Group):
            if isinstance(inner, dict):
                yield from _coded_fields(inner, spec.fields, f"{prefix}{name}.")
        elif spec.codes is not None and inner is not None:
            yield from ((prefix + name, spec, word) for word in (inner if isinstance(inner, list) else [inner]))
