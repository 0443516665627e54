"""Gates about time: is it still of use, still so, and an hour at which a phone may ring?"""

from datetime import UTC, datetime, time, timedelta

from waypost.access.values import Hours
from waypost.base.clock import LONDON
from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import AnswerKind, Channel, GateAnswer, MessageClass, Reason

NO_SURVEY_FOR = timedelta(days=14)
"""After hard news. *Source:* the rule of the catalogue that no survey follows it at once."""


def is_in_time(question: Question) -> GateAnswer | None:
    """*Source:* trust.md, "Provider down 4 h": stale texts are dropped with a reason, not sent late."""
    if question.expires_at is None or question.now < question.expires_at:
        return None
    return answer("is_in_time", Reason.TOO_LATE)


def no_survey_after_hard_news(question: Question) -> GateAnswer | None:
    """Who has just heard that nobody was found, or that a court has let somebody go, is not asked how we did."""
    told_at = question.hard_news_at
    if question.message_class is not MessageClass.SURVEY or told_at is None:
        return None
    if question.now - told_at >= NO_SURVEY_FOR:
        return None
    return answer("no_survey_after_hard_news", Reason.AFTER_HARD_NEWS)


def hour_is_allowed(question: Question) -> GateAnswer | None:
    """
    Outside the hours of the plan (else of the force) the message waits; an immediate one does not.

    *Source:* design 1.4; domain.md SC13.
    """
    if question.is_immediate:
        return None
    if question.channel is Channel.LETTER:
        return _letters_leave_together(question)
    until = next_allowed(question.now, hours=hours_of(question))
    if until is None:
        return None
    return GateAnswer(
        "hour_is_allowed",
        AnswerKind.WAIT,
        "Messages wait for the hours in which they may leave.",
        until=until,
    )


def _letters_leave_together(question: Question) -> GateAnswer | None:
    """Letters ring nobody: they leave once a day, from the force's hour of the post until midnight."""
    until = next_allowed(question.now, hours=Hours(start=question.settings.post.at, until=time(0)))
    if until is None:
        return None
    return GateAnswer("hour_is_allowed", AnswerKind.WAIT, "Letters wait for the post of the day.", until=until)


def next_allowed(now: datetime, *, hours: Hours) -> datetime | None:
    """
    Return when the hours open next, in UTC, or None if they are open.

    Hours are wall-clock times in England and Wales and may cross midnight.
    """
    local = now.astimezone(LONDON)
    if hours.is_all_day or _is_within(local.time(), hours):
        return None
    days = (local.date(), local.date() + timedelta(days=1), local.date() + timedelta(days=2))
    # A wall-clock time comes twice when the clocks go back (fold) and not at all when they go forward.
    openings = (
        datetime.combine(day, hours.start, LONDON).replace(fold=fold).astimezone(UTC) for day in days for fold in (0, 1)
    )
    return min(
        opening for opening in openings if opening > now and _is_within(opening.astimezone(LONDON).time(), hours)
    )


def _is_within(moment: time, hours: Hours) -> bool:
    if hours.start < hours.until:
        return hours.start <= moment < hours.until
    return moment >= hours.start or moment < hours.until


def hours_of(question: Question) -> Hours:
    """Return the hours in which this recipient may get messages: the plan's, else the force's."""
    plan = question.plan
    if plan is None or plan.hours is None:
        return question.settings.hours
    start, until = plan.hours
    # From nine to nine is a slip of the pen, not leave to ring at night.
    return question.settings.hours if start == until else Hours(start=start, until=until)
