"""JSON in files: what two readers would understand differently costs its own record."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.connectors.files.json_records import read_json, read_json_lines
from waypost.connectors.files.values import LIMITS, Broken, Found, UnusableFile


def lines(file: bytes) -> list[Found | Broken]:
    return list(read_json_lines(io.BytesIO(file)))


@pytest.mark.parametrize(
    "line",
    [
        b'{"mobile":"07700 900001","mobile":"07700 900002"}',
        b'{"person":{"mobile":1,"mobile":2}}',
        b'{"days":NaN}',
        b'{"days":1e999}',
        b'{"name":"\\ud800"}',
        b'{"name":"\xe9"}',  # cp1252
        b'{"a":' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"half":',
        b'["MADEUP/1"]',
        b'{"a":' + b"9" * 5000 + b"}",
        b"\x00",
    ],
)
def test_a_line_that_means_different_things_is_set_aside_and_the_others_are_read(line: bytes) -> None:
    first, second, third = lines(b'{"ref":"1"}\n' + line + b'\r\n{"ref":"3"}')

    assert (first.line, second.line, third.line) == (1, 2, 3)
    assert isinstance(second, Broken)
    assert second.raw == line + b"\r\n"
    assert isinstance(third, Found)
    assert third.value == {"ref": "3"}


def test_a_line_without_end_costs_no_more_memory_than_a_line_may_have() -> None:
    found = lines(b'{"a":"' + b"x" * (3 * LIMITS.record_bytes) + b'"}\n{"ref":"2"}\n')

    assert isinstance(found[0], Broken)
    assert found[0].error == "the line is too long"
    assert found[1] == Found(2, b'{"ref":"2"}\n', {"ref": "2"})


def test_records_of_one_document_are_found_where_the_mapping_says() -> None:
    file = io.BytesIO(b'{"export":{"cases":[{"ref":"1"},{"ref":"2","ref":"2"},7]}}')

    found = list(read_json(file, record="export/cases"))

    assert [type(each) for each in found] == [Found, Broken, Broken]


@pytest.mark.parametrize("file", [b"", b"[]", b'{"export":{"cases":{}}}', b'{"export":"cases"}', b'{"export":{"cas'])
def test_a_document_without_the_list_is_refused(file: bytes) -> None:
    with pytest.raises(UnusableFile):
        list(read_json(io.BytesIO(file), record="export/cases"))


def test_a_document_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(UnusableFile, match="one record a line"):
        list(read_json(io.BytesIO(b" " * (LIMITS.document_bytes + 1)), record="."))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()), max_size=4))
def test_what_was_written_is_read_as_it_was_written(records: list[dict[str, object]]) -> None:
    file = "".join(json.dumps(record) + "\n" for record in records).encode()

    assert [each.value for each in lines(file) if isinstance(each, Found)] == records


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(noise: bytes) -> None:
    try:
        found = lines(noise)
    except UnusableFile:
        return

    assert all(isinstance(each.value, dict) for each in found if isinstance(each, Found))
