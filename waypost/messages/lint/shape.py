"""Says in plain words where a file is not of the shape of its schema."""

from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from waypost.messages.lint.values import Found

_KINDS: Mapping[str, str] = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "keys with values",
    "boolean": "true or false",
    "null": "null",
}


def check_shape(body: Any, *, schema: Mapping[str, Any]) -> Iterator[Found]:
    """Yield each thing that is not as the schema has it."""
    if not isinstance(body, dict):
        yield Found((), "The file holds no keys: begin with `id:`, as the other files here do.")
        return
    for error in Draft202012Validator(schema).iter_errors(body):
        yield Found(tuple(error.absolute_path), _sentence(error), _word(error))


def nearest(word: str, known: Collection[str]) -> str:
    """Return ` Did you mean ...?` where one of the known words is close, else nothing."""
    close = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]}?" if close else ""


def _sentence(error: ValidationError) -> str:
    where = ".".join(map(str, error.absolute_path)) or "the file"
    say = _SAID.get(str(error.validator), _otherwise)
    return say(error, where, error.validator_value)


def _required(error: ValidationError, where: str, wanted: Any) -> str:
    if error.absolute_schema_path and error.absolute_schema_path[0] == "then":
        return "A Welsh text says who has seen it: add `translation: draft`, or `checked` once a translator has."
    instance: Any = error.instance
    absent = next(key for key in wanted if key not in instance)
    return f"There is no `{absent}` in {where}: add it."


def _dependent(error: ValidationError, _where: str, wanted: Any) -> str:
    instance: Any = error.instance
    key = next(key for key in wanted if key in instance and set(wanted[key]) - set(instance))
    absent = ", ".join(sorted(set(wanted[key]) - set(instance)))
    return f"`{key}` stands here without `{absent}`: add it, or take `{key}` out."


def _unknown_key(error: ValidationError, where: str, _wanted: Any) -> str:
    schema: Any = error.schema
    known, word = schema["properties"], _word(error)
    return f"`{word}` is no key that {where} can have: use {', '.join(known)}.{nearest(word, known)}"


def _not_a_choice(error: ValidationError, where: str, wanted: Any) -> str:
    choices = wanted if isinstance(wanted, list) else [wanted]
    return f"{where} cannot be {str(error.instance)[:40]!r}: write one of {', '.join(map(str, choices))}."


def _other_type(error: ValidationError, where: str, wanted: Any) -> str:
    instance, kinds = error.instance, wanted if isinstance(wanted, list) else [wanted]
    named = " or ".join(_KINDS[kind] for kind in kinds)
    if isinstance(instance, bool) and "string" in kinds:
        return f'{where} must be {named}: YAML reads yes and no as true and false, so write "yes" or "no" in quotes.'
    if isinstance(instance, int | float) and "string" in kinds:
        return f'{where} must be {named}: put quotes round it, "{instance}".'
    return f"{where} must be {named}."


def _too_short(error: ValidationError, where: str, wanted: Any) -> str:
    return f"{where} has {len(str(error.instance))} characters: write at least {wanted}."


def _too_long(error: ValidationError, where: str, wanted: Any) -> str:
    return f"{where} has {len(str(error.instance))} characters: write at most {wanted}."


def _twice(_error: ValidationError, where: str, _wanted: Any) -> str:
    return f"{where} holds the same word twice: keep one of them."


def _other_form(error: ValidationError, where: str, wanted: Any) -> str:
    return f"{where}: {str(error.instance)[:40]!r} is not of the form {wanted}: see content/schemas/."


def _no_text(_error: ValidationError, _where: str, _wanted: Any) -> str:
    return "There is no text to send: add `sms`, `email`, `letter` or a `script`, or make the mode N."


def _otherwise(error: ValidationError, where: str, _wanted: Any) -> str:
    return f"{where}: {error.message[:160]}. See content/schemas/."


_SAID: Mapping[str, Callable[[ValidationError, str, Any], str]] = {
    "required": _required,
    "dependentRequired": _dependent,
    "additionalProperties": _unknown_key,
    "enum": _not_a_choice,
    "const": _not_a_choice,
    "anyOf": _no_text,
    "type": _other_type,
    "minLength": _too_short,
    "maxLength": _too_long,
    "uniqueItems": _twice,
    "pattern": _other_form,
}


def _word(error: ValidationError) -> str:
    if error.validator != "additionalProperties":
        return ""
    instance: Any = error.instance
    schema: Any = error.schema
    return str(next((key for key in instance if key not in schema.get("properties", {})), ""))
