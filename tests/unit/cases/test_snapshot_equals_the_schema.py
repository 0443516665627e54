"""The models and the published schema give the same verdict on the same document."""

import copy
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from tests.unit.cases.documents import document, example
from tests.unit.cases.strategies import SCHEMA, documents, snapshots
from waypost.cases.snapshot import CaseSnapshot
from waypost.cases.snapshot.parsing import SnapshotFault, parse_case

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
_VALIDATOR = _Validator(SCHEMA, format_checker=_FORMATS)

_SLOW = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def schema_allows(instance: object) -> bool:
    return bool(_VALIDATOR.is_valid(instance))


def models_allow(instance: object) -> bool:
    try:
        CaseSnapshot.model_validate(instance)
    except ValueError:
        return False
    return True


def is_accepted(instance: Any) -> bool:
    try:
        parse_case(instance)
    except SnapshotFault:
        return False
    return True


@pytest.mark.parametrize("name", ["case-1-recorded.json", "case-2-allocated.json", "case-3-arrest.json"])
def test_published_examples_are_accepted_by_both(name: str) -> None:
    assert schema_allows(example(name))
    assert is_accepted(example(name))


@_SLOW
@given(documents())
def test_what_the_schema_generates_the_models_take(generated: dict[str, Any]) -> None:
    assert schema_allows(generated) == models_allow(generated)


@_SLOW
@given(snapshots())
def test_generated_snapshots_with_people_in_order_are_accepted(generated: dict[str, Any]) -> None:
    assert schema_allows(generated)
    assert is_accepted(generated)


def _places(instance: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything in a document, except into the free details of facts."""
    found = [path]
    if path and path[-1] == "details":
        return found
    if isinstance(instance, dict | list):
        children = instance.items() if isinstance(instance, dict) else enumerate(instance)
        for key, child in children:
            found += _places(child, (*path, key))
    return found


_ODD = st.sampled_from(
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


@settings(_SLOW, max_examples=600)
@given(data=st.data())
def test_a_document_with_one_part_replaced_gets_the_same_verdict(data: st.DataObject) -> None:
    mutated = copy.deepcopy(data.draw(st.sampled_from(_WHOLE)))
    *way, last = data.draw(st.sampled_from(_places(mutated)[1:]))
    parent = mutated
    for step in way:
        parent = parent[step]
    if data.draw(st.booleans()):
        parent[last] = data.draw(_ODD)
    else:
        del parent[last]

    assert schema_allows(mutated) == models_allow(mutated), (way, last)


@_SLOW
@given(data=st.data())
def test_a_document_with_an_added_field_gets_the_same_verdict(data: st.DataObject) -> None:
    mutated = copy.deepcopy(data.draw(st.sampled_from(_WHOLE)))
    node = mutated
    for step in data.draw(st.sampled_from(_places(mutated))):
        node = node[step] if isinstance(node[step], dict | list) else node
    if isinstance(node, dict):
        node[data.draw(st.sampled_from(["from_", "nickname", "at", "id", "title"]))] = data.draw(_ODD)

    assert schema_allows(mutated) == models_allow(mutated)


_FULL = {
    **example("case-3-arrest.json"),
    "linked": ["a", "a"],
    "merged_into": None,
    "transferred_to": {"force": "Other", "contact": None},
    "outcome": {"code": "18", "decided_at": "2026-11-25T10:00:00Z", "decided_by": "police"},
    "flo": {"collar_number": "1", "name": "x", "rank": None},
    "hearings": [
        {
            "id": "h1",
            "kind": "trial",
            "court": "Teesside",
            "starts_at": "2026-12-01T10:00:00Z",
            "status": "listed",
            "received_at": "2026-11-20T08:00:00Z",
            "defendants": ["s1"],
            "witnesses": ["p1"],
            "result_code": None,
            "orders": [{"kind": "restraining", "ends_on": "2027-01-01", "text": None}],
        }
    ],
    "people": [
        {
            "id": "p1",
            "roles": ["victim"],
            "acts_for": [],
            "authority": {"scope": None, "recorded_at": "2026-11-20T08:00:00Z", "expires_on": None},
            "enhanced": ["vulnerable"],
            "formats": ["bsl"],
            "contact": {"mobile": "07700 900001", "confirmed_at": None},
            "contact_plan": {
                "agreed_at": "2026-11-20T08:00:00Z",
                "channels": ["sms"],
                "never": ["letter"],
                "hours": {"from": "08:00", "to": "20:00"},
                "update_every_days": 28,
                "discreet": False,
                "no_contact": False,
                "safe_confirmed_at": None,
                "two_way": None,
                "review_on": "2027-01-01",
            },
        },
        {"id": "s1", "roles": ["suspect"]},
    ],
}
_WHOLE = [example("case-1-recorded.json"), _FULL, document()]


def _rules(schema: Any, root: dict[str, Any]) -> Any:
    """Return the constraints of a schema in one way of writing: by field, without words about them."""
    if "$ref" in schema:
        return _rules(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        (only,) = [choice for choice in choices if choice != {"type": "null"}]
        return {**_rules(only, root), "nullable": True}
    if isinstance(schema.get("type"), list):
        return {**_rules({**schema, "type": schema["type"][0]}, root), "nullable": True}
    rules = {key: value for key, value in schema.items() if key in _CONSTRAINTS}
    # Said twice: a date is ten characters long, and what is one of some texts is a text.
    if "format" in rules:
        rules.pop("maxLength", None)
    if "enum" in rules:
        rules.pop("type", None)
    if "properties" in schema:
        rules["properties"] = {name: _rules(part, root) for name, part in schema["properties"].items()}
        rules["required"] = sorted(schema.get("required", []))
        rules["additionalProperties"] = schema.get("additionalProperties", True)
    if "items" in schema:
        rules["items"] = _rules(schema["items"], root)
    return rules


_CONSTRAINTS = {
    *("type", "format", "pattern", "enum", "minLength", "maxLength", "minimum", "maximum"),
    *("minItems", "maxItems", "maxProperties", "uniqueItems"),
}


def test_the_models_have_the_schema_s_constraints_field_by_field() -> None:
    described = CaseSnapshot.model_json_schema()
    ours = _rules({**described, "required": described["required"]}, described)
    theirs = _rules(SCHEMA, SCHEMA)

    # A model may read "absent" as null; null itself is refused, as the test above shows.
    person, plan = ours["properties"]["people"]["items"]["properties"], "contact_plan"
    del person["authority"]["properties"]["recorded_at"]["nullable"]
    del person[plan]["properties"]["agreed_at"]["nullable"]
    del person[plan]["properties"]["channels"]["nullable"]

    assert ours == theirs


def test_the_full_document_of_this_file_is_valid() -> None:
    assert schema_allows(_FULL)
    assert is_accepted(_FULL)
