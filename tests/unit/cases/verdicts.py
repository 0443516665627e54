"""The published schemas' verdict on a document, and what to change in one to ask for another."""

import re
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

# The schema's patterns are ECMA 262, where `$` does not match before a last newline; Python's does.
_LAST_DOLLAR = re.compile(r"\$$")


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Any:
    as_in_ecma = _LAST_DOLLAR.sub(r"\\Z", pattern)
    if validator.is_type(instance, "string") and not re.search(as_in_ecma, instance):
        yield ValidationError("does not match")


# The format checker's expression for date-time has the same fault at its end.
_FORMATS = FormatChecker(formats=["date"])


@_FORMATS.checks("date-time")
def _is_date_time(instance: object) -> bool:
    checker = FormatChecker(formats=["date-time"])
    return not isinstance(instance, str) or (not instance.endswith("\n") and checker.conforms(instance, "date-time"))


_Validator = validators.extend(  # type: ignore[no-untyped-call]  # jsonschema has no annotation here
    Draft202012Validator, {"pattern": _pattern}
)


def validator(schema: dict[str, Any]) -> Any:
    """Return what says whether a document follows a published schema."""
    return _Validator(schema, format_checker=_FORMATS)


SLOW = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def places(instance: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything in a document, except into the free details of facts."""
    found = [path]
    if path and path[-1] == "details":
        return found
    if isinstance(instance, dict | list):
        children = instance.items() if isinstance(instance, dict) else enumerate(instance)
        for key, child in children:
            found += places(child, (*path, key))
    return found


ODD = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        1.0,
        1.5,
        -1,
        365.0,
        366,
        2**63,
        float(2**63),
        "",
        "a",
        "1",
        "x" * 65,
        "x" * 5000,
        "a\n",
        "anyshire\n",
        "\x1f",
        "é",
        "2026-11-20",
        "2026-11-20\n",
        "2026-02-30",
        "20261120",
        "2026-11-20T09:30:00",
        "2026-11-20T09:30:00Z",
        "2026-11-20t09:30:00z",
        "2026-11-20 09:30:00Z",
        "2026-11-20T09:30:00+24:00",
        "2026-11-20T09:30:60Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T09:30:00.1234567890Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-11-20T09:30:00-00:00",
        "٢٠٢٦-11-20T09:30:00Z",
        "08:00",
        "24:00",
        "08:00\n",
        [],
        ["a"],
        ["a", "a"],
        ["a"] * 11,
        [None],
        {},
        {"x": 1},
        {"force": "other"},
        {"collar_number": "1", "name": "x"},
    ]
)


def rules(schema: Any, root: dict[str, Any]) -> Any:
    """Return the constraints of a schema in one way of writing: by field, without words about them."""
    if "$ref" in schema:
        return rules(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        (only,) = [choice for choice in choices if choice != {"type": "null"}]
        return {**rules(only, root), "nullable": True}
    if isinstance(schema.get("type"), list):
        return {**rules({**schema, "type": schema["type"][0]}, root), "nullable": True}
    found = {key: value for key, value in schema.items() if key in _CONSTRAINTS}
    # Said twice: a date is ten characters long, and what is one of some texts is a text.
    if "format" in found:
        found.pop("maxLength", None)
    if "enum" in found:
        found.pop("type", None)
    if "properties" in schema:
        found["properties"] = {name: rules(part, root) for name, part in schema["properties"].items()}
        found["required"] = sorted(schema.get("required", []))
        found["additionalProperties"] = schema.get("additionalProperties", True)
    if "items" in schema:
        found["items"] = rules(schema["items"], root)
    return found


_CONSTRAINTS = {
    *("type", "format", "pattern", "enum", "minLength", "maxLength", "minimum", "maximum"),
    *("minItems", "maxItems", "maxProperties", "uniqueItems"),
}
