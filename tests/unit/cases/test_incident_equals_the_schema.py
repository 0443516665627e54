"""The models of an incident and the published schema give the same verdict on the same document."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.cases.documents import example, incident
from tests.unit.cases.strategies import INCIDENT_SCHEMA, SCHEMA, incident_documents, incident_snapshots
from tests.unit.cases.verdicts import ODD, SLOW, places, rules, validator
from waypost.cases.snapshot import IncidentSnapshot, SnapshotFault, parse_incident

_VALIDATOR = validator(INCIDENT_SCHEMA)
_FULL = {
    **incident(channel="101", title="Burglary", promised_by="2026-11-20T12:00:00Z", eta=None),
    "attended_at": None,
    "information_required": "The bicycle's frame number",
    "result": "no_crime",
    "agency": None,
    "case_reference": "42260000001",
    "suspect_may_see_phone": None,
    "forensic_potential": True,
    "appointments": [
        {
            "id": "ap1",
            "kind": "visit",
            "starts_at": "2026-11-20T12:00:00Z",
            "ends_at": None,
            "person": "p1",
            "status": "missed",
            "missed_by": "police",
        }
    ],
    "people": [
        {
            "id": "p1",
            "roles": ["reporter", "victim"],
            "contact": {"mobile": "07700 900001", "confirmed_at": None},
            "contact_plan": {"channels": ["sms"], "never": ["letter"], "hours": {"from": "08:00", "to": "20:00"}},
        },
        {"id": "s1", "roles": ["suspect"]},
    ],
}
_WHOLE = [example("incident-1-open.json"), example("incident-2-en-route.json"), _FULL]


def schema_allows(instance: object) -> bool:
    return bool(_VALIDATOR.is_valid(instance))


def models_allow(instance: object) -> bool:
    try:
        IncidentSnapshot.model_validate(instance)
    except ValueError:
        return False
    return True


def is_accepted(instance: Any) -> bool:
    try:
        parse_incident(instance)
    except SnapshotFault:
        return False
    return True


@pytest.mark.parametrize("document", _WHOLE)
def test_published_examples_and_a_full_one_are_accepted_by_both(document: dict[str, Any]) -> None:
    assert schema_allows(document)
    assert is_accepted(document)


def test_an_incident_is_no_crime_and_a_crime_no_incident() -> None:
    assert not is_accepted(example("case-1-recorded.json"))


@SLOW
@given(incident_documents())
def test_what_the_schema_generates_the_models_take(generated: dict[str, Any]) -> None:
    assert schema_allows(generated) == models_allow(generated)


@SLOW
@given(incident_snapshots())
def test_generated_incidents_with_people_in_order_are_accepted(generated: dict[str, Any]) -> None:
    assert schema_allows(generated)
    assert is_accepted(generated)


@settings(SLOW, max_examples=600)
@given(data=st.data())
def test_an_incident_with_one_part_replaced_gets_the_same_verdict(data: st.DataObject) -> None:
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


def test_the_models_have_the_schema_s_constraints_field_by_field() -> None:
    described = IncidentSnapshot.model_json_schema()
    ours = rules({**described, "required": described["required"]}, described)
    theirs = rules(INCIDENT_SCHEMA, INCIDENT_SCHEMA)

    # A model may read "absent" as null; null itself is refused, as the test above shows.
    person, plan = ours["properties"]["people"]["items"]["properties"], "contact_plan"
    del person["authority"]["properties"]["recorded_at"]["nullable"]
    del person[plan]["properties"]["agreed_at"]["nullable"]
    del person[plan]["properties"]["channels"]["nullable"]

    assert ours == theirs


def test_a_person_is_the_same_in_both_contracts() -> None:
    assert INCIDENT_SCHEMA["$defs"]["person"] == SCHEMA["$defs"]["person"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": [{"id": "p1", "roles": ["victim"]}] * 2}, "people[1].id"),
        ({"people": [{"id": "p1", "roles": ["victim"], "acts_for": ["p2"]}]}, "people[0].acts_for[0]"),
        ({"appointments": [{**_FULL["appointments"][0], "person": "p9"}]}, "appointments[0].person"),
        ({"title": "a\0b"}, "title"),
        ({"opened_at": "2026-11-20T09:05:00"}, "opened_at"),
        ({"grade": None}, "grade"),
        ({"offence": {}}, "offence"),
    ],
)
def test_a_fault_of_an_incident_names_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(SnapshotFault) as caught:
        parse_incident(incident(**changes))

    assert caught.value.field == field
