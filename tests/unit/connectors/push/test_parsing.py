import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.connectors.push.parsing import DEEPEST, Ambiguous, canonical, parse_json
from waypost.connectors.push.values import NotCloudEvents

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": 1} {"a": 2}',
        b"<case/>",
        '{"a": "é"}'.encode("cp1252"),
        '{"a": 1}'.encode("utf-16"),
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotCloudEvents):
        parse_json(body)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"data": {"mobile": 1, "mobile": 2}}', "twice"),
        (b'{"id": "a", "id": "b"}', "twice"),
        (b'{"a": [{"b": 1e999}]}', "too large"),
        (b'{"a": ["\\ud800"]}', "half a character"),
        (b'{"\\udfff": 1}', "half a character"),
        (b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), "nested deeper"),
    ],
)
def test_json_that_two_readers_would_understand_differently_is_named(body: bytes, word: str) -> None:
    with pytest.raises(Ambiguous, match=word):
        canonical(parse_json(body))


def test_a_whole_surrogate_pair_is_one_character() -> None:
    assert canonical(parse_json(b'"\\ud83d\\ude00"')) == '"😀"'.encode()


def test_nesting_up_to_the_limit_is_read() -> None:
    body = b"[" * DEEPEST + b"]" * DEEPEST

    assert canonical(parse_json(body)) == body


@given(JSON)
def test_canonical_bytes_are_read_back_as_the_same_value(value: object) -> None:
    written = canonical(value)  # type: ignore[arg-type]  # the strategy's own type is object

    assert canonical(parse_json(written)) == written


@given(st.binary(max_size=200))
def test_any_bytes_are_either_read_or_refused(body: bytes) -> None:
    try:
        canonical(parse_json(body))
    except (NotCloudEvents, Ambiguous):
        return
