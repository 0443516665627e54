"""
From counted calls and answers to figures that may be shown: small numbers are put away. Pure.

*Source:* design.md 3, room `reports`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from waypost.reports.lines import Point
from waypost.reports.plots import Bar
from waypost.reports.quality.small import LEAST, share, shown, without_small
from waypost.worklist.inbound_calls.values import CallCount

_MINUTES_AN_HOUR: Final = 60


@dataclass(frozen=True)
class CallLine:
    """Calls of a week or of a reason, as they are shown: how many, and how many of them could have been avoided."""

    name: str
    calls: str
    avoidable: str


@dataclass(frozen=True)
class Calls:
    """All that is shown of the calls of some weeks; `by_week` has the newest first, weeks begin on Mondays."""

    total: CallLine
    by_week: tuple[CallLine, ...]
    by_reason: tuple[CallLine, ...]
    points: tuple[Point, ...]
    bars: tuple[Bar, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has logged a call."""
        return self.total.calls == "0"


@dataclass(frozen=True)
class AnswerLine:
    """How long victims waited for an answer of a team, in hours of working time."""

    team: str
    answers: str
    half_within: str
    most_within: str


def first_monday(until: date, *, weeks: int) -> date:
    """Return the Monday on which the last so many weeks begin, that of `until` among them."""
    return until - timedelta(days=until.weekday(), weeks=weeks - 1)


def calls_shown(counts: Sequence[CallCount], *, words: Mapping[str, str], since: date, until: date) -> Calls:
    """
    Return what is shown of calls from one day to another; `words` are those of the reasons, by their codes.

    A week without calls has a line as well; a reason without has none.
    """
    weeks = [since + timedelta(weeks=number) for number in range((until - since).days // 7 + 1)]
    by_week = {week: _sum(one for one in counts if week <= one.on < week + timedelta(weeks=1)) for week in weeks}
    by_reason = {code: _sum(one for one in counts if one.reason == code) for code in {one.reason for one in counts}}
    named = without_small({words.get(code, code): pair for code, pair in by_reason.items()})
    return Calls(
        total=_line("All", *_sum(counts)),
        by_week=tuple(_line(_week(week), *by_week[week]) for week in reversed(weeks)),
        by_reason=tuple(_line(name, *pair) for name, pair in named.items()),
        points=tuple(Point(f"{week.day} {week:%b}", _per_cent(*by_week[week])) for week in weeks),
        bars=tuple(Bar(name, calls, _told(avoidable, calls)) for name, (calls, avoidable) in named.items()),
    )


def answer_line(team: str, *, answers: int, half_minutes: int, most_minutes: int) -> AnswerLine:
    """Return the line of a team, or of the force; of too few answers nothing is said but that they are few."""
    if answers < LEAST:
        return AnswerLine(team, shown(answers), "too few to say", "too few to say")
    return AnswerLine(team, shown(answers), _hours(half_minutes), _hours(most_minutes))


def _sum(counts: Iterable[CallCount]) -> tuple[int, int]:
    found: Counter[bool] = Counter()
    for one in counts:
        found[one.is_avoidable] += one.count
    return found.total(), found[True]


def _line(name: str, calls: int, avoidable: int) -> CallLine:
    return CallLine(name, shown(calls), share(avoidable, of=calls))


def _week(monday: date) -> str:
    return f"Week of {monday.day} {monday:%B %Y}"


def _per_cent(calls: int, avoidable: int) -> int | None:
    told = share(avoidable, of=calls)
    return int(told.removesuffix("%")) if told.endswith("%") else None


def _told(avoidable: int, calls: int) -> int:
    """Return how much of a bar may be drawn apart: none of it where that would tell of few."""
    return avoidable if share(avoidable, of=calls).endswith("%") else 0


def _hours(minutes: int) -> str:
    hours = -(-minutes // _MINUTES_AN_HOUR)
    return "1 working hour" if hours <= 1 else f"{hours:,} working hours"
