"""What a call handler types, and what a dispatcher makes of an incident."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.datastructures import FormData

from demo.control_room.actions import ACTIONS, possible
from demo.control_room.forms import read_call, read_order
from demo.control_room.incidents import Document, opened, revised, screening_of
from demo.typed import Reader
from tests.conftest import NOW
from waypost.cases.incidents.bands import arrival_band
from waypost.cases.snapshot import parse_incident

CALL = {
    "first": "Ada", "last": "Invented", "born": "12/4/1988", "mobile": "07700 900151", "email": "ada@example.org",
    "group": "burglary-residential", "asked": "none", "phone": "no", "grade": "priority", "minutes": "60",
}  # fmt: skip


def an_incident(**changes: Any) -> Document:
    call = read_call(Reader(FormData(CALL)), now=NOW)
    return {**opened(call, reference="CB-2026-000001", force="anyshire", now=NOW), **changes}


def act(document: Document, action: str, **typed: str) -> tuple[Document, dict[str, str]]:
    """Return the incident after an action, and what was wrong with what was typed."""
    reader = Reader(FormData(typed))
    later = NOW + timedelta(minutes=1)
    order = read_order(action, reader=reader, document=document, now=later)
    return revised(document, changes=ACTIONS[action].change(document, order, later), now=later), reader.errors


def test_every_state_is_a_snapshot_that_the_door_takes() -> None:
    document = an_incident()
    steps = [
        ("assign", {}), ("on-the-way", {"minutes": "20"}), ("delay", {"minutes": "90"}), ("ask", {"text": "Photos"}),
        ("safety", CALL), ("on-the-way", {"minutes": "5"}), ("at-scene", {}),
        ("result", {"result": "crime_recorded", "crime": "42260001879"}), ("close", {}),
    ]  # fmt: skip

    for action, typed in steps:
        assert action in possible(document)
        document, errors = act(document, action, **typed)
        assert errors == {}
        parse_incident(document)

    assert (document["revision"], document["status"]) == (10, "closed")
    assert possible(document) == {}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first": " "}, "first"),
        ({"last": ""}, "last"),
        ({"born": "31/2/1990"}, "born"),
        ({"born": "1/1/2199"}, "born"),
        ({"mobile": "ask her"}, "mobile"),
        ({"email": "ada@"}, "email"),
        ({"group": "arson"}, "group"),
        ({"asked": ""}, "asked"),
        ({"phone": "perhaps"}, "phone"),
        ({"grade": ""}, "grade"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "-5"}, "minutes"),
        ({"minutes": "٣٠"}, "minutes"),
        ({"minutes": "10081"}, "minutes"),
        ({"minutes": "9" * 5000}, "minutes"),
        ({"first": "a\x00b"}, "first"),
    ],
)
def test_what_is_wrong_in_a_call_is_said_of_its_field(typed: dict[str, str], field: str) -> None:
    reader = Reader(FormData({**CALL, **typed}))

    read_call(reader, now=NOW)

    assert list(reader.errors) == [field]
    assert len(reader.errors[field].split()) >= 3


@pytest.mark.parametrize(
    ("asked", "flags"), [("none", []), ("domestic_abuse", ["domestic_abuse"]), ("not_asked", None)]
)
@pytest.mark.parametrize(("phone", "may_see"), [("no", False), ("yes", True), ("not_asked", None)])
def test_what_was_not_asked_is_never_no(asked: str, flags: object, phone: str, may_see: object) -> None:
    document, _ = act(an_incident(), "safety", group="", asked=asked, phone=phone)

    assert (document["flags"], document["suspect_may_see_phone"], document["group"]) == (flags, may_see, None)
    assert (screening_of(document).asked, screening_of(document).phone) == (asked, phone)


def test_delay_calls_off_whoever_was_on_the_way_with_their_time_of_arrival() -> None:
    on_the_way, _ = act(an_incident(), "on-the-way", minutes="20")

    late, _ = act(on_the_way, "delay", minutes="180")

    assert on_the_way["eta"] is not None
    assert (late["status"], late["eta"]) == ("assigned", None)
    assert arrival_band(datetime.fromisoformat(late["promised_by"])) > arrival_band(
        datetime.fromisoformat(on_the_way["promised_by"])
    )


def test_delay_of_what_nobody_has_yet_leaves_it_open() -> None:
    late, _ = act(an_incident(), "delay", minutes="180")

    assert late["status"] == "open"


def test_delay_to_a_time_that_is_no_later_is_a_fault_that_names_what_was_promised() -> None:
    _, errors = act(an_incident(), "delay", minutes="30")

    assert "which was promised" in errors["minutes"]


@pytest.mark.parametrize(
    ("action", "typed", "field"),
    [
        ("on-the-way", {}, "minutes"),
        ("ask", {"text": "  "}, "text"),
        ("ask", {"text": "x" * 501}, "text"),
        ("result", {}, "result"),
        ("result", {"result": "other_agency"}, "agency"),
        ("safety", {"asked": "none"}, "phone"),
    ],
)
def test_what_is_wrong_in_an_action_is_said_of_its_field(action: str, typed: dict[str, str], field: str) -> None:
    _, errors = act(an_incident(), action, **typed)

    assert list(errors) == [field]


@pytest.mark.parametrize(
    ("status", "not_possible"),
    [
        ("open", {"at-scene", "close"}),
        ("en_route", {"assign", "close"}),
        ("at_scene", {"on-the-way", "delay", "assign"}),
        ("resulted", {"on-the-way", "delay", "ask", "at-scene"}),
        ("closed", set(ACTIONS)),
    ],
)
def test_only_what_makes_sense_now_is_offered(status: str, not_possible: set[str]) -> None:
    assert not not_possible & set(possible(an_incident(status=status)))
