"""The models and the published schema give the same verdict on the same document."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.cases.documents import document, example
from tests.unit.cases.strategies import SCHEMA, documents, snapshots
from tests.unit.cases.verdicts import ODD, SLOW, places, rules, validator
from waypost.cases.snapshot import CaseSnapshot
from waypost.cases.snapshot.parsing import SnapshotFault, parse_case

_VALIDATOR = validator(SCHEMA)


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


@SLOW
@given(documents())
def test_what_the_schema_generates_the_models_take(generated: dict[str, Any]) -> None:
    assert schema_allows(generated) == models_allow(generated)


@SLOW
@given(snapshots())
def test_generated_snapshots_with_people_in_order_are_accepted(generated: dict[str, Any]) -> None:
    assert schema_allows(generated)
    assert is_accepted(generated)


@settings(SLOW, max_examples=600)
@given(data=st.data())
def test_a_document_with_one_part_replaced_gets_the_same_verdict(data: st.DataObject) -> None:
    mutated = copy.deepcopy(data.draw(st.sampled_from(_WHOLE)))
    *way, last = data.draw(st.sampled_from(places(mutated)[1:]))
    parent = mutated
    for step in way:
        parent = parent[step]
    if data.draw(st.booleans()):
        parent[last] = data.draw(ODD)
    else:
        del parent[last]

    assert schema_allows(mutated) == models_allow(mutated), (way, last)


@SLOW
@given(data=st.data())
def test_a_document_with_an_added_field_gets_the_same_verdict(data: st.DataObject) -> None:
    mutated = copy.deepcopy(data.draw(st.sampled_from(_WHOLE)))
    node = mutated
    for step in data.draw(st.sampled_from(places(mutated))):
        node = node[step] if isinstance(node[step], dict | list) else node
    if isinstance(node, dict):
        node[data.draw(st.sampled_from(["from_", "nickname", "at", "id", "title"]))] = data.draw(ODD)

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


def test_the_models_have_the_schema_s_constraints_field_by_field() -> None:
    described = CaseSnapshot.model_json_schema()
    ours = rules({**described, "required": described["required"]}, described)
    theirs = rules(SCHEMA, SCHEMA)

    # A model may read "absent" as null; null itself is refused, as the test above shows.
    person, plan = ours["properties"]["people"]["items"]["properties"], "contact_plan"
    del person["authority"]["properties"]["recorded_at"]["nullable"]
    del person[plan]["properties"]["agreed_at"]["nullable"]
    del person[plan]["properties"]["channels"]["nullable"]

    assert ours == theirs


def test_the_full_document_of_this_file_is_valid() -> None:
    assert schema_allows(_FULL)
    assert is_accepted(_FULL)
