"""Bad inputs 70 to 75: what is wrong is the form of a body, a file or an answer, and no value of a record."""

import gzip
import json
from collections.abc import Callable, Mapping
from typing import Final

import pytest
from django.test import Client

from tests.connectors.bad_inputs import doors, systems
from tests.connectors.bad_inputs.doors import DOORS, Arrived, answered, csv_file, dropped, event, pushed, told, usual
from tests.connectors.bad_inputs.reading import reasons
from tests.connectors.files.conftest import SAMPLES, VICTIMS, Inbox
from tests.integration.connectors.storm.feeds import a_storm_source
from waypost.connectors.push.values import Form

NUMBER: Final = b'"mobile": "07700 900001"'
STOPPED: Final = {"aside", "rejected", "refused"}

Send = Callable[[bytes], Arrived]


def _files(**changed: bytes) -> Mapping[str, bytes]:
    return {name: csv_file(name, usual()[name]) for name in systems.COLUMNS} | changed


def _service(body: bytes) -> Arrived:
    pages = {name: json.dumps({"value": usual()[name]}).encode() for name in systems.COLUMNS}
    return answered(pages | {"person": body})


SEND: Final[Mapping[str, Send]] = {
    "push_single": lambda body: pushed(body, Form.SINGLE),
    "push_batch": lambda body: pushed(b"[%s]" % body, Form.BATCH),
    "dataverse": _service,
    "csv": lambda body: dropped(_files(person=body), systems.drop_of_csv()),
    "json_lines": lambda body: dropped({"cases": body}, systems.drop_of_json_lines()),
    "xml": lambda body: dropped({"cases": body}, systems.drop_of_xml()),
    "storm_json": told,
    "storm_xml": told,
}
"""Each door as it takes bytes: those of the part that holds the person."""


def _bodies() -> Mapping[str, bytes]:
    """Return the usual case as each door has it in bytes."""
    case = doors.contract(usual())
    tree = {"export": {"cases": {"case": doors.nested_for_xml(usual())}}}
    return {
        "push_single": doors.as_json(event(case)),
        "push_batch": doors.as_json(event(case)),
        "dataverse": doors.as_json({"value": usual()["person"]}),
        "csv": csv_file("person", usual()["person"]),
        "json_lines": doors.as_json(doors.nested(usual())),
        "xml": doors.xml_file(tree),
        "storm_json": doors.as_json({"Messages": [doors.message(usual())]}),
        "storm_xml": doors.xml_file({"Feed": {"Message": doors.message(usual())}}),
    }


def by(number: int) -> list[str]:
    """Return the doors in bytes by which an input comes, shown here."""
    shown = {door for (each, door), why in reasons().items() if each == number and "::" in why}
    return [door for door in SEND if door in shown]


@pytest.mark.parametrize("door", SEND)
def test_the_usual_bytes_are_taken(door: str) -> None:
    assert SEND[door](_bodies()[door]).stopped == ""


@pytest.mark.parametrize("door", by(70))
def test_a_field_twice_is_never_read_one_way(door: str) -> None:
    body = _bodies()[door]
    twice = body.replace(NUMBER, NUMBER + b', "mobile": "07700 900999"')
    twice = twice.replace(b"<mobile>", b"<mobile>07700 900999</mobile><mobile>")
    twice = twice.replace(b"mobile,landline", b"mobile,mobile")

    found = SEND[door](twice)

    assert twice != body
    assert found.stopped in STOPPED
    assert not [error for error in found.errors if "900" in error]


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"NaN", b"Infinity", b"1e999999999", b"9" * 5000])
@pytest.mark.parametrize("door", by(71))
def test_a_number_that_is_none_is_never_somebodys(door: str, number: bytes) -> None:
    found = SEND[door](_bodies()[door].replace(NUMBER, b'"mobile": ' + number))

    mobile = ((found.document or {}).get("people") or [{}])[0].get("contact", {}).get("mobile", "")
    assert found.stopped in STOPPED or "7700" not in mobile


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e308])
def test_a_number_of_a_database_that_is_none_is_nobodys(number: float) -> None:
    rows = usual()
    rows["person"][0]["mobile"] = number

    found = DOORS["sql"](rows)

    assert found.stopped in STOPPED or "7700" not in str(found.document)


LAUGHS: Final = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
FILE: Final = b'<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("dtd", [LAUGHS, FILE, b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd">'])
@pytest.mark.parametrize("door", by(72))
def test_entities_are_not_read(door: str, dtd: bytes) -> None:
    body = _bodies()[door].replace(b"?>", b"?>" + dtd, 1).replace(b"07700 900001", b"&c;")

    assert SEND[door](body).stopped == "refused"


@pytest.mark.parametrize("codec", ["cp1252", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("door", by(73))
def test_bytes_in_another_encoding_change_no_number(door: str, codec: str) -> None:
    text = _bodies()[door].decode().replace("Amina", "Zoé")

    found = SEND[door](text.encode(codec))

    if found.stopped:
        assert not [error for error in found.errors if "Zo" in error]
        return
    (person,) = (found.document or {})["people"]
    assert (person["given_name"], person["contact"]["mobile"]) == ("Zoé", "07700 900001")


@pytest.mark.parametrize(
    "change", [(b"\r\n1,", b"\r\n"), (b'"V","P"', b'"V"'), (b'"Amina"', b'"Amina","x"'), (b'"Amina"', b'"Ami"na"')]
)
def test_a_ragged_row_is_never_shifted(change: tuple[bytes, bytes]) -> None:
    body = _bodies()["csv"].replace(b'"1","K1"', b'1,"K1"').replace(*change)

    assert SEND["csv"](body).stopped in STOPPED


def test_a_line_break_within_a_cell_is_part_of_it() -> None:
    found = SEND["csv"](_bodies()["csv"].replace(b'"Amina"', b'"Amina\nJane"'))

    assert (found.document or {})["people"][0]["given_name"] == "Amina\nJane"


@pytest.mark.parametrize("door", ["csv", "json_lines", "xml"])
def test_a_packed_file_is_not_unpacked(door: str) -> None:
    assert SEND[door](gzip.compress(_bodies()[door])).stopped in STOPPED


@pytest.mark.usefixtures("committed_db")
def test_a_packed_body_is_not_unpacked(client: Client, now: object) -> None:
    _, key = a_storm_source(now)  # type: ignore[arg-type]  # the fixture of all tests is a moment
    head = {"Authorization": f"Bearer {key}", "Content-Encoding": "gzip"}
    body = gzip.compress(b"0" * 1_000_000)

    answer = client.post("/api/intake/v1/messages", body, content_type="application/json", headers=head)

    assert answer.status_code == 415


@pytest.mark.parametrize("door", ["storm_json", "storm_xml"])
def test_a_message_from_the_future_is_not_the_newest_for_ever(door: str) -> None:
    found = SEND[door](_bodies()[door].replace(b"20/11/2026 11:00", b"20/11/2027 11:00"))

    assert (found.stopped, found.errors) == ("aside", ("At: lies more than a day ahead",))


def test_a_drop_of_known_content_is_not_read_again(inbox: Callable[[str], Inbox]) -> None:
    place = inbox("one-file.yaml")
    place.drop("victims-20261121.csv", VICTIMS)
    place.settle()
    before = place.references()
    place.drop("victims-20261122.csv", VICTIMS)
    place.settle()

    assert (SAMPLES / "one-file.yaml").exists()
    assert before
    assert place.references() == before
