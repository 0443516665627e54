"""
The language of journeys: YAML with a closed set of words, checked against a JSON Schema; never Python.

A fault names the file, the line and what to write instead.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from waypost.journeys.values import Comparison, Condition, Entry, Exit, Journey, Moment, Send, Step, To, Wait
from waypost.messages.lint import ContentFault


class BadJourney(ValueError):
    """A journey's text is not in the language; `content check` says where and why."""


@cache
def parse_journey(name: str, version: int, text: str) -> Journey:
    """
    Return the journey that a checked text says. The same version is parsed once a process.

    :raises BadJourney: if the text was never checked and is not in the language.
    """
    try:
        body = yaml.safe_load(text)
        return _journey(name, version, body)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError):
        raise BadJourney(f"journey {name}, version {version}, cannot be read: run `waypost content check`") from None


def check_text(text: str, *, file: str, schema: Mapping[str, Any], triggers: frozenset[str]) -> Sequence[ContentFault]:
    """Return the faults of one file, by line; none means that `parse_journey` reads it."""
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
        body = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return [ContentFault(file, line, "is not YAML here: check the indentation and the colons.")]
    faults = [
        ContentFault(file, _line(node, list(error.absolute_path)), _sentence(error))
        for error in sorted(
            Draft202012Validator(schema).iter_errors(body), key=lambda error: list(map(str, error.path))
        )
    ]
    if not faults:
        faults = [ContentFault(file, line, sentence) for line, sentence in _beyond_schema(body, node, triggers)]
    return faults


def read_schema(content: Path) -> Mapping[str, Any]:
    """Return the schema of journeys, from `content/schemas/`."""
    schema: Mapping[str, Any] = json.loads((content / "schemas" / "journey.schema.json").read_text(encoding="utf-8"))
    return schema


def _journey(name: str, version: int, body: Mapping[str, Any]) -> Journey:
    start = body["start"]
    return Journey(
        name=name,
        version=version,
        title=body["title"],
        phase=body["phase"],
        starts_on=tuple(start["events"]),
        where=tuple(_condition(condition) for condition in start.get("where", ())),
        to=To(start["to"]),
        entry=Entry(start["once_for"]),
        exits=tuple(Exit(leave["event"], leave.get("same_item", False)) for leave in body.get("end_on", ())),
        steps=tuple(_step(step) for step in body["steps"]),
    )


def _condition(body: Mapping[str, Any]) -> Condition:
    comparison = next(Comparison(key) for key in body if key != "fact")
    value = body[comparison]
    return Condition(body["fact"], comparison, tuple(value) if isinstance(value, list) else (value,))


def _step(body: Mapping[str, Any]) -> Step:
    if "send" in body:
        return Send(body["send"], _moment(body["until"]) if "until" in body else None)
    return Wait(_moment(body["wait_until"]), end_if_past=body.get("if_past") == "end")


def _moment(body: Mapping[str, Any]) -> Moment:
    return Moment(body["date"], body.get("days_before", 0), time.fromisoformat(body["at"]) if "at" in body else None)


def _beyond_schema(
    body: Mapping[str, Any], node: yaml.Node | None, triggers: frozenset[str]
) -> Iterator[tuple[int, str]]:
    for position, trigger in enumerate(body["start"]["events"]):
        if trigger not in triggers:
            yield _line(node, ["start", "events", position]), _unknown_trigger(trigger)
    for position, leave in enumerate(body.get("end_on", ())):
        if leave["event"] not in triggers:
            yield _line(node, ["end_on", position, "event"]), _unknown_trigger(leave["event"])
    if not any("send" in step for step in body["steps"]):
        yield _line(node, ["steps"]), "tells nobody anything: add a step `send: TEMPLATE`."
    if "wait_until" in body["steps"][-1]:
        yield (
            _line(node, ["steps", len(body["steps"]) - 1]),
            "ends with a wait: add the step that it waits for, or drop it.",
        )


def _unknown_trigger(trigger: str) -> str:
    return f"no event is called {trigger}: use one of content/triggers/triggers.csv."


def _sentence(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    where = ".".join(map(str, error.absolute_path)) or "the file"
    match error.validator:
        case "required":
            absent = next(key for key in wanted if key not in instance)
            return f"{where} has no `{absent}`: add it."
        case "additionalProperties":
            return f"{where} has a key that the language does not know: use {_names(schema['properties'])}."
        case "enum":
            return f"{where} must be one of {_names(wanted)}."
        case "oneOf":
            return f"{where} is no step: write `send: TEMPLATE` or `wait_until: {{date: ...}}`."
        case "type":
            return f"{where} must be of type {wanted}."
    return f"{where} cannot hold that: see content/schemas/journey.schema.json ({error.validator})."


def _names(words: Any) -> str:
    return ", ".join(sorted(words))


def _line(node: yaml.Node | None, path: list[str | int]) -> int:
    """Return the line of the value at `path`, or of the nearest thing above it that is there."""
    if node is None:
        return 1
    child = _child(node, path[0]) if path else None
    return _line(child, path[1:]) if child is not None else node.start_mark.line + 1


def _child(node: yaml.Node, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key] if key < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None
