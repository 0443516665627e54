"""One way to write a value, and digests that anybody can compute again."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.messages.ledger.canonical import NotCanonical, canonical
from waypost.messages.ledger.rules import FIRST_PREVIOUS, Link, contents_digest, entry_digest, moment, seal_hash
from waypost.messages.ledger.values import Columns

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ENTRY = UUID("01930000-0000-7000-8000-000000000001")
COLUMNS = Columns(ENTRY, "anyshire", 7, 8, None, "receipt", "r-1", AT, AT, bytes(32))
LINK = Link("anyshire", 1, FIRST_PREVIOUS, AT, [(ENTRY, bytes(32))])

names = st.text(st.characters(max_codepoint=127), max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(names, part, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(names, values, max_size=5))
def test_a_value_has_one_form_and_comes_back_the_same(value: dict[str, Any]) -> None:
    written = canonical(value)

    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written
    assert canonical(dict(reversed(value.items()))) == written
    assert written == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "value", [{"a": 0.5}, {"ŵ": 1}, {"a": [2**53 + 1]}, {"a": "\ud800"}, {"a": {1: 2}}, {"a": {"b": b"c"}}]
)
def test_what_has_no_single_form_is_refused_without_being_repeated(value: dict[str, Any]) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "change",
    [
        {"id": UUID(int=1)},
        {"force": "else"},
        {"case_id": 9},
        {"person_id": None},
        {"message_id": ENTRY},
        {"kind": "ended"},
        {"reference": "r-2"},
        {"at": AT + timedelta(microseconds=1)},
        {"written_at": AT + timedelta(microseconds=1)},
        {"contents_digest": b"\x01" * 32},
    ],
)
def test_no_column_of_an_entry_can_change_without_its_digest(change: dict[str, Any]) -> None:
    assert entry_digest(replace(COLUMNS, **change)) != entry_digest(COLUMNS)


@pytest.mark.parametrize(
    "change",
    [
        {"force": "else"},
        {"number": 2},
        {"previous": b"\x01" * 32},
        {"sealed_at": AT + timedelta(seconds=1)},
        {"entries": []},
        {"entries": [(ENTRY, b"\x01" * 32)]},
        {"entries": [(UUID(int=1), bytes(32))]},
    ],
)
def test_nothing_of_a_seal_can_change_without_its_hash(change: dict[str, Any]) -> None:
    assert seal_hash(replace(LINK, **change)) != seal_hash(LINK)


def test_the_order_of_entries_counts() -> None:
    two = [(ENTRY, bytes(32)), (UUID(int=1), bytes(32))]

    assert seal_hash(replace(LINK, entries=two)) != seal_hash(replace(LINK, entries=two[::-1]))


def test_a_moment_is_written_the_same_whatever_its_zone() -> None:
    assert moment(AT.astimezone(timezone(timedelta(hours=1)))) == moment(AT) == "2026-11-20T12:00:00.000000Z"


def test_the_digests_are_those_that_the_documentation_gives() -> None:
    assert contents_digest(b"salt", b'{"a":1}') == hashlib.sha256(b'salt{"a":1}').digest()
    assert (
        entry_digest(COLUMNS).hex()
        == hashlib.sha256(
            b'{"at":"2026-11-20T12:00:00.000000Z","case_id":7,"contents_digest":"'
            + b"00" * 32
            + b'","force":"anyshire",'
            b'"id":"01930000-0000-7000-8000-000000000001","kind":"receipt","message_id":null,"person_id":8,'
            b'"reference":"r-1","written_at":"2026-11-20T12:00:00.000000Z"}'
        ).hexdigest()
    )
