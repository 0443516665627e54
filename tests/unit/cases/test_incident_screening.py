"""What of an incident is set aside, what is applied all the same, and what the others may know of it."""

from typing import Any

import pytest

from tests.unit.cases.documents import APPOINTMENT, SECOND_VICTIM, VICTIM, applied_incident, held_incident
from tests.unit.cases.strategies import INCIDENT_SCHEMA
from tests.unit.cases.test_screening import known_lists
from waypost.cases import vocabulary
from waypost.cases.facts import incident_facts


def person(**changes: object) -> list[dict[str, Any]]:
    return [{**VICTIM, **changes}]


@pytest.mark.parametrize(
    ("changes", "section", "item", "field"),
    [
        ({"channel": "odd"}, "channel", "", "channel"),
        ({"grade": "odd"}, "grade", "", "grade"),
        ({"flags": ["odd"]}, "flags", "", "flag"),
        ({"status": "odd"}, "status", "", "status"),
        ({"result": "odd"}, "result", "", "result"),
        ({"people": person(roles=["victim", "odd"])}, "people", "p1", "roles"),
        ({"people": person(enhanced=["odd"])}, "people", "p1", "enhanced"),
        ({"people": person(formats=["odd"])}, "people", "p1", "formats"),
        ({"people": person(contact_plan={"channels": ["odd"]})}, "people", "p1", "channels"),
        ({"people": person(contact_plan={"never": ["odd"]})}, "people", "p1", "never"),
        ({"appointments": [{**APPOINTMENT, "kind": "odd"}]}, "appointments", "ap1", "kind"),
        ({"appointments": [{**APPOINTMENT, "status": "odd"}]}, "appointments", "ap1", "status"),
        ({"appointments": [{**APPOINTMENT, "missed_by": "odd"}]}, "appointments", "ap1", "missed_by"),
        ({"people": [VICTIM, SECOND_VICTIM], "appointments": [APPOINTMENT]}, "appointments", "ap1", "person"),
    ],
)
def test_each_value_that_we_do_not_know_is_held(changes: dict[str, Any], section: str, item: str, field: str) -> None:
    _, (only,) = held_incident(**changes)

    assert (only.section, only.item, only.field) == (section, item, field)
    assert only.sentence.endswith(".")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"channel": None, "result": None},
        # A group that nobody knows is taken: its gate stops it.
        {"group": "sorcery"},
        # Not screened yet: a gate of messages holds, nothing of the record is in doubt.
        {"group": None},
        {"flags": None},
        {"flags": ["sealed"], "channel": "999", "grade": "emergency", "status": "resulted", "result": "advice"},
    ],
)
def test_what_is_in_known_words_or_not_said_yet_holds_nothing(changes: dict[str, Any]) -> None:
    _, nothing = held_incident(**changes)

    assert nothing == ()


@pytest.mark.parametrize(
    ("before", "now", "field", "kept"),
    [
        ({}, {"flags": ["sealed", "odd"]}, "flags", ("sealed", "odd")),
        ({"flags": ["sealed"]}, {"flags": None}, "flags", None),
        ({}, {"grade": "odd"}, "grade", "priority"),
        ({"status": "en_route"}, {"status": "odd"}, "status", "en_route"),
        ({"result": "advice"}, {"result": "odd"}, "result", "advice"),
        ({"channel": "101"}, {"channel": "odd"}, "channel", "101"),
        ({"channel": "101"}, {"channel": None}, "channel", None),
    ],
)
def test_what_is_applied_of_an_incident_with_something_unknown(
    before: dict[str, Any], now: dict[str, Any], field: str, kept: object
) -> None:
    assert getattr(applied_incident(applied_incident(**before), **now), field) == kept


@pytest.mark.parametrize(
    ("changes", "is_screened"),
    [({}, True), ({"group": None}, False), ({"flags": None}, False), ({"flags": ["sealed"]}, True)],
)
def test_an_incident_is_screened_once_there_is_a_group_and_flags_were_asked_for(
    changes: dict[str, Any], is_screened: bool
) -> None:
    assert incident_facts(applied_incident(**changes)).is_screened is is_screened


@pytest.mark.parametrize(("said", "may_see"), [(None, True), (True, True), (False, False)])
def test_who_was_not_asked_whether_the_suspect_sees_the_phone_is_taken_to_say_yes(
    said: bool | None, may_see: bool
) -> None:
    facts = incident_facts(applied_incident(suspect_may_see_phone=said))

    assert facts.suspect_may_see_phone is may_see
    assert facts.suspect_sees_phone is (said is True)


def test_the_crime_is_known_by_the_word_of_the_incident_first() -> None:
    neither = applied_incident()
    told = neither.model_copy(update={"crimes": ("42260000002", "42260000003")})

    assert incident_facts(neither).crime_reference is None
    assert incident_facts(told).crime_reference == "42260000002"
    assert incident_facts(applied_incident(told)).crime_reference == "42260000002"
    assert incident_facts(applied_incident(told, case_reference="42260000009")).crime_reference == "42260000009"
    assert incident_facts(applied_incident(case_reference="")).crime_reference is None


def test_our_vocabulary_is_the_schema_s() -> None:
    found = known_lists(INCIDENT_SCHEMA)

    for path, words in {
        ".channel": vocabulary.IncidentChannel,
        ".grade": vocabulary.Grade,
        ".status": vocabulary.IncidentStatus,
        ".result": vocabulary.IncidentResult,
        ".flags": vocabulary.Flag,
        ".appointments.kind": vocabulary.AppointmentKind,
        ".appointments.status": vocabulary.AppointmentStatus,
        ".appointments.missed_by": vocabulary.MissedBy,
    }.items():
        assert found.pop(path) == [*words]
    assert {path for path in found if not path.startswith(".person.")} == set()
