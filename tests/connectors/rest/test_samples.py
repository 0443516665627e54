"""The recorded sample, mapped field by field."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.connectors.rest.conftest import SAMPLES
from waypost.cases.snapshot import parse_case
from waypost.connectors.polling.values import Batch
from waypost.connectors.rest.system import RestSystem
from waypost.connectors.set_aside import Aside

MakeSystem = Callable[..., RestSystem]
RECORDED = json.loads((SAMPLES / "answer.json").read_text(encoding="utf-8"))["data"]["items"]


@pytest.fixture
def batch_of(system_of: MakeSystem) -> Callable[[Any], Batch]:
    """Return what is made of records as they were answered."""

    def read(*records: Any) -> Batch:
        at = datetime(2026, 11, 22, tzinfo=UTC)
        raws = [json.dumps(each).encode() if not isinstance(each, bytes) else each for each in records]
        asides = [Aside(n, str(json.loads(raw).get("id")), "", "", raw, 0, at, at, None) for n, raw in enumerate(raws)]
        return system_of().again(asides)

    return read


def test_nested_records_are_mapped_by_paths(batch_of: Callable[..., Batch]) -> None:
    (record,) = batch_of(RECORDED[0]).records

    assert record.document == {
        "force": "anyshire",
        "reference": "MADEUP/1/26",
        "recorded_at": "2026-11-20T09:05:00Z",
        "updated_at": "2026-11-21T10:00:00Z",
        "status": "under_investigation",
        "offence": {"group": "burglary-residential", "title": "Burglary - residential"},
        "flags": [],
        "people": [
            {
                "id": "p1",
                "roles": ["victim", "witness"],
                "given_name": "Zoë",
                "family_name": "Example1",
                "contact": {"mobile": "07700 900001"},
            },
            {"id": "p2", "roles": ["suspect"]},
        ],
        "entries": [
            {
                "id": "1",
                "person": "p1",
                "text": "They took the bicycle.",
                "at": "2026-11-20T10:00:00Z",
                "kind": "officer_message",
            },
            {
                "id": "2",
                "person": "p1",
                "text": "And the garage.",
                "at": "2026-11-20T11:00:00Z",
                "kind": "officer_message",
            },
        ],
    }
    assert parse_case({**record.document, "revision": 1}).reference == "MADEUP/1/26"
    assert (record.occurrence, record.raw) == ("501", RECORDED[0])


def test_a_code_that_nobody_listed_is_passed_on_as_unknown(batch_of: Callable[..., Batch]) -> None:
    (record,) = batch_of(RECORDED[1]).records

    assert record.document["flags"] == ["domestic_abuse", "unknown:NEW"]
    assert record.document["entries"] == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"warnings": None}, "warnings: is no list; where a record may be without it, say so under may_lack"),
        ({"warnings": {"0": "DA"}}, "warnings: is no list; where a record may be without it, say so under may_lack"),
        ({"warnings": [{"code": "DA"}]}, "@: is not one value"),
        ({"people": "Mary"}, "people: is no list; where a record may be without it, say so under may_lack"),
        ({"people": [{"id": "p1", "roles": "V", "name": {"given": ["A", "B"]}}]}, "name.given: is not one value"),
        ({"people": [{"id": "p1", "roles": [["V"]]}]}, "roles: is not one value"),
        ({"people": ["Mary"]}, "left: is not one value"),
        ({"dates": {"changed": "2026-11-21T10:00:00Z"}}, "dates.recorded: is empty, and no record may lack it"),
        ({"offence": "BUR"}, "offence.group: is not one value"),
        ({"state": {"code": "REC"}}, "state: is not one value"),
        ({"state": "\ud800"}, "The record holds half a character"),
        ({"internal": json.loads("[" * 40 + "]" * 40)}, "The record is nested deeper"),
    ],
)
def test_a_record_that_cannot_be_read_is_set_aside_and_costs_no_other(
    change: dict[str, Any], error: str, batch_of: Callable[..., Batch]
) -> None:
    batch = batch_of({**RECORDED[0], **change}, RECORDED[1])

    assert [record.reference for record in batch.records] == ["MADEUP/2/26"]
    (broken,) = batch.unreadable
    assert (broken.occurrence, broken.reference) == ("501", "MADEUP/1/26")
    assert broken.error.startswith(error)


def test_a_field_that_stands_twice_is_two_meanings(batch_of: Callable[..., Batch]) -> None:
    raw = json.dumps(RECORDED[0]).replace('"warnings": []', '"warnings": ["DA"], "warnings": []').encode()

    batch = batch_of(raw)

    assert [each.error for each in batch.unreadable] == ["The record names the same field twice in one object."]


@pytest.mark.parametrize("number", [None, "", [1], {"a": 1}])
def test_a_record_without_a_key_is_set_aside_under_its_content(number: object, system_of: MakeSystem) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    raw = json.dumps({**RECORDED[0], "id": number}).encode()

    batch = system_of().again([Aside(1, "record:x", "", "", raw, 0, at, at, None)])

    (broken,) = batch.unreadable
    assert (broken.reference, batch.records) == ("MADEUP/1/26", [])
    assert broken.occurrence == "record:x"


def test_what_came_without_a_key_is_not_taken_later_over_something_newer(system_of: MakeSystem) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)

    batch = system_of().again([Aside(1, "record:x", "", "", json.dumps(RECORDED[0]).encode(), 0, at, at, None)])

    assert batch.records == []
    assert [(each.occurrence, each.reference) for each in batch.unreadable] == [("record:x", "MADEUP/1/26")]
