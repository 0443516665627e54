"""Pictures of a simulation. How they are drawn is in `drawing`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from waypost.access.values import Hours
from waypost.journeys.simulate.drawing import BLUE, INK, RED, YELLOW, Plot, draw_plot, is_narrow
from waypost.journeys.simulate.outcomes import Tally, share_within

KINDS: Final = ("statutory", "service", "survey", "immediate")
_COLOURS: Final = {"statutory": BLUE, "service": YELLOW, "survey": RED, "immediate": "#000000"}
_MOST_DAYS: Final = 92
_DELAYS: Final = ((1, "1 min"), (10, "10 min"), (60, "1 h"), (720, "12 h"), (10080, "1 week"))


def plot_days(tally: Tally, *, last_day: date) -> Plot:
    """Draw what leaves by day (by week where there are many days) and kind; a line marks the end of the record."""
    days = [day for day, _ in tally.days]
    step = 7 if days and (max(days) - min(days)).days > _MOST_DAYS else 1
    counts = _by_step(tally, step)
    starts = sorted({start for start, _ in counts})

    def draw(axes: Axes) -> None:
        _stacked(axes, starts, counts, width=0.85 * step)
        axes.axvline(_number(last_day) + 0.5, color=INK, linewidth=1, linestyle=":")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=3 if is_narrow(axes) else 6, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _short_day(_day(int(value)))))
        axes.set_ylabel("messages a week" if step > 1 else "messages a day")

    busiest = max(starts, key=lambda day: sum(counts.get((day, kind), 0) for kind in KINDS), default=last_day)
    return draw_plot(
        "days",
        "Messages by week and kind" if step > 1 else "Messages by day and kind",
        f"Bars of the messages sent, stacked by kind. The highest begins on {_whole_day(busiest)}. A dotted line marks"
        f" the end of the record, {_whole_day(last_day)}: after it only what was still waiting is sent.",
        draw,
        rows=0,
    )


def plot_hours(tally: Tally, *, hours: Hours) -> Plot:
    """Draw what leaves by hour of the day, with the force's hours shaded."""

    def draw(axes: Axes) -> None:
        for start, until in _spans(hours):
            axes.axvspan(start, until, color="#e6ecf2", zorder=0)
        _stacked(axes, list(range(24)), tally.hours, width=0.85, shift=0.5)
        axes.set_xlim(0, 24)
        axes.set_xticks([0, 6, 12, 18, 24] if is_narrow(axes) else [0, 4, 8, 12, 16, 20, 24])
        axes.set_xlabel("hour of the day (London)")
        axes.set_ylabel("messages")

    until = "24:00" if hours.is_all_day else f"{hours.until:%H:%M}"
    inside = sum(count for (hour, _), count in tally.hours.items() if _is_in(hour, hours))
    return draw_plot(
        "hours",
        "Messages by hour of the day",
        f"Bars of the messages sent by the hour at which they leave, stacked by kind. Shaded: the force's hours,"
        f" {hours.start:%H:%M} to {until}. {inside:,} of {tally.sent:,} messages leave inside them.",
        draw,
        rows=0,
    )


def plot_people(tally: Tally) -> Plot:
    """Draw how many people get how many messages."""
    most = max(tally.people, default=1)

    def draw(axes: Axes) -> None:
        axes.bar(list(tally.people), list(tally.people.values()), width=0.85, color=BLUE)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
        axes.set_xlim(0.4, most + 0.6)
        axes.set_xlabel("messages that one person gets")
        axes.set_ylabel("people")

    return draw_plot(
        "people", "Messages a person", f"Bars of people by how many messages they get: {_spread(tally)}", draw, rows=0
    )


