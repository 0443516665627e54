"""Gates about time: is it still of use, still so, and an hour at which a phone may ring?"""

from collections.abc import Set
from datetime import UTC, datetime, time, timedelta

from waypost.access.values import Hours
from waypost.base.clock import LONDON
from waypost.cases.values import CaseFacts, IncidentFacts, PersonFacts
from waypost.cases.vocabulary import AppointmentStatus, CaseStatus, HearingStatus, IncidentStatus, Role
from waypost.messages import syntax
from waypost.messages.gates.question import News, Question
from waypost.messages.reasons import answer
from waypost.messages.render import all_parts
from waypost.messages.values import AnswerKind, Channel, GateAnswer, MessageClass, Reason

_AWAITED = frozenset(status for status in IncidentStatus if status.is_awaited)
_BANDS = frozenset({"arrival_band", "promised_band"})
_OF_OFFICER = frozenset({"oic.assigned", "oic.changed"})
"""Triggers that say who works on the case."""
NO_SURVEY_FOR = timedelta(days=14)
"""After hard news. *Source:* the rule of the catalogue that no survey follows it at once."""
_ENDED = frozenset(status for status in CaseStatus if not status.is_open)
_OF_ARRIVAL = frozenset(
    {"incident.resource_en_route", "incident.eta_changed", "incident.delayed", "incident.promise_passed"}
)
"""Triggers that say that somebody is coming, or later than was said."""
_OF_WITNESS = frozenset({"witness.required", "witness.reminder_due"})
_OF_HEARING_TO_COME = (
    frozenset({"court.hearing_listed", "court.hearing_changed", "appeal.hearing_listed"}) | _OF_WITNESS
)
_OF_HEARING_THAT_IS_OFF = "court.adjourned"
_OFF = frozenset({HearingStatus.VACATED, HearingStatus.ADJOURNED})
_TO_COME = frozenset({HearingStatus.LISTED, HearingStatus.STARTED})
_TELLS_BAND = {
    "incident.eta_changed": frozenset({"arrival_band"}),
    "incident.delayed": frozenset({"promised_band"}),
}
"""Triggers whose news is when somebody comes: once that has passed there is no news."""


def is_in_time(question: Question) -> GateAnswer | None:
    """*Source:* trust.md, "Provider down 4 h": stale texts are dropped with a reason, not sent late."""
    if question.expires_at is None or question.now < question.expires_at:
        return None
    return answer("is_in_time", Reason.TOO_LATE)


def is_still_so(question: Question) -> GateAnswer | None:
    """
    What the record no longer says is not told any more: a cancelled appointment, an arrival that is over.

    A digest is told as long as anything that it stands for is still so.
    """
    if any(_is_so(news, question) for news in question.news):
        return None
    return answer("is_still_so", Reason.NO_LONGER_TRUE)


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


def _is_so(news: News, question: Question) -> bool:
    case, needed = question.case, _needed(news, question)
    if "appointment_date" in needed and not _is_ahead(news, question):
        return False
    if news.trigger == "outcome.assigned":
        return case.outcome is not None
    if news.trigger in _OF_OFFICER:
        return _has_officer(case)
    if news.trigger == "crime.merged":
        return case.merged_into is not None
    if news.trigger in _OF_HEARING_TO_COME or news.trigger == _OF_HEARING_THAT_IS_OFF:
        return _is_so_of_hearing(news, question)
    return case.incident is None or _is_so_of_incident(news.trigger, case.incident, needed, now=question.now)


def _is_so_of_hearing(news: News, question: Question) -> bool:
    """Whether the hearing still stands as it is told; and, where that is told, whether the recipient must attend."""
    hearing = next((one for one in question.case.hearings if one.id == news.item), None)
    if hearing is None:
        return False
    if news.trigger == _OF_HEARING_THAT_IS_OFF:
        return hearing.status in _OFF
    is_needed = news.trigger not in _OF_WITNESS or not _told_for(question.person).isdisjoint(hearing.witnesses)
    return is_needed and hearing.status in _TO_COME and hearing.starts_at > question.now


def _told_for(person: PersonFacts) -> Set[str]:
    """Return for which victims this person is told: a guardian who must give evidence is told of the child's alone."""
    return {*person.acts_for, *([person.ref] if Role.VICTIM in person.roles or not person.roles else [])}


def _has_officer(case: CaseFacts) -> bool:
    """Whether somebody works on it: who last had a case that has ended is no news."""
    return case.officer is not None and case.status not in _ENDED


def _is_so_of_incident(trigger: str, incident: IncidentFacts, needed: Set[str], *, now: datetime) -> bool:
    """Whether what is told of an arrival still lies ahead. *Source:* content/triggers/triggers.csv."""
    if trigger == "incident.information_required":
        return bool(incident.information_required)
    told = needed & _BANDS | _TELLS_BAND.get(trigger, frozenset())
    if trigger not in _OF_ARRIVAL and not told:
        return True
    if incident.status not in _AWAITED:
        return False
    if trigger == "incident.resource_en_route" and incident.status != IncidentStatus.EN_ROUTE:
        return False
    ends = (("arrival_band", incident.eta), ("promised_band", incident.promised_by))
    return all(moment is None or moment > now for band, moment in ends if band in told)


def _needed(news: News, question: Question) -> Set[str]:
    """Return the placeholders without which the text by which a piece of news is told cannot stand."""
    wording = news.template.wording(question.channel) if news.template else None
    parts = all_parts(wording, discreet=False) if wording else ()
    return frozenset(part.name for part in parts if isinstance(part, syntax.Placeholder))


def _is_ahead(news: News, question: Question) -> bool:
    """Whether the appointment is still to come, booked, or cancelled where that is what is told."""
    is_told_off = news.trigger == "appointment.cancelled"
    status = AppointmentStatus.CANCELLED if is_told_off else AppointmentStatus.BOOKED
    return any(
        appointment.id == news.item and appointment.status == status and appointment.starts_at > question.now
        for appointment in question.case.appointments
    )
