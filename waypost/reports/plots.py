"""
Plots for pages that are served: bars as SVG, which stand in a page that allows no style of its own.

Each names and describes itself, for who cannot see it; a page sets a table with the same figures beside it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from waypost.journeys.simulate.drawing import BLUE, RED, Plot, draw_plot, is_narrow
from waypost.reports.quality.plots import described

_MOST_LETTERS: Final = 26
_MOST_BARS: Final = 20
_STYLE_ATTRIBUTE: Final = re.compile(r' style="([^"]*)"')
_STYLE_ELEMENT: Final = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)


@dataclass(frozen=True)
class Bar:
    """One bar: its words, how long it is, and how much of it is drawn as late."""

    label: str
    value: int
    late: int = 0


@lru_cache(maxsize=64)
def bar_plot(name: str, title: str, bars: tuple[Bar, ...], *, unit: str, late: str = "") -> Plot:
    """
    Return bars that lie under each other, the longest first; `unit` says what is counted, `late` what the red part is.

    Of more than twenty the longest are drawn. The same figures are drawn once in the life of a process.
    """
    shown = sorted(bars, key=lambda bar: (-bar.value, bar.label))[:_MOST_BARS]
    plot = draw_plot(
        name, title, _alternative(shown, unit, late), lambda axes: _draw(axes, shown, unit), rows=len(shown)
    )
    return described(replace(plot, drawings={width: for_page(svg) for width, svg in plot.drawings.items()}))


def for_page(svg: Markup) -> Markup:
    """Return a drawing whose looks stand in attributes: a page of ours lets no `style` through."""
    plain = _STYLE_ATTRIBUTE.sub(lambda found: _attributes(found[1]), _STYLE_ELEMENT.sub("", str(svg)))
    # matplotlib has escaped every word in it, and nothing was added but names of attributes.
    return Markup(plain.replace("<svg ", '<svg stroke-linejoin="round" ', 1))  # noqa: S704


def _attributes(style: str) -> str:
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    # The page's own font: what matplotlib would name is on few machines.
    kept = [(name.strip(), value.strip()) for name, _, value in pairs if name.strip() != "font-family"]
    return "".join(f' {name}="{value}"' for name, value in kept)


def _alternative(bars: Sequence[Bar], unit: str, late: str) -> str:
    if not bars:
        return f"No bars: there are no {unit}."
    words = "; ".join(_said(bar, late) for bar in bars[:3])
    return f"Bars of {unit}. The longest: {words}."


def _said(bar: Bar, late: str) -> str:
    return f"{bar.label} {bar.value}" + (f", of these {bar.late} {late}" if late and bar.late else "")


def _draw(axes: Axes, bars: Sequence[Bar], unit: str) -> None:
    most = _MOST_LETTERS if is_narrow(axes) else 2 * _MOST_LETTERS
    rows = list(reversed(bars))
    places = range(len(rows))
    axes.barh(places, [bar.late for bar in rows], color=RED)
    drawn = axes.barh(places, [bar.value - bar.late for bar in rows], left=[bar.late for bar in rows], color=BLUE)
    axes.bar_label(drawn, labels=[str(bar.value) for bar in rows], padding=3)
    axes.set_yticks(places, [bar.label if len(bar.label) <= most else f"{bar.label[: most - 1]}…" for bar in rows])
    axes.margins(x=0.15)
    # One bar alone is no wall.
    axes.set_ylim(min(-0.6, len(rows) - 4.6), len(rows) - 0.4)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.set_xlabel(unit)
