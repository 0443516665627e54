"""What a message must have, and what is never believed of a body."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.connectors.storm.samples import BURGLARY, NOW, mapping, opened, read, read_spec, sample, spec, unit
from waypost.connectors.storm.reading import read_kept, read_message
from waypost.connectors.storm.trees import NotMessages, TooMany, read_trees
from waypost.connectors.storm.values import Faulty, Message


def fault_of(told: Any) -> Faulty:
    """Return why a message cannot be read."""
    found = read_message(told, mapping=mapping(), now=NOW)
    assert isinstance(found, Faulty), found
    return found


def without(path: str, told: dict[str, Any]) -> dict[str, Any]:
    """Return a message without one of its parts."""
    copy: dict[str, Any] = json.loads(json.dumps(told))
    *way, last = path.split(".")
    inner = copy
    for name in way:
        inner = inner[name]
    del inner[last]
    return copy


def changed(path: str, value: object, told: dict[str, Any]) -> dict[str, Any]:
    """Return a message with another value in one of its parts."""
    copy: dict[str, Any] = json.loads(json.dumps(told))
    *way, last = path.split(".")
    inner = copy
    for name in way:
        inner = inner[name]
    inner[last] = value
    return copy


NEEDED = ["Header.MessageId", "Header.Type", "Header.OccurredAt", "Header.Sequence", "Incident.Number"]


@pytest.mark.parametrize("path", NEEDED)
def test_message_without_one_of_its_own_parts_cannot_be_read(path: str) -> None:
    fault = fault_of(without(path, opened()))

    assert fault.error.startswith(path)
    assert fault.incident == ("" if path == "Incident.Number" else BURGLARY)


WRONG = [
    ("Header.Sequence", "1a", "no whole number"),
    ("Header.Sequence", -1, "no whole number"),
    ("Header.Sequence", 1.5, "no whole number"),
    ("Header.Sequence", True, "no whole number"),
    ("Header.Sequence", "9" * 30, "no whole number"),
    ("Header.OccurredAt", "yesterday", "formats"),
    ("Header.OccurredAt", "2026-11-20", "formats"),
    ("Header.OccurredAt", "31/02/2026 10:00:00", "formats"),
    ("Header.OccurredAt", (NOW + timedelta(days=2)).isoformat(timespec="seconds"), "more than a day ahead"),
    ("Header.Type", "EVACUATE", "the type EVACUATE is not listed"),
    ("Header.Type", "a caller's own words, by mistake", "the type is not listed"),
    ("Header.Type", ["CREATED", "CLOSED"], "missing"),
    ("Header.MessageId", "a\u0000b", "cannot be one"),
    ("Incident.Number", "x" * 65, "cannot be one"),
    ("Incident.Number", {"of": "two"}, "cannot be one"),
    ("Incident.Grade", ["1", "2"], "stands more than once"),
    ("Incident.Grade", {"Code": "1"}, "is no single value"),
    ("Incident", [{"Number": "A"}, {"Number": "B"}], "cannot be one"),
    ("Incident.Headline", "half a \ud800 character", "half a character"),
    ("Incident.Persons", {"Person": [{"Forename": "Example1"}]}, "Person.Ref: is empty"),
]


@pytest.mark.parametrize(("path", "value", "words"), WRONG)
def test_message_with_a_part_that_cannot_be_read_says_which_and_no_value(path: str, value: object, words: str) -> None:
    fault = fault_of(changed(path, value, opened()))

    assert words in fault.error
    assert "own words" not in fault.error
    assert "Example1" not in fault.error


def test_message_about_a_unit_names_the_unit() -> None:
    assert "says no unit" in fault_of(spec(2, "ENROUTE")).error
    assert read_spec(unit(2, "ENROUTE")).unit == "AX1"


def test_message_that_is_ignored_is_read_and_says_nothing() -> None:
    found = read_spec(spec(2, "NOTE", incident={"Grade": "1"}, Text="Made-up words."))

    assert (found.said, found.items) == ({}, {})


def test_kept_message_is_read_as_it_was_when_it_came() -> None:
    found = read_spec(opened())

    assert read_kept(found.raw, mapping=mapping(), now=NOW) == found


def test_same_message_in_other_bytes_is_the_same() -> None:
    first, second = (
        read(json.dumps(opened(), indent=indent, sort_keys=sort).encode())[0]
        for indent, sort in ((1, True), (4, False))
    )

    assert isinstance(first, Message)
    assert first == second


BAD_BODIES = [
    pytest.param(b"", id="empty"),
    pytest.param(b"\xff\xfe\x00", id="no text"),
    pytest.param(b"{", id="cut json"),
    pytest.param(b"[]", id="no message"),
    pytest.param(b"[" * 100_000, id="deep json"),
    pytest.param(b"NaN", id="no number"),
    pytest.param(sample("burglary.xml")[:-200], id="cut xml"),
    pytest.param(b"<Feed/>", id="no message in xml"),
    pytest.param(b"<a>" * 40 + b"</a>" * 40, id="deep xml"),
    pytest.param(b'<?xml version="1.0" encoding="no-such"?><a/>', id="no such encoding"),
    pytest.param(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><IncidentMessage/>', id="dtd"),
    pytest.param(b'<!DOCTYPE a [<!ENTITY b "bb">]><IncidentMessage>&b;</IncidentMessage>', id="entity"),
    pytest.param(
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><IncidentMessage>&b;</IncidentMessage>', id="file"
    ),
    pytest.param(b"<IncidentMessage>&nbsp;</IncidentMessage>", id="unknown entity"),
]


@pytest.mark.parametrize("body", BAD_BODIES)
def test_body_that_is_not_safe_or_not_whole_holds_no_messages(body: bytes) -> None:
    with pytest.raises(NotMessages):
        read_trees(body, parts=mapping().parts)


def test_body_holds_so_many_messages_and_no_more() -> None:
    assert len(read_trees(json.dumps([{}] * 500).encode(), parts=mapping().parts)) == 500
    with pytest.raises(TooMany):
        read_trees(json.dumps([{}] * 501).encode(), parts=mapping().parts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_xml_is_read_in_the_encoding_that_it_names(encoding: str) -> None:
    text = sample("burglary.xml").decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')

    found = read(text.replace("Nadia", "Nádia").encode(encoding))

    assert [type(each) for each in found] == [Message] * 10
    assert "Nádia".encode() in found[0].raw


def test_namespaces_and_an_envelope_change_nothing() -> None:
    inner = b"<c:IncidentMessage><c:Header><c:Type>NOTE</c:Type></c:Header></c:IncidentMessage>"

    (tree,) = read_trees(b'<e:E xmlns:e="urn:e"><e:B xmlns:c="urn:c">' + inner + b"</e:B></e:E>", parts=mapping().parts)

    assert tree == {"Header": {"Type": "NOTE"}}


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner))
PARTS = ["Header", "MessageId", "Type", "Sequence", "OccurredAt", "Incident", "Number", "Persons", "Person", "Unit"]


@given(TREES)
@settings(max_examples=100)
def test_no_value_at_all_breaks_the_reading(tree: Any) -> None:
    assert isinstance(read_message(tree, mapping=mapping(), now=NOW), Message | Faulty)


@given(st.sampled_from([*NEEDED, "Incident", "Header", "Unit", "Incident.Persons", "Incident.Grade"]), TREES)
@settings(max_examples=150)
def test_no_value_in_any_part_breaks_the_reading(path: str, tree: Any) -> None:
    told = unit(2, "ENROUTE") | {"Incident": {"Number": "N", "Persons": {"Person": []}, "Grade": "1"}}
    *way, last = path.split(".")
    inner = told
    for name in way:
        inner = inner[name]
    inner[last] = tree

    assert isinstance(read_message(told, mapping=mapping(), now=NOW), Message | Faulty)


@given(
    st.binary(max_size=60), st.integers(0, 3000), st.integers(0, 200), st.sampled_from(["burglary.xml", "damage.json"])
)
@settings(max_examples=150)
def test_no_damage_to_a_body_breaks_the_reading(junk: bytes, place: int, cut: int, name: str) -> None:
    body = sample(name)
    damaged = body[:place] + junk + body[place + cut :]

    try:
        found = read(damaged)
    except (NotMessages, TooMany):
        return

    assert all(isinstance(each, Message | Faulty) for each in found)
