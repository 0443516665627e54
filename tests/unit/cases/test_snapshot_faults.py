"""What is refused, where the fault is said to be, and that no value is said with it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.cases.documents import APPOINTMENT, HEARING, SECOND_VICTIM, SUSPECT, VICTIM, document
from waypost.cases.snapshot import NotJson, SnapshotFault, decode_json, parse_case
from waypost.cases.snapshot.types import EARLIEST, LATEST

SECRET = "Zebedee"


def person(**changes: object) -> dict[str, Any]:
    return {**VICTIM, **changes}


def fact(**changes: object) -> dict[str, Any]:
    return {"id": "f1", "kind": "vps.offered", "at": "2026-11-20T09:05:00Z", **changes}


def nested(depth: int) -> Any:
    deep: Any = SECRET
    for _ in range(depth):
        deep = [deep]
    return deep


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nickname": SECRET}, "nickname"),
        ({"revision": "1"}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": 0}, "revision"),
        ({"revision": 2**63}, "revision"),
        ({"force": "Any Shire"}, "force"),
        ({"force": "anyshire\n"}, "force"),
        ({"reference": f"{SECRET}\n"}, "reference"),
        ({"updated_at": "2026-11-20T09:30:00"}, "updated_at"),
        ({"updated_at": "2026-02-31T09:30:00Z"}, "updated_at"),
        ({"updated_at": 1763631000}, "updated_at"),
        ({"summary": f"{SECRET}\0"}, "summary"),
        ({"summary": f"{SECRET}\ud800"}, "summary"),
        ({"summary": SECRET * 1000}, "summary"),
        ({"linked": None}, "linked"),
        ({"flags": ["sealed", "sealed"]}, "flags"),
        ({"people": [person(given_name=["x"])]}, "people[0].given_name"),
        ({"people": [person(deceased=None)]}, "people[0].deceased"),
        ({"people": [person(deceased="no")]}, "people[0].deceased"),
        ({"people": [person(date_of_birth="31/02/1990")]}, "people[0].date_of_birth"),
        ({"people": [person(roles=[])]}, "people[0].roles"),
        ({"people": [person(contact={"mobile": SECRET * 10})]}, "people[0].contact.mobile"),
        ({"people": [person(contact_plan={"agreed_at": None})]}, "people[0].contact_plan.agreed_at"),
        ({"people": [VICTIM, VICTIM]}, "people[1].id"),
        ({"people": [person(acts_for=["p1", SECRET])]}, "people[0].acts_for[1]"),
        ({"facts": [fact(person=SECRET)]}, "facts[0].person"),
        ({"facts": [fact(person="")]}, "facts[0].person"),
        ({"facts": [fact(kind=SECRET)]}, "facts[0].kind"),
        ({"facts": [fact(details={f"{SECRET}\0": 1})]}, "facts[0].details"),
        ({"facts": [fact(details={"text": [f"{SECRET}\0"]})]}, "facts[0].details.text[0]"),
        ({"facts": [fact(details={"text": float("inf")})]}, "facts[0].details.text"),
        ({"facts": [fact(details={"text": {1: SECRET}})]}, "facts[0].details.text"),
        ({"facts": [fact(details={"text": datetime(2026, 1, 1, tzinfo=UTC)})]}, "facts[0].details.text"),
        ({"facts": [fact(details={str(number): 1 for number in range(31)})]}, "facts[0].details"),
        ({"facts": [fact(details={"text": nested(100)})]}, "facts[0].details"),
        ({"appointments": [{**APPOINTMENT, "person": SECRET}]}, "appointments[0].person"),
        ({"hearings": [{**HEARING, "defendants": [SECRET]}]}, "hearings[0].defendants[0]"),
        ({"hearings": [{**HEARING, "witnesses": [SECRET]}]}, "hearings[0].witnesses[0]"),
    ],
)
def test_a_fault_names_its_field_and_no_value(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(SnapshotFault) as fault:
        parse_case(document(**changes))

    assert fault.value.field == field
    assert fault.value.sentence.startswith(field)
    assert fault.value.sentence.endswith(".")
    assert SECRET not in fault.value.sentence


@pytest.mark.parametrize("name", ["reference", "force", "people", "offence", "recorded_at"])
def test_a_missing_field_is_named(name: str) -> None:
    incomplete = document()
    del incomplete[name]

    with pytest.raises(SnapshotFault) as fault:
        parse_case(incomplete)

    assert fault.value.sentence == f"{name} is missing; send it."


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"x"', b"1"])
def test_what_is_no_object_is_refused_as_a_whole(raw: bytes) -> None:
    with pytest.raises(SnapshotFault) as fault:
        parse_case(raw)

    assert fault.value.field == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1}{',
        b'{"a": "\xff"}',
        '{"a": 1}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"a": ' + b"1" * 5000 + b"}",
    ],
)
def test_what_is_not_json_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(NotJson) as fault:
        decode_json(raw)
    with pytest.raises(SnapshotFault):
        parse_case(raw)

    assert str(fault.value).endswith(".")


def test_a_field_named_twice_is_refused_although_json_readers_take_the_last() -> None:
    raw = json.dumps(document()).replace('"revision": 1', '"revision": 1, "revision": 2').encode()

    with pytest.raises(SnapshotFault) as fault:
        parse_case(raw)

    assert fault.value.sentence == "The snapshot names the same field twice; send each once."


def test_one_event_of_a_batch_with_a_field_named_twice_leaves_the_others_readable() -> None:
    good, bad = json.dumps(document()), '{"people": [{"id": "a", "id": "b"}]}'
    batch = decode_json(f"[{good}, {bad}]".encode())
    assert isinstance(batch, list)

    assert parse_case(batch[0]).revision == 1  # type: ignore[arg-type]  # decoded just now
    with pytest.raises(SnapshotFault) as fault:
        parse_case(batch[1])  # type: ignore[arg-type]  # decoded just now
    assert fault.value.field == "people[0]"


def test_a_number_too_large_for_a_float_is_a_fault_of_its_event() -> None:
    raw = json.dumps(document(facts=[fact(details={"n": "HERE"})])).replace('"HERE"', "1e999").encode()

    with pytest.raises(SnapshotFault) as fault:
        parse_case(raw)

    assert fault.value.field == "facts[0].details.n"


def test_a_whole_number_written_as_a_float_is_a_whole_number() -> None:
    assert parse_case(document(revision=3.0)).revision == 3


def test_a_byte_order_mark_is_overlooked() -> None:
    assert parse_case(b"\xef\xbb\xbf" + json.dumps(document()).encode()).revision == 1


def test_a_moment_is_kept_in_utc() -> None:
    snapshot = parse_case(document(updated_at="2026-06-20t10:30:00.1234567+01:00"))

    assert snapshot.updated_at == datetime(2026, 6, 20, 9, 30, 0, 123456, tzinfo=UTC)
    assert snapshot.updated_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("written", "kept"),
    [("0001-01-01T00:00:00+23:59", EARLIEST), ("9999-12-31T23:59:59-23:59", LATEST)],
)
def test_a_moment_at_the_end_of_the_calendar_is_moved_to_where_sums_still_work(written: str, kept: datetime) -> None:
    assert parse_case(document(updated_at=written)).updated_at == kept


@pytest.mark.parametrize("key", ["x\u202e\n" + "y" * 500, "07700 900123", "Amina Example1"])
def test_a_key_that_no_field_could_have_is_not_repeated(key: str) -> None:
    with pytest.raises(SnapshotFault) as fault:
        parse_case(document(**{key: 1}))

    assert fault.value.field == "(a key that is no field's name)"


def test_a_key_that_looks_like_a_field_is_named() -> None:
    with pytest.raises(SnapshotFault) as fault:
        parse_case(document(colour="blue"))

    assert fault.value.field == "colour"


def test_people_that_are_mentioned_may_be_of_any_role() -> None:
    hearing = {**HEARING, "defendants": ["s1"], "witnesses": ["p2"]}

    snapshot = parse_case(document(people=[VICTIM, SECOND_VICTIM, SUSPECT], hearings=[hearing]))

    assert snapshot.hearings[0].witnesses == ("p2",)
