"""
Drawing a picture as SVG that stands inside a page: no script, no font of its own, nothing fetched.

Each comes in two widths, for a phone and for a desk; its table tells the same in words.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INK: Final = "#0b0c0c"
# Told apart by everybody, also in greys (after Paul Tol's high-contrast scheme).
BLUE: Final = "#004488"
RED: Final = "#BB5566"
YELLOW: Final = "#DDAA33"
_WIDTHS: Final = {"narrow": 3.3, "wide": 7.2}
_POINTS: Final = {"narrow": 9.0, "wide": 10.0}
_USED_ID: Final = re.compile(r'(?:url\(#|href="#)([^")]+)')
_ID: Final = re.compile(r' id="([^"]+)"')


@dataclass(frozen=True)
class Plot:
    """One picture: its SVG by width, and what it shows in one sentence."""

    name: str
    title: str
    alternative: str
    drawings: Mapping[str, Markup]


def draw_plot(name: str, title: str, alternative: str, draw: Callable[[Axes], None], *, rows: int) -> Plot:
    """Return a picture in each width; `rows` is how many bars lie under each other, 0 where none do."""
    drawings = {}
    for width, inches in _WIDTHS.items():
        with _style(width, name):
            figure = Figure(figsize=(inches, max(2.6, 0.8 + 0.32 * rows)), layout="constrained")
            FigureCanvasSVG(figure)
            draw(figure.add_subplot())
            drawings[width] = _svg(figure)
    return Plot(name, title, alternative, drawings)


@contextmanager
def _style(width: str, name: str) -> Iterator[None]:
    """Plain axes; text stays text, so that it is drawn in the reader's own font; the same data, the same bytes."""
    style: dict[Any, Any] = {
        "svg.fonttype": "none", "svg.hashsalt": f"waypost-{name}-{width}", "font.size": _POINTS[width],
        "font.family": "sans-serif",
        "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": INK, "text.color": INK,
        "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "figure.facecolor": "none",
        "axes.facecolor": "none", "axes.axisbelow": True,
    }  # fmt: skip
    with mpl.rc_context(style):
        yield


def _svg(figure: Figure) -> Markup:
    """Return the drawing alone: without what a file of its own needs, and without ids that nobody refers to."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = written.getvalue()
    drawing = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    used = set(_USED_ID.findall(drawing))
    drawing = _ID.sub(lambda found: found[0] if found[1] in used else "", drawing)
    # Its size is the page's business; to a reader it is one picture, described beside it.
    sized = re.sub(
        r'<svg[^>]*?(viewBox="[^"]+")[^>]*>',
        r'<svg \1 aria-hidden="true" focusable="false" '
        r'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">',
        drawing,
        count=1,
    )
    # matplotlib has escaped every word in it.
    return Markup(sized)  # noqa: S704


def is_narrow(axes: Axes) -> bool:
    """Whether it is drawn for a phone."""
    figure = axes.get_figure(root=True)
    return figure is not None and float(figure.get_figwidth()) < _WIDTHS["wide"]
