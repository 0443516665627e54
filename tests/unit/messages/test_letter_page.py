"""A letter as it comes out of the printer: where things stand, and what a screen reader is told."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from waypost.messages.letter_page import letter_pdf
from waypost.messages.letters import Letter, as_markdown
from waypost.messages.markdown import Block, BlockKind

ADDRESS = "https://example.org/i/Kq7Zr2mXw4TtYp9hBnCs6v"
LETTER = Letter(
    heading="Your reference is 42260012345",
    blocks=(
        Block(BlockKind.PARAGRAPH, ("We have recorded this crime.",)),
        Block(BlockKind.HEADING, ("What happens next",)),
        Block(BlockKind.BULLETS, ("One", "Two")),
        Block(BlockKind.PARAGRAPH, (f"You can also sign in at {ADDRESS}",)),
    ),
    to=("Ms Amina Example", "1 Sample Street", "Anytown", "TS5 6AB"),
    sender="Anyshire Police",
    return_address=("PO Box 1", "Elsewhere", "AN1 1AA"),
    phone="101",
    reference="42260012345",
    written_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
    language="en",
    portal=ADDRESS,
)
SEVEN = ("W" * 40, "Flat 4, Willow House", "12 High Street", "Little Village", "Anytown", "Anyshire", "TS5 6AB")
LONG = (Block(BlockKind.PARAGRAPH, ("Words that go on. " * 20,)),) * 12
_MM = 25.4 / 72


def _read(letter: Letter) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(letter_pdf(letter)))


def _words(letter: Letter) -> str:
    return " ".join(" ".join(page.extract_text() for page in _read(letter).pages).split())


def _places(page: pypdf.PageObject) -> Iterator[tuple[str, float, float]]:
    """Yield each piece of text with where its baseline begins, in mm from the left and the top."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            x = (tm[4] * cm[0] + tm[5] * cm[2] + cm[4]) * _MM
            y = 297 - (tm[4] * cm[1] + tm[5] * cm[3] + cm[5]) * _MM
            found.append((text.strip(), x, y))

    page.extract_text(visitor_text=visit)
    yield from found


@pytest.mark.parametrize("to", [LETTER.to, SEVEN])
def test_name_and_address_stand_in_the_window_and_nothing_else_does(to: tuple[str, ...]) -> None:
    first = list(_places(_read(replace(LETTER, to=to)).pages[0]))

    seen = [text for text, x, y in first if x < 120 and 39.5 <= y <= 66.3]
    assert " ".join(seen).split() == " ".join(to).split()


def test_nothing_stands_outside_what_can_be_printed() -> None:
    pages = _read(replace(LETTER, to=SEVEN, blocks=LONG, sender="Gloucestershire Constabulary " * 2)).pages

    assert len(pages) > 1
    for number, page in enumerate(pages):
        for text, x, y in _places(page):
            assert 15 <= x <= 195 and 5 <= y <= 292, text  # noqa: PT018 - one place
            is_window = 24 <= x < 120 and 39.5 <= y <= 66.3
            assert number or y > 95 or x >= 125 or is_window, text


def test_a_letter_says_its_language_and_heading_and_numbers_its_pages() -> None:
    read = _read(replace(LETTER, language="cy", blocks=LONG))

    catalogue: Any = read.root_object
    assert catalogue["/Lang"] == "cy-GB"
    assert catalogue["/MarkInfo"]["/Marked"].value
    assert read.metadata is not None
    assert read.metadata.title == LETTER.heading
    assert "Tudalen 1 o 3" in read.pages[0].extract_text()
    assert "22 Tachwedd 2026" in read.pages[0].extract_text()


def test_the_square_code_is_read_out_as_the_address_that_stands_beside_it() -> None:
    assert ADDRESS in _words(LETTER).replace(" ", "")
    said = [found.get("/Alt") for found in _objects(LETTER)]
    assert f"A square code that opens this address on a phone: {ADDRESS}" in said


def _objects(letter: Letter) -> Iterator[Any]:
    read = _read(letter)
    for number in {number for generations in read.xref.values() for number in generations} | set(read.xref_objStm):
        found = read.get_object(number)
        if isinstance(found, pypdf.generic.DictionaryObject):
            yield found


def test_a_discreet_letter_names_no_police_and_no_line_of_theirs() -> None:
    words = _words(replace(LETTER, sender="", blocks=LETTER.blocks[1:]))

    assert "Police" not in words
    assert "101" not in words.replace("42260012345", "")


def test_large_print_is_large_and_the_rest_at_least_twelve_points() -> None:
    for form, points in (("", 12.0), ("large_print", 18.0)):
        sizes = [size for text, size in _sizes(replace(LETTER, format=form)) if "recorded" in text]
        assert sizes == [pytest.approx(points, abs=0.1)]


def _sizes(letter: Letter) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, size: Any) -> None:
        found.append((text, abs(size * tm[3] * cm[3])))

    _read(letter).pages[0].extract_text(visitor_text=visit)
    return found


def test_notify_gets_the_same_words_in_its_own_marks() -> None:
    words = as_markdown(LETTER)

    assert words.startswith("# Your reference is 42260012345\n\nYour reference: 42260012345\n\nWe have recorded")
    assert "\n\n# What happens next\n\n* One\n* Two\n\n" in words
    assert "18001 101" in words
    assert "18001" not in as_markdown(replace(LETTER, sender=""))
