"""
Is what a message tells still so, as far as the record knows?

What the record no longer says is not told. While the source is behind its promise a moment that has passed says
nothing: what was bound to it waits, and goes to a person (`freshness`).
"""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta

from waypost.cases.freshness import is_behind
from waypost.cases.values import CaseFacts, IncidentFacts, PersonFacts
from waypost.cases.vocabulary import AppointmentStatus, CaseStatus, HearingStatus, IncidentStatus, Role
from waypost.messages import syntax
from waypost.messages.gates.question import News, Question
from waypost.messages.reasons import answer
from waypost.messages.render import all_parts
from waypost.messages.values import GateAnswer, Reason

_AWAITED = frozenset(status for status in IncidentStatus if status.is_awaited)
_BANDS = frozenset({"arrival_band", "promised_band"})
_OF_OFFICER = frozenset({"oic.assigned", "oic.changed"})
"""Triggers that say who works on the case."""
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
_TOLD_OFF = frozenset({"appointment.cancelled", _OF_HEARING_THAT_IS_OFF})
"""Triggers that say that something is off: that is so whatever comes after."""
_SOON = timedelta(days=7)
"""A hearing further away is seldom moved within an hour, and another message tells of it."""


def is_still_so(question: Question) -> GateAnswer | None:
    """
    What the record no longer says is not told any more: a cancelled appointment, an arrival that is over.

    A digest is told as long as anything that it stands for is still so.
    """
    if any(_is_so(news, question) for news in question.news):
        return None
    if waits_for_source(question) and any(_is_so(news, _as_last_known(question)) for news in question.news):
        return None
    return answer("is_still_so", Reason.NO_LONGER_TRUE)


def waits_for_source(question: Question) -> bool:
    """Whether the source is behind its promise, and what the message tells is bound to a time."""
    if not is_behind(question.case.source, now=question.now):
        return False
    return any(_is_bound_to_time(news, question) for news in question.news)


def needed_by(question: Question) -> datetime | None:
    """Return from when on nobody is helped by being told, as far as the record knows; None where nothing says it."""
    items = {news.item for news in question.news}
    moments = [
        *(one.starts_at for one in question.case.appointments if one.id in items),
        *(one.starts_at for one in question.case.hearings if one.id in items),
        *([question.expires_at] if question.expires_at else []),
    ]
    return min(moments, default=None)


def _is_bound_to_time(news: News, question: Question) -> bool:
    if news.trigger in _TOLD_OFF:
        return False
    if news.trigger in _OF_HEARING_TO_COME:
        hearings = (one for one in question.case.hearings if one.id == news.item)
        return any(one.starts_at - question.now <= _SOON for one in hearings)
    needed = _needed(news, question)
    return news.trigger in _OF_ARRIVAL or "appointment_date" in needed or not _BANDS.isdisjoint(needed)


def _as_last_known(question: Question) -> Question:
    """Return the question as it was when the source was last heard of: no moment of it had passed by then."""
    source = question.case.source
    return replace(question, now=source.last_ok_at or question.case.updated_at)


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
