"""How long answers to victims take, and what may honestly be said of it. Pure but for one list of words."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from django.conf import settings

from waypost.worklist.reply_queries import Asked
from waypost.worklist.rules.hours import DeskHours, working_minutes

FEWEST: Final = 20
"""Fewer answers than this say nothing about the next one."""
LOOKED_AT: Final = timedelta(days=28)
EVERY_TEAM: Final = ""


@dataclass(frozen=True)
class Took:
    """How long answers took, in minutes of working time: half of them, and eight in ten, no longer than that."""

    answers: int
    half_minutes: int
    most_minutes: int


@dataclass(frozen=True)
class Calendar:
    """When officers are at work."""

    hours: DeskHours
    holidays: Set[date]

    @property
    def day_minutes(self) -> int:
        """How many minutes a working day has."""
        until = self.hours.until.hour * 60 + self.hours.until.minute or 24 * 60
        return until - (self.hours.start.hour * 60 + self.hours.start.minute)


def times_taken(asked: Sequence[Asked], *, calendar: Calendar, now: datetime) -> Mapping[str, Took]:
    """
    Return how long answers took, by team and for all; who still waits counts as if answered this moment.

    Left out they would make a team look the faster the more people it keeps waiting: of those who wait, only such count
    as have waited longer than half of the others.
    """
    teams = {EVERY_TEAM, *(one.team for one in asked)}
    every = {team: [one for one in asked if team in (EVERY_TEAM, one.team)] for team in teams}
    found = {team: _took(some, calendar=calendar, now=now) for team, some in every.items()}
    return {team: took for team, took in found.items() if took is not None}


def _took(asked: Sequence[Asked], *, calendar: Calendar, now: datetime) -> Took | None:
    done = sorted(_minutes(one, calendar, now) for one in asked if one.answered_at is not None)
    if not done:
        return None
    waiting = [_minutes(one, calendar, now) for one in asked if one.answered_at is None]
    half = _at_share(done, 50)
    counted = sorted([*done, *(minutes for minutes in waiting if minutes > half)])
    return Took(answers=len(done), half_minutes=_at_share(counted, 50), most_minutes=_at_share(counted, 80))


def _minutes(one: Asked, calendar: Calendar, now: datetime) -> int:
    return working_minutes(one.at, one.answered_at or now, hours=calendar.hours, holidays=calendar.holidays)


def _at_share(ordered: Sequence[int], percent: int) -> int:
    """Return the first value that at least so many per cent do not exceed."""
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)]


def expected_words(took: Took | None, *, day_minutes: int) -> str:
    """Return what a victim may be told of how long an answer takes; without enough of them, that we cannot say."""
    words = _words(settings.CONTENT_DIR)
    if took is None or took.answers < FEWEST:
        return words["unknown"]
    half, most = (_span(minutes, day_minutes, words) for minutes in (took.half_minutes, took.most_minutes))
    return words["same" if half == most else "known"].format(half=half, most=most)


def _span(minutes: int, day_minutes: int, words: Mapping[str, str]) -> str:
    """Return a span in words, rounded up: nobody is told of less than it was."""
    hours, days = -(-minutes // 60), -(-minutes // day_minutes)
    if minutes <= day_minutes // 2:
        return words["hour"] if hours <= 1 else words["hours"].format(count=hours)
    return words["day"] if days <= 1 else words["days"].format(count=days)


@cache
def _words(content: Path) -> Mapping[str, str]:
    document = yaml.safe_load((content / "words" / "threads.yaml").read_text(encoding="utf-8"))
    words: Mapping[str, str] = document["expected"]
    return words
