"""What is set aside, what is applied all the same, and when it is released."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit.cases.documents import (
    APPOINTMENT,
    CONTENT,
    HEARING,
    KNOWN,
    SECOND_VICTIM,
    VICTIM,
    applied,
    held,
)
from tests.unit.cases.strategies import SCHEMA, snapshots
from waypost.cases import vocabulary
from waypost.cases.applied import SECTIONS, AppliedCase
from waypost.cases.codes import read_outcomes
from waypost.cases.screening import screen
from waypost.cases.snapshot import CaseSnapshot, parse_case

FACT = {"id": "f1", "kind": "vps.offered", "at": "2026-11-20T09:05:00Z"}
ENTRY = {"id": "e1", "kind": "officer_message", "at": "2026-11-20T09:05:00Z", "text": "Hello"}
OUTCOME = {"code": "18", "decided_at": "2026-11-20T09:00:00Z"}
PROPERTY = {"id": "pr1", "description": "Ring", "status": "stolen"}
TASK = {"waypost_id": "t1", "status": "done"}


def person(**changes: object) -> list[dict[str, Any]]:
    return [{**VICTIM, **changes}]


@pytest.mark.parametrize(
    ("changes", "section", "item", "field"),
    [
        ({"status": "odd"}, "status", "", "status"),
        ({"flags": ["odd"]}, "flags", "", "flag"),
        ({"outcome": {**OUTCOME, "code": "99"}}, "outcome", "", "code"),
        ({"outcome": {**OUTCOME, "decided_by": "odd"}}, "outcome", "", "decided_by"),
        ({"people": person(roles=["victim", "odd"])}, "people", "p1", "roles"),
        ({"people": person(enhanced=["odd"])}, "people", "p1", "enhanced"),
        ({"people": person(formats=["odd"])}, "people", "p1", "formats"),
        ({"people": person(contact_plan={"channels": ["odd"]})}, "people", "p1", "channels"),
        ({"people": person(contact_plan={"never": ["odd"]})}, "people", "p1", "never"),
        ({"facts": [{**FACT, "kind": "suspect.vanished"}]}, "facts", "f1", "kind"),
        ({"appointments": [{**APPOINTMENT, "kind": "odd"}]}, "appointments", "ap1", "kind"),
        ({"appointments": [{**APPOINTMENT, "status": "odd"}]}, "appointments", "ap1", "status"),
        ({"appointments": [{**APPOINTMENT, "missed_by": "odd"}]}, "appointments", "ap1", "missed_by"),
        ({"hearings": [{**HEARING, "kind": "odd"}]}, "hearings", "h1", "kind"),
        ({"hearings": [{**HEARING, "status": "odd"}]}, "hearings", "h1", "status"),
        ({"hearings": [{**HEARING, "result_code": "odd"}]}, "hearings", "h1", "result_code"),
        ({"hearings": [{**HEARING, "orders": [{"kind": "odd"}]}]}, "hearings", "h1", "order"),
        ({"property": [{**PROPERTY, "status": "odd"}]}, "property", "pr1", "status"),
        ({"entries": [{**ENTRY, "kind": "odd"}]}, "entries", "e1", "kind"),
        ({"tasks": [{**TASK, "status": "odd"}]}, "tasks", "t1", "status"),
    ],
)
def test_each_value_that_we_do_not_know_is_held(changes: dict[str, Any], section: str, item: str, field: str) -> None:
    _, (only,) = held(**changes)

    assert (only.section, only.item, only.field) == (section, item, field)
    assert only.value in {"odd", "99", "suspect.vanished"}
    assert only.sentence.endswith(".")


def test_a_snapshot_in_known_words_holds_nothing() -> None:
    _, nothing = held(
        flags=["sealed"],
        outcome={**OUTCOME, "decided_by": "cps"},
        facts=[FACT],
        appointments=[APPOINTMENT],
        hearings=[{**HEARING, "orders": [{"kind": "other"}]}],
        property=[PROPERTY],
        entries=[ENTRY],
        tasks=[TASK],
    )

    assert nothing == ()


@pytest.mark.parametrize(
    ("changes", "read", "kept"),
    [
        # What makes contact safer is applied even unread.
        ({"flags": ["sealed", "odd"]}, lambda case: case.flags, ("sealed", "odd")),
        (
            {"people": person(contact_plan={"never": ["sms", "odd"]})},
            lambda case: case.people[0].contact_plan.never,
            ("sms", "odd"),
        ),
        # What would widen contact, or say who somebody is, is not.
        ({"people": person(roles=["odd"])}, lambda case: case.people[0].roles, ()),
        (
            {"people": person(contact_plan={"channels": ["sms", "odd"]})},
            lambda case: case.people[0].contact_plan.channels,
            ("sms",),
        ),
        (
            {"people": person(contact_plan={"channels": ["odd"]})},
            lambda case: case.people[0].contact_plan.channels,
            (),
        ),
        ({"people": person(contact_plan={})}, lambda case: case.people[0].contact_plan.channels, None),
        ({"status": "odd"}, lambda case: case.status, None),
        ({"outcome": {**OUTCOME, "code": "99"}}, lambda case: case.outcome, None),
        (
            {"outcome": {**OUTCOME, "decided_by": "odd"}},
            lambda case: (case.outcome.code, case.outcome.decided_by),
            ("18", None),
        ),
        ({"appointments": [{**APPOINTMENT, "status": "odd"}]}, lambda case: case.appointments, ()),
        (
            {"hearings": [{**HEARING, "orders": [{"kind": "odd"}, {"kind": "other"}]}]},
            lambda case: [order.kind for order in case.hearings[0].orders],
            ["other"],
        ),
    ],
)
def test_what_is_applied_of_a_snapshot_with_something_unknown(changes: dict[str, Any], read: Any, kept: Any) -> None:
    assert read(applied(**changes)) == kept


@pytest.mark.parametrize(
    ("before", "now", "section"),
    [
        ({"status": "allocated"}, {"status": "odd"}, "record"),
        ({"outcome": OUTCOME}, {"outcome": {**OUTCOME, "code": "99"}}, "record"),
        ({"facts": [FACT]}, {"facts": [{**FACT, "kind": "odd.odd"}]}, "facts"),
        (
            {"appointments": [APPOINTMENT]},
            {"appointments": [{**APPOINTMENT, "status": "odd", "place": "elsewhere"}]},
            "appointments",
        ),
        ({"hearings": [HEARING]}, {"hearings": [{**HEARING, "status": "odd"}]}, "hearings"),
        ({"property": [PROPERTY]}, {"property": [{**PROPERTY, "status": "odd"}]}, "property"),
        ({"entries": [ENTRY]}, {"entries": [{**ENTRY, "kind": "odd"}]}, "entries"),
        ({"tasks": [TASK]}, {"tasks": [{**TASK, "status": "odd"}]}, "tasks"),
    ],
)
def test_what_was_held_before_stays_where_the_new_value_is_unknown(
    before: dict[str, Any], now: dict[str, Any], section: str
) -> None:
    prior = applied(**before)

    after = applied(prior, **now)

    for field in SECTIONS[section]:
        assert getattr(after, field) == getattr(prior, field)


def test_an_item_that_is_gone_is_gone_even_if_it_was_known() -> None:
    assert applied(applied(appointments=[APPOINTMENT])).appointments == ()


def test_log_entries_that_are_no_longer_listed_stay_in_order_of_time() -> None:
    newer = {**ENTRY, "id": "e2", "at": "2026-11-20T10:00:00Z"}

    after = applied(applied(entries=[ENTRY]), entries=[newer])

    assert [entry.id for entry in after.entries] == ["e1", "e2"]


def test_what_names_nobody_is_for_the_only_victim() -> None:
    case = applied(appointments=[APPOINTMENT], entries=[ENTRY])

    assert case.appointments[0].person == "p1"
    assert case.entries[0].person == "p1"


def test_what_names_nobody_is_held_where_there_are_several_victims() -> None:
    case, waiting = held(people=[VICTIM, SECOND_VICTIM], appointments=[APPOINTMENT], entries=[ENTRY])

    assert [(item.section, item.item, item.field) for item in waiting] == [
        ("appointments", "ap1", "person"),
        ("entries", "e1", "person"),
    ]
    assert case.appointments == ()
    assert case.entries == ()


def test_two_different_items_with_one_id_are_held_and_twice_the_same_is_one() -> None:
    elsewhere = {**APPOINTMENT, "place": "elsewhere"}

    different, waiting = held(appointments=[APPOINTMENT, elsewhere])
    same, nothing = held(appointments=[APPOINTMENT, APPOINTMENT])

    assert (different.appointments, [item.field for item in waiting]) == ((), ["id"])
    assert (len(same.appointments), nothing) == (1, ())


def test_what_a_later_revision_says_in_known_words_or_not_at_all_is_held_no_more() -> None:
    first, _ = held(status="odd", flags=["strange"], facts=[{**FACT, "kind": "odd.odd"}])

    _, still = held(first, status="allocated", flags=["strange"])

    assert [item.section for item in still] == ["flags"]


def test_another_unknown_value_in_the_same_place_is_another_held_item() -> None:
    first, _ = held(status="odd")

    _, still = held(first, status="odder")

    assert [item.value for item in still] == ["odder"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(snapshots())
def test_any_accepted_snapshot_can_be_screened_kept_and_read_again(generated: dict[str, Any]) -> None:
    snapshot = parse_case(generated)

    case, waiting = screen(snapshot, prior=None, known=KNOWN)
    again = AppliedCase.from_json(case.to_json())

    assert again == case
    assert AppliedCase.from_document(json.loads(case.to_json())) == case
    assert set(case.flags) == set(snapshot.flags)
    assert len({(i.section, i.item, i.field, i.value) for i in waiting}) == len(waiting)


def test_the_sections_cover_every_field_that_may_change() -> None:
    fields = {field for fields in SECTIONS.values() for field in fields}

    assert set(AppliedCase.model_fields) - fields == {
        "format",
        "reference",
        "force",
        "revision",
        "updated_at",
        # What the lists that may change were made from.
        "joined",
    }
    assert set(CaseSnapshot.model_fields) <= set(AppliedCase.model_fields)


def known_lists(schema: Any, path: str = "") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if isinstance(schema, dict):
        if "x-known" in schema:
            found[path] = schema["x-known"]
        for key, part in schema.items():
            step = "" if key in {"properties", "items", "oneOf", "$defs"} else f".{key}"
            found |= known_lists(part, path + step)
    elif isinstance(schema, list):
        for part in schema:
            found |= known_lists(part, path)
    return found


def test_our_vocabulary_is_the_schema_s() -> None:
    expected = {
        ".status": vocabulary.CaseStatus,
        ".flags": vocabulary.Flag,
        ".outcome.decided_by": vocabulary.DecidedBy,
        ".appointments.kind": vocabulary.AppointmentKind,
        ".appointments.status": vocabulary.AppointmentStatus,
        ".appointments.missed_by": vocabulary.MissedBy,
        ".hearings.kind": vocabulary.HearingKind,
        ".hearings.status": vocabulary.HearingStatus,
        ".hearings.result_code": vocabulary.ResultCode,
        ".hearings.orders.kind": vocabulary.OrderKind,
        ".property.status": vocabulary.PropertyStatus,
        ".entries.kind": vocabulary.EntryKind,
        ".tasks.status": vocabulary.TaskStatus,
        ".person.roles": vocabulary.Role,
        ".person.enhanced": vocabulary.EnhancedReason,
        ".person.formats": vocabulary.Format,
        ".person.contact_plan.channels": vocabulary.AgreedChannel,
        ".person.contact_plan.never": vocabulary.ForbiddenChannel,
    }

    assert known_lists(SCHEMA) == {path: [*enum] for path, enum in expected.items()}


def test_the_outcome_codes_are_those_of_the_framework() -> None:
    codes = {*(str(number) for number in range(1, 24)), "1A", "2A", "3A"}
    outcomes = read_outcomes(CONTENT)

    assert set(outcomes) == codes
    assert {meaning.mode for meaning in outcomes.values()} <= {"A", "C", "H", "N"}
    assert {meaning.mark for meaning in outcomes.values()} == {"unverified"}
