"""Measures each day how long answers to victims took in a force, and says what the next may expect."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.reply_times import EVERY_TEAM, FEWEST, LOOKED_AT, Calendar, Took, expected_words, times_taken
from waypost.messages.sign_models import ReplyTime
from waypost.worklist.library import terms_in_force
from waypost.worklist.reply_queries import replies_asked
from waypost.worklist.values import Desk

INBOUND: Final = "message.inbound"
_MOST: Final = 20_000


def measure_replies(force: ForceName, *, now: datetime) -> int:
    """Keep how long the answers of the last four weeks took, by team; return of how many teams something is known."""
    asked = replies_asked(reason=INBOUND, since=now - LOOKED_AT, limit=_MOST, force=force)
    found = times_taken(asked, calendar=_calendar(), now=now)
    rows = [
        ReplyTime(
            force=force,
            team=team,
            answers=took.answers,
            half_minutes=took.half_minutes,
            most_minutes=took.most_minutes,
            measured_at=now,
        )
        for team, took in found.items()
    ]
    with in_force(force):
        ReplyTime.objects.filter(force=force).delete()
        ReplyTime.objects.bulk_create(rows)
    return len(rows)


def expected_reply(team: str, *, force: ForceName) -> str:
    """Return what a victim may be told of how long an answer takes: by their team, else by the force."""
    with in_force(force):
        rows = {row.team: row for row in ReplyTime.objects.filter(force=force, team__in=[team, EVERY_TEAM])}
    known = next((rows[name] for name in (team, EVERY_TEAM) if name in rows and rows[name].answers >= FEWEST), None)
    took = Took(known.answers, known.half_minutes, known.most_minutes) if known else None
    return expected_words(took, day_minutes=_calendar().day_minutes)


def measured_times(force: ForceName) -> Mapping[str, Took]:
    """Return how long answers took when it was last measured: by team, and for the whole force."""
    with in_force(force):
        rows = list(ReplyTime.objects.filter(force=force))
    return {row.team: Took(row.answers, row.half_minutes, row.most_minutes) for row in rows}


def _calendar() -> Calendar:
    terms = terms_in_force()
    return Calendar(terms.hours[Desk.OIC], terms.holidays)
