"""What comes out of a page: read back as a reader, or a screen reader, would."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest

from waypost.base.pdf import About, CannotMakePdf, make_pdf

_SOURCE = """
= #data.heading
#for line in data.lines { par(line) }
"""
_ABOUT = About(
    title="A page (made up)",
    author="Made-up force",
    language="cy-GB",
    # As the clock says it: with a part of a second.
    made_at=datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC),
)


def _made(*lines: str, heading: str = "Heading") -> bytes:
    return make_pdf(_SOURCE, {"heading": heading, "lines": list(lines)}, about=_ABOUT)


def _read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def _plain(value: Any) -> Any:
    """Return an object of the PDF as one that Python knows."""
    return value.get_object()


def _words(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in _read(pdf).pages).split())


def test_a_page_is_tagged_and_says_its_title_language_and_standard() -> None:
    pdf = _made("Some words.")

    root = _plain(_read(pdf).root_object)
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "cy-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert _plain(_read(pdf).metadata)["/Title"] == "A page (made up)"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_every_font_is_ours_and_in_the_file() -> None:
    fonts = _plain(_plain(_read(_made("Some words.")).pages[0])["/Resources"])["/Font"]

    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts.values()}
    assert names <= {"DejaVuSans", "DejaVuSans-Bold"}


@pytest.mark.parametrize(
    "text",
    [
        "#evil[]",
        '#import "x": y',
        "$x$",
        "*b* _i_",
        "\\ \\n",
        "= heading",
        "<label> @reference",
        "{{7*7}} ${x} {0.__class__}",
        "// comment /* so */",
        "Siân Ŵyn Llŷr O’Doyle",
    ],
)
def test_what_looks_like_source_comes_out_letter_by_letter(text: str) -> None:
    assert text in _words(_made(text))


def test_characters_that_nobody_sees_do_not_come_out() -> None:
    assert "ab cd ef" in _words(_made("a\x00\x1bb c\u202e\u2066d e\u200b\ufefff"))


def test_the_same_arguments_make_the_same_bytes() -> None:
    assert _made("Some words.") == _made("Some words.")


def test_a_fault_repeats_nothing_of_the_data() -> None:
    with pytest.raises(CannotMakePdf) as caught:
        make_pdf("#panic(data.secret)", {"secret": "Hidden Words"}, about=_ABOUT)

    assert "Hidden" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_picture_without_words_for_it_is_refused() -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'

    with pytest.raises(CannotMakePdf):
        make_pdf('#image(bytes(data.svg), format: "svg")', {"svg": square}, about=_ABOUT)


def test_a_letter_that_the_font_lacks_is_refused_and_not_printed_as_a_box() -> None:
    with pytest.raises(CannotMakePdf):
        _made("\u738b\u5c0f\u660e")


def test_the_time_in_the_file_is_the_one_given() -> None:
    pdf = _read(_made("Some words."))

    assert pdf.metadata is not None
    assert pdf.metadata.creation_date is not None
    assert abs(pdf.metadata.creation_date.astimezone(UTC) - _ABOUT.made_at) < timedelta(seconds=1)
