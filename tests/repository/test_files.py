"""What must not stand in any file: addresses of registries, places of one machine, forgotten work, other spellings."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.repository.tree import TEXT, kept, kept_files, name, numbered_lines

LONGEST_FILE = 400
LONGEST_TEST = 500
THIS = Path(__file__)
ADDRESS_OF_A_REGISTRY = re.compile(
    r"registry\.npmjs\.org|registry\.yarnpkg|pypi\.org/simple|files\.pythonhosted|"
    r"--(extra-)?index-url|index[-_]url\s*=|^\s*registry\s*=|\"resolved\"\s*:"
)
PLACE_OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(root|home/\w+|Users/\w+|work)/")
FORGOTTEN = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))")
SKIPPED = re.compile(r"\bpytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b|\bunittest\.skip")
# Words that show in a text that somebody reads; names of other people's programs are not ours to spell.
# "Authorization", so written, is the name of a header of HTTP.
AMERICAN = re.compile(
    r"(?<![-\w])(?!(?-i:Authorization\b))"
    r"(behavior|canceled|canceling|center|color|defense|favorite|fulfill|honor|neighbor|judgment|labor|"
    r"offense|(author|apolog|organ|recogn|summar|priorit|emphas|final|minim|maxim|util)iz\w+)s?\b",
    re.IGNORECASE,
)


def found(pattern: re.Pattern[str], paths: Sequence[Path]) -> list[str]:
    """Return the lines in which `pattern` is found, each with its place."""
    others = [path for path in paths if path != THIS]
    return [f"{place} {line.strip()[:100]}" for place, line in numbered_lines(others) if pattern.search(line)]


def texts() -> Sequence[Path]:
    """Return every file that holds text."""
    return [path for path in kept_files() if path.suffix in TEXT]


def test_no_file_names_a_registry() -> None:
    assert found(ADDRESS_OF_A_REGISTRY, texts()) == []


def test_no_file_names_a_place_of_one_machine() -> None:
    assert found(PLACE_OF_ONE_MACHINE, texts()) == []


def test_every_package_is_locked_with_a_hash() -> None:
    for lock in kept(".txt", under="requirements"):
        packages = re.split(r"\n(?=\w)", lock.read_text(encoding="utf-8"))
        assert [package for package in packages if "--hash=sha256:" not in package] == [], name(lock)


def test_no_work_is_put_off_without_an_issue() -> None:
    assert found(FORGOTTEN, kept(".py", ".js", ".scss", ".html", ".yaml", ".toml")) == []


def test_no_test_is_skipped() -> None:
    assert found(SKIPPED, kept(".py", under="tests")) == []


@pytest.mark.parametrize("folder", ["waypost", "demo", "tools", "tests", "bench", "drills"])
def test_no_file_is_too_long_to_read(folder: str) -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in kept(".py", under=folder)}

    assert {
        path: length
        for path, length in lengths.items()
        if length > (LONGEST_TEST if folder == "tests" else LONGEST_FILE)
    } == {}


def test_texts_are_in_british_spelling() -> None:
    # A page that a command wrote holds its style, whose words are not ours to spell.
    pages = kept(".html", under="docs/measurements")

    assert found(AMERICAN, [path for path in kept(".md", ".yaml", ".html") if path not in pages]) == []
