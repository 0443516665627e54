"""What the docs name exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.tree import CHECKOUT, kept, name

DOCUMENTS = kept(".md")
FOLDERS = ("waypost", "demo", "content", "tests", "tools", "docs", "bench", "drills", "requirements", ".ci")
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
TARGET = re.compile(r"`make ([a-z]+)")


def named_paths(document: Path) -> Iterator[str]:
    """Yield what a document puts in backquotes and means as a path of the repository."""
    for quoted in QUOTED.findall(document.read_text(encoding="utf-8")):
        for word in quoted.split():
            path = word.split("::")[0].rstrip(".,;:")
            if path.split("/")[0] in FOLDERS and "/" in path:
                yield path


def exists(path: str) -> bool:
    """Whether the repository has `path`; `<room>` stands for anything."""
    pattern = re.sub(r"<[^>]+>", "*", path).rstrip("/")
    return any(CHECKOUT.glob(pattern)) or pattern == "waypost/base/static/waypost"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    assert [path for path in named_paths(document) if not exists(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_make_target_that_a_document_names_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert set(TARGET.findall(document.read_text(encoding="utf-8"))) <= targets