def plot_delays(tally: Tally) -> Plot:
    """Draw which share of messages has left how long after the fact."""
    total, seen, points = max(sum(tally.delays.values()), 1), 0, []
    for minutes in sorted(tally.delays):
        seen += tally.delays[minutes]
        points.append((max(minutes, 1), 100 * seen / total))

    def draw(axes: Axes) -> None:
        axes.step([x for x, _ in points], [y for _, y in points], where="post", color=BLUE, linewidth=2)
        axes.set_xscale("log")
        most = max((x for x, _ in points), default=1)
        ticks = [(minutes, name) for minutes, name in _DELAYS if minutes <= 2 * most]
        axes.set_xticks([x for x, _ in ticks], [name for _, name in ticks])
        axes.set_xticks([], minor=True)
        axes.set_ylim(0, 101)
        axes.set_xlabel("from the fact to the message")
        axes.set_ylabel("% of messages sent")

    within = [f"{_percent(tally, minutes)} within {name}" for minutes, name in ((1, "a minute"), (720, "12 hours"))]
    return draw_plot(
        "delays",
        "Time from the fact to the message",
        "A line that rises from left to right: the share of messages that have left by a time after the force knew"
        f" the fact. {' and '.join(within)}."
        if tally.delays
        else "Nothing was sent.",
        draw,
        rows=0,
    )


def plot_reasons(reasons: Sequence[tuple[str, int, str]]) -> Plot:
    """Draw why messages did not leave: words, count, and whether they are held for somebody."""
    shown = list(reversed(reasons))

    def draw(axes: Axes) -> None:
        colours = [BLUE if kind == "held" else RED for _, _, kind in shown]
        bars = axes.barh([words for words, _, _ in shown], [count for _, count, _ in shown], color=colours)
        axes.bar_label(bars, padding=3)
        axes.margins(x=0.2)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
        handles = [mpl.patches.Patch(color=BLUE), mpl.patches.Patch(color=RED)]
        _legend(axes, handles, ["held for somebody", "never sent"])

    words = "; ".join(f"{name} {count}" for name, count, _ in reasons[:3]) or "none"
    return draw_plot(
        "reasons", "Why messages do not leave", f"Bars of messages by reason. The most frequent: {words}.", draw,
        rows=len(shown),
    )  # fmt: skip


def _stacked(
    axes: Axes,
    starts: Sequence[int] | Sequence[date],
    counts: Mapping[Any, int],
    *,
    width: float,
    shift: float = 0.0,
) -> None:
    places = [_number(start) + shift for start in starts]
    below = [0] * len(starts)
    drawn = []
    for kind in KINDS:
        heights = [counts.get((start, kind), 0) for start in starts]
        if any(heights):
            axes.bar(places, heights, width=width, bottom=below, color=_COLOURS[kind], zorder=2)
            below = [low + height for low, height in zip(below, heights, strict=True)]
            drawn.append(kind)
    _legend(axes, [mpl.patches.Patch(color=_COLOURS[kind]) for kind in drawn], drawn)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))


def _legend(axes: Axes, handles: Sequence[mpl.patches.Patch], labels: Sequence[str]) -> None:
    if handles:
        axes.legend(
            handles, labels, loc="lower left", bbox_to_anchor=(0, 1), ncols=2 if is_narrow(axes) else 4,
            frameon=False, borderaxespad=0.2, handlelength=1, columnspacing=1, handletextpad=0.5,
        )  # fmt: skip


def _by_step(tally: Tally, step: int) -> Mapping[tuple[date, str], int]:
    found: dict[tuple[date, str], int] = {}
    for (day, kind), count in tally.days.items():
        start = day - timedelta(days=day.weekday()) if step > 1 else day
        found[start, kind] = found.get((start, kind), 0) + count
    return found


def _number(start: object) -> float:
    return float(start.toordinal()) if isinstance(start, date) else float(str(start))


def _day(ordinal: int) -> date:
    return date.fromordinal(max(1, ordinal))


def _short_day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _whole_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _spans(hours: Hours) -> Sequence[tuple[float, float]]:
    start, until = (moment.hour + moment.minute / 60 for moment in (hours.start, hours.until))
    if hours.is_all_day:
        return [(0, 24)]
    return [(start, until)] if start < until else [(0, until), (start, 24)]


def _is_in(hour: int, hours: Hours) -> bool:
    return any(start <= hour < until for start, until in _spans(hours))


def _spread(tally: Tally) -> str:
    if not tally.people:
        return "nobody gets any."
    middle, high = share_within(tally.people, 0.5), share_within(tally.people, 0.95)
    return f"half get at most {middle}, 95 in 100 at most {high}, nobody more than {max(tally.people)}."


def _percent(tally: Tally, minutes: int) -> str:
    total = sum(tally.delays.values())
    within = sum(count for delay, count in tally.delays.items() if delay <= minutes)
    return f"{100 * within / max(total, 1):.0f}%"
