"""From bytes or decoded JSON to a case snapshot, or to a fault that names the field."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Final, NoReturn, TypeVar

from pydantic import JsonValue, ValidationError
from pydantic_core import ErrorDetails

from waypost.cases.snapshot.shape import CaseSnapshot, Part, Snapshot

MAX_DEPTH: Final = 64
_FIELD_NAME: Final = re.compile(r"[a-z][a-z_]{0,39}")

Path = tuple[str | int, ...]
Parsed = TypeVar("Parsed", bound=Snapshot)


class NotJson(ValueError):
    """The bytes are not one JSON document."""


class SnapshotFault(ValueError):
    """
    The snapshot breaks the contract and is rejected.

    `field` is where, such as `people[0].contact.mobile`, or empty for the whole; `sentence`
    says what to do. Neither holds a value from the snapshot.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class RepeatedKey(dict[str, JsonValue]):
    """A JSON object that names one key twice, kept apart so that only its event is rejected."""


def decode_json(raw: bytes) -> JsonValue:
    """
    Decode one JSON document, more strictly than `json.loads`.

    An object with a key twice comes back as `RepeatedKey`; `parse_case` refuses it, so that
    one bad event of a batch does not cost the others.

    :raises NotJson: if the bytes are not UTF-8, not JSON (NaN and Infinity are not), hold a
        number of thousands of digits or are nested too deep to be read.
    """
    try:
        decoded: JsonValue = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError:
        raise NotJson("The document is not UTF-8; send it as UTF-8.") from None
    except RecursionError:
        raise NotJson("The document is nested too deep; send it flatter.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise NotJson(f"The document is not JSON from {place} on; mend it there.") from None
    except NotJson:
        raise
    except ValueError:
        raise NotJson("The document holds a number that is too long; shorten it.") from None
    return decoded


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    decoded = dict(pairs)
    return decoded if len(decoded) == len(pairs) else RepeatedKey(decoded)


def _refuse_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is not a number in JSON; leave it out.")


def parse_case(data: bytes | Mapping[str, object]) -> CaseSnapshot:
    """
    Return the case snapshot in `data`, as bytes or already decoded.

    Source: contract/case.schema.json and what its description demands beyond the schema.

    :raises SnapshotFault: naming the first field that breaks the contract.
    """
    return parse_snapshot(data, shape=CaseSnapshot)


def parse_snapshot(data: bytes | Mapping[str, object], *, shape: type[Parsed]) -> Parsed:
    """
    Return the snapshot of one shape in `data`; every shape is read by the same rules.

    :raises SnapshotFault: naming the first field that breaks the contract.
    """
    document = _decoded(data)
    _refuse_unstorable(document)
    try:
        snapshot = shape.model_validate(document)
    except ValidationError as error:
        raise _fault(error) from None
    _refuse_strangers(snapshot)
    return snapshot


def parse_part(data: Mapping[str, object]) -> Part:
    """
    Return what a second source says of a case, read by the rules of snapshots.

    :raises SnapshotFault: naming the first field that breaks the contract.
    """
    _refuse_unstorable(data)
    try:
        return Part.model_validate(data)
    except ValidationError as error:
        raise _fault(error) from None


def _decoded(data: bytes | Mapping[str, object]) -> object:
    if not isinstance(data, bytes):
        return data
    try:
        return decode_json(data)
    except NotJson as error:
        raise SnapshotFault("", str(error)) from None


def _refuse_unstorable(document: object) -> None:
    """Refuse what is no JSON, or what a database cannot hold as text, at any depth."""
    waiting: list[tuple[object, Path]] = [(document, ())]
    while waiting:
        value, path = waiting.pop()
        if len(path) > MAX_DEPTH:
            raise _fault_at(path[:3], "is nested too deep; send it flatter.")
        if isinstance(value, str):
            _refuse_text(value, path)
        elif isinstance(value, float):
            _refuse_infinite(value, path)
        elif isinstance(value, dict):
            waiting.extend(_members(value, path))
        elif isinstance(value, list):
            waiting.extend((item, (*path, index)) for index, item in enumerate(value))
        elif value is not None and not isinstance(value, int):
            raise _fault_at(path, "is not JSON; send an object, list, text, number or null.")


def _members(value: dict[object, object], path: Path) -> Iterator[tuple[object, Path]]:
    if isinstance(value, RepeatedKey):
        raise _fault_at(path, "names the same field twice; send each once.")
    for key, member in value.items():
        if not isinstance(key, str):
            raise _fault_at(path, "has a field name that is not text; mend it.")
        _refuse_text(key, path)
        yield member, (*path, key)


def _refuse_text(text: str, path: Path) -> None:
    if "\0" in text:
        raise _fault_at(path, "holds a NUL character; take it out.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise _fault_at(path, "holds half a character (a lone surrogate); mend it.") from None


def _refuse_infinite(number: float, path: Path) -> None:
    if not math.isfinite(number):
        raise _fault_at(path, "holds a number that is too large or not a number; mend it.")


def _refuse_strangers(snapshot: Snapshot) -> None:
    """Refuse a person listed twice and a mention of one who is not in `people`."""
    known: set[str] = set()
    for index, person in enumerate(snapshot.people):
        if person.id in known:
            raise _fault_at(("people", index, "id"), "is the id of an earlier person; send one.")
        known.add(person.id)
    for path, person_id in _mentions(snapshot):
        if person_id not in known:
            raise _fault_at(path, "names somebody who is not in people; send that person too.")


def _mentions(snapshot: Snapshot) -> Iterator[tuple[Path, str]]:
    """Yield every mention of a person outside `people`'s own ids, with where it stands."""
    for section in ("facts", "appointments", "entries"):
        for index, item in enumerate(getattr(snapshot, section, ())):
            if item.person is not None:
                yield (section, index, "person"), item.person
    for section, field in (("people", "acts_for"), ("hearings", "defendants"), ("hearings", "witnesses")):
        for index, item in enumerate(getattr(snapshot, section, ())):
            for place, person_id in enumerate(getattr(item, field)):
                yield (section, index, field, place), person_id


_SENTENCES: Final = {
    "missing": "is missing; send it.",
    "extra_forbidden": "is not a field of this contract; leave it out.",
    "string_type": "must be text.",
    "string_too_long": "must have at most {max_length} characters.",
    "string_too_short": "must not be empty.",
    "string_pattern_mismatch": "must match {pattern}.",
    "int_type": "must be a whole number.",
    "int_from_float": "must be a whole number.",
    "greater_than_equal": "must be at least {ge}.",
    "less_than_equal": "must be at most {le}.",
    "bool_type": "must be true or false.",
    "literal_error": "must be {expected}.",
    "tuple_type": "must be a list.",
    "dict_type": "must be an object.",
    "model_type": "must be an object.",
    "too_long": "must have at most {max_length} items.",
    "too_short": "must have at least {min_length} item.",
}


def _fault(error: ValidationError) -> SnapshotFault:
    first = error.errors(include_url=False, include_input=False)[0]
    return _fault_at(first["loc"], _sentence(first))


def _sentence(detail: ErrorDetails) -> str:
    template = _SENTENCES.get(detail["type"])
    if template is None:
        return f"{detail['msg']}."
    return template.format(**detail.get("ctx", {}))


def _fault_at(path: Path, sentence: str) -> SnapshotFault:
    field = _written(path)
    return SnapshotFault(field, f"{field or 'The snapshot'} {sentence}")


def _written(path: Path) -> str:
    """Write a path as `people[0].contact.mobile`; a key of the sender's that no field could have is not repeated."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{_shown(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def _shown(name: str) -> str:
    # A key that is no field's name may be anything, a number or a person's name among it.
    return name if _FIELD_NAME.fullmatch(name) else "(a key that is no field's name)"
