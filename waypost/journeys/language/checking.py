"""Faults of one file: of its YAML, of its shape, and of what a schema cannot see."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from waypost.journeys.language.lines import line_at, repeated_keys
from waypost.journeys.language.meaning import Names, faults_of_meaning
from waypost.journeys.language.parsing import STEP_KINDS, normal
from waypost.messages.lint import ContentFault


def check_text(
    text: str,
    *,
    file: str,
    schema: Mapping[str, Any],
    triggers: frozenset[str],
    clocks: frozenset[str] = frozenset(),
) -> Sequence[ContentFault]:
    """
    Return the faults of one file, by line; none means that `parse_journey` reads it.

    `triggers` are the names of all events, `clocks` those of the triggers that a wait may stand for.
    """
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
        body = normal(yaml.load(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return [ContentFault(file, line, "is not YAML here: check the indentation and the colons.")]
    faults = [
        ContentFault(file, line_at(node, path), sentence)
        for path, sentence in [*_of_shape(body, schema)] or faults_of_meaning(body, Names(triggers, clocks))
    ]
    faults += [
        ContentFault(file, line, f"has `{key}` twice in one place: keep one.") for line, key in repeated_keys(node)
    ]
    return sorted(faults, key=lambda fault: fault.line)


def read_schema(content: Path) -> Mapping[str, Any]:
    """Return the schema of journeys, from `content/schemas/`."""
    schema: Mapping[str, Any] = json.loads((content / "schemas" / "journey.schema.json").read_text(encoding="utf-8"))
    return schema


def _of_shape(body: Any, schema: Mapping[str, Any]) -> Iterator[tuple[list[str | int], str]]:
    for error in Draft202012Validator(schema).iter_errors(body):
        for closest in _closest(error):
            path = list(closest.absolute_path)
            yield [*path, *_unknown(closest)[:1]], f"{_where(path)} {_sentence(closest)}"


def _closest(error: ValidationError) -> Sequence[ValidationError]:
    """Return what is wrong with the kind of step that was meant, not that it is none of the ten."""
    kinds = [kind for kind in STEP_KINDS if isinstance(error.instance, Mapping) and kind in error.instance]
    is_step = error.validator == "oneOf" and list(error.absolute_path)[:-1] == ["steps"]
    if not is_step or len(kinds) != 1:
        return [error]
    meant = STEP_KINDS.index(kinds[0])
    return [deeper for deeper in error.context or () if deeper.schema_path[0] == meant]


def _where(path: Sequence[str | int]) -> str:
    words = [f"step {int(path[1]) + 1}", *path[2:]] if path[:1] == ["steps"] and len(path) > 1 else [*path]
    return ".".join(map(str, words)) or "the file"


def _sentence(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    rule: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "required":
            absent = next(key for key in wanted if key not in instance)
            return f"has no `{absent}`: add it."
        case "additionalProperties":
            unknown = ", ".join(f"`{key}`" for key in instance if key not in rule["properties"])
            return f"does not know {unknown}: use {_names(rule['properties'])}."
        case "enum":
            return f"must be one of {_names(wanted)}."
    if "x-write" in rule:
        return f"cannot be that: write {rule['x-write']}."
    match error.validator:
        case "type":
            return f"must be of type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}."
        case "minimum" | "maximum":
            return f"must be from {rule.get('minimum')} to {rule.get('maximum')}."
        case "minItems" | "maxItems" | "minProperties":
            return f"must hold {'more' if error.validator.startswith('min') else f'at most {wanted}'}."
    return f"cannot be that: see content/schemas/journey.schema.json ({error.validator})."


def _unknown(error: ValidationError) -> list[str]:
    if error.validator != "additionalProperties":
        return []
    rule: Any = error.schema
    instance: Any = error.instance
    return [key for key in instance if key not in rule.get("properties", {})]


def _names(words: Any) -> str:
    return ", ".join(sorted(words))
