"""The pictures of a report on data quality; the tables beside them hold the same figures."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from waypost.journeys.simulate.drawing import BLUE, YELLOW, Plot, draw_plot, is_narrow
from waypost.reports.quality.figures import Figures

_MOST_BARS: Final = 14
_PHONE_LETTERS: Final = 26
_HIDDEN: Final = re.compile(r'aria-hidden="true" focusable="false"([^>]*>)')


def plots_of(figures: Figures) -> dict[str, Plot]:
    """Return every picture by name, each with its title and description inside it."""
    drawn = (_ways(figures), _fixes(figures), _stops(figures), _groups(figures), _fields(figures))
    return {plot.name: described(plot) for plot in drawn}


def described(plot: Plot) -> Plot:
    """Return a picture whose drawings name and describe themselves, for who cannot see them."""
    return replace(plot, drawings={width: _with_words(svg, plot, width) for width, svg in plot.drawings.items()})


def _with_words(svg: Markup, plot: Plot, width: str) -> Markup:
    title, description = f"{plot.name}-{width}-title", f"{plot.name}-{width}-description"
    words = (
        f'<title id="{title}">{escape(plot.title)}</title><desc id="{description}">{escape(plot.alternative)}</desc>'
    )
    said = f'role="img" aria-labelledby="{title}" aria-describedby="{description}"'
    # matplotlib has escaped its words, and ours are escaped above.
    return Markup(_HIDDEN.sub(lambda found: f"{said}{found[1]}{words}", str(svg), count=1))  # noqa: S704


def _ways(figures: Figures) -> Plot:
    names = [_short(way.name) for way in figures.ways]
    words = "; ".join(f"{way.name.lower()} {way.share}" for way in figures.ways)
    return _bars("ways", "Victims who could be told today", names, [way.per_cent for way in figures.ways], words)


def _groups(figures: Figures) -> Plot:
    rows = figures.groups[:_MOST_BARS]
    words = "; ".join(f"{row.name} {row.ways[-1]}" for row in rows[:3])
    title = "Victims who could be told today, by group of offences"
    return _bars("groups", title, [row.name for row in rows], [row.per_cent for row in rows], f"the largest, {words}")


def _fields(figures: Figures) -> Plot:
    rows = figures.fields

    def draw(axes: Axes) -> None:
        names = [_fit(name, axes) for name, *_ in reversed(rows)]
        axes.barh(names, [filled for *_, filled, _ in reversed(rows)], color=YELLOW, height=0.8)
        axes.barh(names, [usable for *_, usable in reversed(rows)], color=BLUE, height=0.45)
        _per_cent_axis(axes)

    words = "; ".join(f"{name} {filled} filled, {usable} usable" for name, filled, usable, *_ in rows[:3])
    alternative = f"Bars by field: the wide yellow one is filled, the thin blue one usable. {words}."
    return draw_plot("fields", "How complete the record is", alternative, draw, rows=len(rows))


def _stops(figures: Figures) -> Plot:
    stops = [stop for stop in figures.stops if stop.bar][:_MOST_BARS]

    def draw(axes: Axes) -> None:
        names = [_fit(stop.label, axes) for stop in reversed(stops)]
        drawn = axes.barh(_distinct(names), [stop.bar for stop in reversed(stops)], color=BLUE)
        axes.bar_label(drawn, padding=3)
        axes.margins(x=0.2)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
        axes.set_xlabel("victims")

    words = "; ".join(f"{stop.label} {stop.victims}" for stop in stops[:3]) or "nothing"
    return draw_plot("stops", "What stops messages", f"Bars of victims. Most frequent: {words}.", draw, rows=len(stops))


def _fixes(figures: Figures) -> Plot:
    names = ["Today", *(f"{number}. {' + '.join(fix.labels)}" for number, fix in enumerate(figures.fixes, 1))]
    shares = [figures.ways[-1].per_cent, *(fix.per_cent for fix in figures.fixes)]
    ending = figures.fixes[-1].share if figures.fixes else figures.ways[-1].share
    words = f"from {figures.ways[-1].share} today to {ending} once all of these are mended"
    return _bars("fixes", "What would raise the share most, one after the other", names, shares, words)


def _bars(name: str, title: str, names: Sequence[str], shares: Sequence[float], words: str) -> Plot:
    def draw(axes: Axes) -> None:
        bars = axes.barh(_distinct([_fit(each, axes) for each in reversed(names)]), list(reversed(shares)), color=BLUE)
        axes.bar_label(bars, fmt="%.0f%%", padding=3)
        _per_cent_axis(axes)

    return draw_plot(name, title, f"Bars of shares in per cent: {words}.", draw, rows=len(names))


def _per_cent_axis(axes: Axes) -> None:
    axes.set_xlim(0, 115)
    axes.set_xticks([0, 50, 100] if is_narrow(axes) else [0, 25, 50, 75, 100])
    axes.set_xlabel("% of victims")


def _fit(words: str, axes: Axes) -> str:
    most = _PHONE_LETTERS if is_narrow(axes) else 2 * _PHONE_LETTERS
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}\u2026"


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names of which no two are one: bars of one name would be drawn over each other."""
    found: list[str] = []
    for name in names:
        while name in found:
            name += "\u200b"  # noqa: PLW2901 - the same name, longer by what nobody sees
        found.append(name)
    return found


def _short(name: str) -> str:
    return name.partition(" of these")[0]
