"""The bad inputs as data: what `inputs.yaml` says, as rows of the made-up system and what must come of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from tests.connectors.bad_inputs.doors import DOORS, KINDS, Rows, person, usual
from tests.connectors.bad_inputs.systems import COLUMNS, FOLDER

NUMBERS: Final = range(1, 77)
_SPECIAL: Final = {
    "{nul}": "Ami\0na",
    "{half}": "Am\ud800ina",
    "{stack}": "A" + "\u0335\u0322\u0355" * 15 + "mina",
    "{long}": f"{'a' * 250}@example.org",
    "{note}": "A note. " * 1_310_720,
    "{a59}": "A" * 59,
    "{quotes70}": "’" * 70,
    "{emoji36}": "😀" * 36,
}


@dataclass(frozen=True)
class Input:
    """One bad input, or a variant of it, as the states of one case."""

    number: int
    name: str
    fields: frozenset[str]
    values: tuple[str, ...]
    states: tuple[Rows, ...]
    given: Mapping[str, Any]
    come: Mapping[str, tuple[str, ...]]
    finding: str
    sent_to: str
    said: str
    """How a time must be understood, where the input is one."""


@cache
def _told() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load((FOLDER / "inputs.yaml").read_text(encoding="utf-8"))
    return told


@cache
def inputs() -> Sequence[Input]:
    """Return every input that is a value of a record, each variant by itself."""
    return [
        _input(spec, each)
        for spec in _told()["inputs"]
        if "put" in spec or "others" in spec
        for each in spec.get("each", [None])
    ]


def doors_of(word: str) -> Sequence[str]:
    """Return the doors that a word of the data means: one, or all of a kind."""
    return KINDS.get(word, (word,))


def reasons() -> Mapping[tuple[int, str], str]:
    """Return why an input does not come by a door, or the test that shows it there, by number and door."""
    found: dict[tuple[int, str], str] = {}
    for spec in _told()["inputs"]:
        for word, reason in {**spec.get("not_by", {}), **spec.get("shown_by", {})}.items():
            found |= {(spec["number"], door): reason for door in doors_of(word)}
        for field in spec.get("put", {}):
            for word, reason in _told()["not_carried"].get(field, {}).items():
                found |= {(spec["number"], door): reason for door in doors_of(word)}
    return found


def shown_by() -> Iterator[str]:
    """Yield the tests that show an input by themselves."""
    for spec in _told()["inputs"]:
        yield from spec.get("shown_by", {}).values()


def _input(spec: Mapping[str, Any], each: object) -> Input:
    put = {_filled(name, each): _filled(value, each) for name, value in spec.get("put", {}).items()}
    rows = _rows(put, spec.get("others", ()))
    states = [rows]
    if "later" in spec:
        states.append(_rows({**put, **spec["later"], "changed": "20/11/2026 11:45"}, ()))
    told = spec["come"] if isinstance(spec["come"], dict) else {"any": spec["come"]}
    return Input(
        number=spec["number"],
        name=f"{spec['number']} {spec['what']}" + (f": {each!a}" if each is not None else ""),
        fields=frozenset(put),
        values=tuple(str(value) for value in put.values() if value is not None),
        states=tuple(states),
        given=spec.get("given", {}),
        come=_by_door(told),
        finding=spec.get("finding", ""),
        sent_to=spec.get("sent_to", "+447700900001"),
        said=spec.get("said", ""),
    )


def _by_door(told: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    listed = {word: tuple([come] if isinstance(come, str) else come) for word, come in told.items()}
    found = dict.fromkeys(DOORS, listed.pop("any", ()))
    for word in sorted(listed, key=lambda word: word not in KINDS):
        found |= dict.fromkeys(doors_of(word), listed[word])
    return found


def _rows(put: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Rows:
    rows = usual()
    for name, value in put.items():
        _put(rows, name, value)
    rows["person"] += [person(number, **other) for number, other in enumerate(others, start=2)]
    return rows


def _put(rows: dict[str, list[dict[str, Any]]], name: str, value: object) -> None:
    match name:
        case "code":
            rows["marker"].append({"place": 1, "crime": "K1", "code": value})
        case "starts":
            booking = {"id": "b1", "bkind": "VISIT", "starts": value, "person": "p1", "booked": "B"}
            rows["booking"].append({"place": 1, "crime": "K1", **booking})
        case "text":
            letter = {"id": "l1", "lkind": "OFF", "at": "20/11/2026 11:20", "text": value}
            rows["letter"].append({"place": 1, "crime": "K1", **letter})
        case _:
            table = "person" if name in COLUMNS["person"] else "crime"
            rows[table][0][name] = value


def _filled(value: Any, each: object) -> Any:
    if not isinstance(value, str):
        return value
    if value == "{each}":
        return _SPECIAL.get(str(each), each)
    return _SPECIAL.get(value, value)
