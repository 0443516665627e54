"""Snapshots generated from the published schema, for the keywords that it uses."""

import json
import re
from datetime import timedelta, timezone
from typing import Any, Final

from hypothesis import strategies as st

from tests.unit.cases.documents import CONTRACT

SCHEMA: Final[dict[str, Any]] = json.loads((CONTRACT / "case.schema.json").read_bytes())
# Its person is the crime's, as a test of its models shows: a $ref means the same in both.
INCIDENT_SCHEMA: Final[dict[str, Any]] = json.loads((CONTRACT / "incident.schema.json").read_bytes())
_LONGEST_LIST: Final = 3

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """Return documents that the schema allows; most of them mention people who are not there."""
    return _object(SCHEMA)


def snapshots() -> st.SearchStrategy[dict[str, Any]]:
    """
    Return documents that are accepted, and that speak of the same things again and again.

    Everybody mentioned is one of `people`, the first fact is always `facts0`, and no NUL.
    """
    return documents().map(_without_nul).map(_with_people_in_order).map(_with_items_in_order)


def incident_documents() -> st.SearchStrategy[dict[str, Any]]:
    """Return documents that the schema of incidents allows."""
    return _object(INCIDENT_SCHEMA)


def incident_snapshots() -> st.SearchStrategy[dict[str, Any]]:
    """Return incidents that are accepted, as `snapshots` does crimes."""
    return incident_documents().map(_without_nul).map(_with_people_in_order).map(_with_items_in_order)


def from_schema(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return what the schema allows; fails on a keyword that it does not know."""
    unknown = set(schema) - _KEYWORDS
    if unknown:
        raise NotImplementedError(f"The strategy must learn {sorted(unknown)}")
    if "$ref" in schema:
        return st.deferred(lambda: from_schema(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]))
    if "oneOf" in schema:
        return st.one_of([from_schema(choice) for choice in schema["oneOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_OF_TYPE[name](schema) for name in types])


def _object(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    if "properties" not in schema:
        return st.dictionaries(st.text(), _JSON, max_size=min(schema["maxProperties"], 4))
    parts = {name: from_schema(part) for name, part in schema["properties"].items()}
    required = schema.get("required", [])
    return st.fixed_dictionaries(
        {name: parts[name] for name in required},
        optional={name: part for name, part in parts.items() if name not in required},
    )


def _array(schema: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(
        from_schema(schema["items"]),
        min_size=schema.get("minItems", 0),
        max_size=min(schema["maxItems"], _LONGEST_LIST),
        unique_by=_text if schema.get("uniqueItems") else None,
    )


def _text(value: object) -> str:
    return str(value)


def _string(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 200)
    if "x-known" in schema:
        return st.sampled_from(schema["x-known"]) | st.text(min_size=1, max_size=10)
    if "format" in schema:
        return _FORMATS[schema["format"]]
    if "pattern" in schema:
        pattern = re.compile(schema["pattern"].removesuffix("$") + r"\Z")
        return st.from_regex(pattern).filter(lambda text: shortest <= len(text) <= longest)
    return st.text(min_size=shortest, max_size=min(longest, 20))


def _moment() -> st.SearchStrategy[str]:
    zones = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda m: timezone(timedelta(minutes=m)))
    moments = st.datetimes(timezones=zones).map(lambda moment: moment.isoformat())
    return moments | moments.map(str.lower)


_FORMATS: Final = {"date-time": _moment(), "date": st.dates().map(lambda day: day.isoformat())}
_OF_TYPE: Final = {
    "array": _array,
    "boolean": lambda schema: st.booleans(),
    "integer": lambda schema: st.integers(schema["minimum"], schema["maximum"]),
    "null": lambda schema: st.none(),
    "object": _object,
    "string": _string,
}
_KEYWORDS: Final = frozenset(
    {
        "$ref",
        "additionalProperties",
        "description",
        "enum",
        "format",
        "items",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "type",
        "uniqueItems",
        "x-known",
    }
)


def _without_nul(part: Any) -> Any:
    if isinstance(part, dict):
        return {_without_nul(key): _without_nul(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_without_nul(value) for value in part]
    return part.replace("\0", "?") if isinstance(part, str) else part


def _with_people_in_order(document: dict[str, Any]) -> dict[str, Any]:
    """Give each person an id of their own and point every mention at one of them."""
    ids = [f"p{number}" for number, _ in enumerate(document["people"])]
    for person, own in zip(document["people"], ids, strict=True):
        person["id"] = own
        person["acts_for"] = ids[:1]
    for section in ("facts", "appointments", "entries"):
        for number, item in enumerate(document.get(section, [])):
            item["person"] = ids[number % len(ids)] if ids and number % 2 else None
    for hearing in document.get("hearings", []):
        hearing["defendants"] = ids[:1]
        hearing["witnesses"] = ids[1:]
    return document


def _with_items_in_order(document: dict[str, Any]) -> dict[str, Any]:
    for section in ("facts", "appointments", "hearings", "property", "entries", "tasks"):
        for number, item in enumerate(document.get(section, [])):
            item["waypost_id" if section == "tasks" else "id"] = f"{section}{number}"
    for fact in document.get("facts", []):
        # The schema has only a pattern for a kind: without this each would be an unknown one.
        fact["kind"] = _FACT_KINDS[len(fact["at"]) % len(_FACT_KINDS)]
    return document


_FACT_KINDS: Final = ("suspect.arrested", "suspect.charged", "vps.offered", "odd.odd")
