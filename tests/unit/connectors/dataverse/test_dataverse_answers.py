"""What a service's answers say: recorded shapes, and what is none."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.connectors.dataverse.answers import NotOData, error_code_of, page_of

SAMPLES = sorted(Path("waypost/connectors/dataverse/samples").glob("*.json"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_recorded_answer_means_what_is_noted_beside_it(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))

    page = page_of(json.dumps(sample["answer"]).encode())

    assert {
        "rows": [row["contactid"] for row in page.rows],
        "gone": list(page.gone),
        "next": page.next_link,
        "delta": page.delta_link,
    } == sample["means"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sign in</html>",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"value": {}}',
        b'{"value": [1]}',
        b'{"value": [[]]}',
        b'{"value": [{"a": NaN}]}',
        b'{"value": [], "@odata.nextLink": 7}',
        b'{"value": [{"@odata.context": "#contacts/$deletedEntity"}]}',
        b'{"value": [{"@removed": {}, "id": {}}]}',
        b'{"value": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_what_is_no_page_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(NotOData):
        page_of(body)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["value", "@odata.context", "@removed", "id", "@odata.nextLink"]), inner)
        ),
        max_leaves=12,
    )
)
def test_no_answer_is_more_than_a_page_or_none(answer: object) -> None:
    try:
        page = page_of(json.dumps(answer).encode())
    except NotOData:
        return
    assert all(isinstance(row, dict) for row in page.rows)
    assert all(isinstance(key, str) for key in page.gone)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"error": {"code": "0x80044352", "message": "x"}}', "0x80044352"),
        (b'{"error": {"code": 7}}', ""),
        (b'{"error": "no"}', ""),
        (b"no", ""),
    ],
)
def test_of_a_refusal_only_its_code_is_read(body: bytes, code: str) -> None:
    assert error_code_of(body) == code
