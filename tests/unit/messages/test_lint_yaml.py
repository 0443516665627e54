"""Files that YAML would take for something else, or that nobody can have meant: refused with their line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.messages.lint.source import LARGEST, Source, parse_source, read_source
from waypost.messages.lint.values import ContentFault


def fault(text: str) -> tuple[int, str]:
    found = parse_source(text, name="a.yaml")
    assert isinstance(found, ContentFault)
    return found.line, found.sentence


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "`a` stands here a second time (first in line 1)"),
        ("a:\n  b: 1\n  b: 2\n", 3, "`b` stands here a second time"),
        ("a: 1\n\tb: 2\n", 2, "cannot begin with a tab"),
        ("a:\n\t- b\n", 2, "cannot begin with a tab"),
        ("a: &x [1]\nb: *x\n", 1, "anchor or alias"),
        ("a: b\nc: *nothing\n", 2, "anchor or alias"),
        ("at: 10:00\n", 1, 'put quotes round it, "10:00"'),
        ("at: 2026-11-26\n", 1, "reads 2026-11-26 as a date"),
        ("a: .nan\n", 1, "as another number"),
        ("a: .inf\n", 1, "as another number"),
        ("a: 0x10\n", 1, "as another number"),
        ("a: 1_000\n", 1, "as another number"),
        ("a: " + "9" * 5000, 1, "as another number"),
        ("1.5: a\n", 1, "A key must be a word"),
        ("1: a\n'1': b\n", 2, "`1` stands here a second time"),
        ("yes: a\n", 1, "A key must be a word"),
        ("? [a]\n: b\n", 1, "A key must be a word, not a list"),
        ("<<: {a: 1}\n", 1, "A key must be a word"),
        ("a: !!python/object/apply:os.system [x]\n", 1, "is not for content"),
        ("a: !!set {b}\n", 1, "is not for content"),
        ("a: 1\n---\nb: 1\n", 2, "holds two documents"),
        ("a: 'b\nc: 1\n", 2, "a quotation mark is opened"),
        ("a: b: c\n", 1, "put quotes round a text that holds a colon"),
        ("a: 1\nb\n", 2, "This is not YAML"),
        ("a: b\u200bc\n", 1, "cannot be seen"),
        ("a: 1\nb: \u202ec\n", 2, "cannot be seen"),
        ("a: \x00\n", 1, "cannot be seen"),
        ("", 1, "The file is empty"),
        ("# only a comment\n", 1, "The file is empty"),
        ("[" * 5000, 1, "nested more than 20 deep"),
    ],
)  # fmt: skip
def test_what_yaml_would_make_something_else_of_is_refused(text: str, line: int, said: str) -> None:
    found_line, sentence = fault(text)

    assert (found_line, said in sentence) == (line, True), sentence


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]

    assert "anchor or alias" in fault("\n".join(lines))[1]


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"\xef\xbb\xbfa: 1\n", 1, "byte order mark"),
        (b"a: 1\nb: caf\xe9\n", 2, "is not UTF-8"),
        (b"\xff\xfea\x00:\x00", 1, "is not UTF-8"),
        (b"a: " + b"x" * 5_000_000, 1, f"larger than {LARGEST // 1000} kB"),
        (b"", 1, "The file is empty"),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, line: int, said: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)

    found = read_source(path, name="a.yaml")

    assert isinstance(found, ContentFault)
    assert (found.line, said in found.sentence) == (line, True), found.sentence


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = read_source(tmp_path / "a.yaml", name="a.yaml")

    assert isinstance(found, ContentFault)


def test_the_line_of_a_word_is_that_within_its_text() -> None:
    source = parse_source("a:\n  b: |\n    one\n    two\nc: two\n", name="a.yaml")

    assert isinstance(source, Source)
    assert (source.line(("a", "b"), word="two"), source.line(("c",)), source.line(("a", "z"))) == (4, 5, 2)


@given(st.text(max_size=200) | st.text(alphabet="ab:-[]{}#&*!|>'\"%@`? \n\t0.,<", max_size=80))
def test_no_text_whatever_stops_the_check(text: str) -> None:
    found = parse_source(text, name="a.yaml")

    assert isinstance(found, Source) or 1 <= found.line <= text.count("\n") + 2
