"""What the page of figures reads: counted calls of some weeks, and how long answers took."""

from dataclasses import dataclass
from datetime import date

from waypost.base.values import ForceName
from waypost.console.figures.counting import AnswerLine, Calls, answer_line, calls_shown, first_monday
from waypost.messages.operations.measuring_replies import measured_times
from waypost.messages.reply_times import EVERY_TEAM
from waypost.worklist.inbound_calls.queries import calls_by_day
from waypost.worklist.inbound_calls.reasons import call_reasons

_WHOLE_FORCE = "The whole force"


@dataclass(frozen=True)
class Shown:
    """All that the page shows; `answers` has the whole force first, then the teams by name."""

    calls: Calls
    answers: tuple[AnswerLine, ...]


def figures_of(force: ForceName, *, weeks: int, today: date) -> Shown:
    """Return the figures of the last so many weeks, this one among them; at most thirteen."""
    since = first_monday(today, weeks=weeks)
    words = {one.code: one.words for one in call_reasons()}
    calls = calls_shown(calls_by_day(since, today, force=force), words=words, since=since, until=today)
    times = measured_times(force)
    answers = [
        answer_line(
            team or _WHOLE_FORCE, answers=took.answers, half_minutes=took.half_minutes, most_minutes=took.most_minutes
        )
        for team, took in sorted(times.items(), key=lambda item: (item[0] != EVERY_TEAM, item[0]))
    ]
    return Shown(calls, tuple(answers))
