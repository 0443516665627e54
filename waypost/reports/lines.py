"""A share over days as a line, for pages that are served: beside it a page sets a table with the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from waypost.journeys.simulate.drawing import BLUE, Plot, draw_plot, is_narrow
from waypost.reports.plots import for_page
from waypost.reports.quality.plots import described

_MOST_LABELS, _FEWEST_LABELS = 8, 3


@dataclass(frozen=True)
class Point:
    """One day and its share in per cent; None where nobody measured: the line has a gap there."""

    label: str
    share: int | None


@lru_cache(maxsize=64)
def line_plot(name: str, title: str, points: tuple[Point, ...], *, unit: str) -> Plot:
    """Return a line of shares between nought and a hundred per cent; the same figures are drawn once in a process."""
    plot = draw_plot(name, title, _alternative(points, unit), lambda axes: _draw(axes, points, unit), rows=0)
    return described(replace(plot, drawings={width: for_page(svg) for width, svg in plot.drawings.items()}))


def _alternative(points: Sequence[Point], unit: str) -> str:
    known = [one for one in points if one.share is not None]
    if not known:
        return f"No line: {unit} was not measured."
    return f"A line of {unit}: {known[0].share}% on {known[0].label}, {known[-1].share}% on {known[-1].label}."


def _draw(axes: Axes, points: Sequence[Point], unit: str) -> None:
    shares = [float("nan") if one.share is None else float(one.share) for one in points]
    axes.plot(range(len(points)), shares, color=BLUE, marker="o", markersize=3)
    labels = _FEWEST_LABELS if is_narrow(axes) else _MOST_LABELS
    every = max(1, -(-len(points) // labels))
    places = range(0, len(points), every)
    axes.set_xticks(places, [points[place].label for place in places])
    axes.set_ylim(0, 105)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.set_ylabel(f"{unit}, %")
