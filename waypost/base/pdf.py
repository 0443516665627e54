"""
Accessible PDF: a page's source is ours and fixed, what stands on it is data, passed beside it and never made source.

*Source:* PDF/UA-1 (ISO 14289-1), the standard that PSBAR's guidance names for documents; trust.md T11.
"""

import importlib.util
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from waypost.base.values import JsonValue

# Found, never imported: the library around these fonts takes a second to load.
_HOME_OF_FONTS = "matplotlib"
_FOLDER_OF_FONTS = Path("mpl-data", "fonts", "ttf")
FONT = "DejaVu Sans"
"""The one family on every page: packaged with us; it has the letters of most of Europe and the Near East."""
# Bidi marks, zero-width characters, control codes: nobody reads them, and they turn words around.
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_LINE_END = "\n"
_PRELUDE = """\
#let data = json(bytes(sys.inputs.data))
#let about = json(bytes(sys.inputs.about))
#set document(title: about.title, author: about.author, date: auto)
#set text(lang: about.language, region: about.region, font: about.font, fallback: false)
"""


class CannotMakePdf(ValueError):
    """The page could not be made of this data. The message holds none of it."""


@dataclass(frozen=True)
class About:
    """What a PDF says of itself. `language` is BCP 47 (`en-GB`); `made_at` is aware, and the only time in the file."""

    title: str
    author: str
    language: str
    made_at: datetime


def make_pdf(source: str, data: Mapping[str, JsonValue], *, about: About) -> bytes:
    """
    Return the PDF/UA-1 that the Typst `source` makes of `data`, the same bytes for the same arguments.

    The source reads `data` as a dictionary of that name; its strings come out letter by letter, without unseen
    characters. A picture is passed as a string of SVG, and the source gives it its alternative text.

    :raises CannotMakePdf: if the source does not fit the data, the page could not be read aloud, or the font lacks a
    letter: a box in its place would say nothing.
    """
    try:
        made = typst.compile(
            (_PRELUDE + source).encode(),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"data": _as_json(data), "about": _as_json(_described(about))},
            pdf_standards="ua-1",
            # A part of a second is no part of a PDF's time, and is refused.
            timestamp=about.made_at.replace(microsecond=0),
        )
    except (typst.TypstError, ValueError):
        # Typst's own words may repeat the data.
        raise CannotMakePdf("the page could not be made of this data") from None
    if not isinstance(made, bytes):
        raise CannotMakePdf("the page came out as something other than one file")
    return made


def _described(about: About) -> Mapping[str, JsonValue]:
    language, _, region = about.language.partition("-")
    return {
        "title": about.title,
        "author": about.author,
        "language": language,
        "region": region or None,
        "font": FONT,
    }


def _as_json(data: Mapping[str, JsonValue]) -> str:
    return json.dumps(_seen(dict(data)), ensure_ascii=False)


def _seen(value: JsonValue) -> JsonValue:
    """Return a value with what nobody can see taken out of its strings; a line's end stays."""
    match value:
        case str():
            return "".join(one for one in value if one == _LINE_END or unicodedata.category(one) not in _UNSEEN)
        case list():
            return [_seen(one) for one in value]
        case dict():
            return {name: _seen(one) for name, one in value.items()}
        case _:
            return value


@cache
def _fonts() -> typst.Fonts:
    found = importlib.util.find_spec(_HOME_OF_FONTS)
    if found is None or found.origin is None:
        raise CannotMakePdf("the packaged fonts are not installed")
    folder = Path(found.origin).parent / _FOLDER_OF_FONTS
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
