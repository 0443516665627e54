"""Gates about time: is it still of use, still so, and an hour at which a phone may ring?"""

from datetime import UTC, datetime, time, timedelta

from waypost.access.values import Hours
from waypost.base.clock import LONDON
from waypost.cases.vocabulary import AppointmentStatus
from waypost.messages import syntax
from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import AnswerKind, GateAnswer, Reason


def is_in_time(question: Question) -> GateAnswer | None:
    """*Source:* trust.md, "Provider down 4 h": stale texts are dropped with a reason, not sent late."""
    if question.expires_at is None or question.now < question.expires_at:
        return None
    return answer("is_in_time", Reason.TOO_LATE)


def is_still_so(question: Question) -> GateAnswer | None:
    """What the record no longer says, an appointment that was cancelled or is over, is not told any more."""
    wording = question.template.wordings.get(question.channel)
    asks_for = set(syntax.names(wording.text)) if wording else set()
    if "appointment_date" in asks_for and not _is_ahead(question):
        return answer("is_still_so", Reason.NO_LONGER_TRUE)
    if question.trigger == "outcome.assigned" and question.case.outcome is None:
        return answer("is_still_so", Reason.NO_LONGER_TRUE)
    return None


def hour_is_allowed(question: Question) -> GateAnswer | None:
    """
    Outside the hours of the plan (else of the force) the message waits; an immediate one does not.

    *Source:* design 1.4; domain.md SC13.
    """
    if question.is_immediate:
        return None
    until = next_allowed(question.now, hours=_hours(question))
    if until is None:
        return None
    return GateAnswer(
        "hour_is_allowed",
        AnswerKind.WAIT,
        "Messages wait for the hours in which they may leave.",
        until=until,
    )


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


def _hours(question: Question) -> Hours:
    plan = question.plan
    if plan is None or plan.hours is None:
        return question.settings.hours
    start, until = plan.hours
    # From nine to nine is a slip of the pen, not leave to ring at night.
    return question.settings.hours if start == until else Hours(start=start, until=until)


def _is_ahead(question: Question) -> bool:
    """Whether the appointment is still to come, booked, or cancelled where that is what is told."""
    is_told_off = question.trigger == "appointment.cancelled"
    status = AppointmentStatus.CANCELLED if is_told_off else AppointmentStatus.BOOKED
    return any(
        appointment.id == question.item and appointment.status == status and appointment.starts_at > question.now
        for appointment in question.case.appointments
    )
