"""From facts to the values that a text may be filled with. Pure but for the files of words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from waypost.cases.codes import read_outcomes
from waypost.cases.review_right import has_review_right
from waypost.cases.values import Appointment, CaseKind, ContactPlan, Officer
from waypost.cases.vocabulary import Role
from waypost.messages import spoken, syntax
from waypost.messages.gates.contact import portal_refusal
from waypost.messages.gates.question import Question
from waypost.messages.item_words import fact_of, item_values
from waypost.messages.placeholders import PLACEHOLDERS
from waypost.messages.render import all_parts

_BANDS = frozenset({"arrival_band", "promised_band"})
_SAID_BY = {
    "has_hearing": "hearing_date",
    "has_hearing_result": "hearing_result",
    "has_change_reason": "hearing_change_reason",
    "has_offences": "charged_offences",
    "has_conditions": "bail_conditions",
    "has_return_date": "return_date",
    "has_orders": "court_orders",
    "has_order_end": "order_end_date",
    "has_other_contact": "other_force_contact",
    "has_other_reference": "other_force_reference",
    "has_fact_text": "fact_text",
}
"""Flags that are true where a value is there."""


@dataclass(frozen=True)
class Addresses:
    """Pages of ours that a text may point to; the portal's is empty where no text asks for it."""

    portal: str
    help: str
    privacy: str


def text_flags(question: Question) -> Mapping[str, bool]:
    """Return the flags that conditionals may ask for."""
    plan, case = question.plan, question.case
    two_way = question.settings.has_two_way(case.group) and (plan is None or plan.two_way is not False)
    found = _appointment(question)
    return {
        "portal": portal_refusal(question) is None and not is_only_reporter(question),
        "two_way": two_way,
        "replaces": question.replaces_sent,
        "has_officer": case.officer is not None,
        "has_reason": case.outcome is not None and bool(case.outcome.reason),
        "has_place": found is not None and bool(found.place),
        "has_agency": case.incident is not None and bool(case.incident.agency),
        "has_crime": bool(_crime_reference(question)),
        "has_band": _has_bands(question),
        "has_interval": plan is not None and bool(plan.update_every_days),
        "no_interval": plan is None or not plan.update_every_days,
        "has_hours": plan is not None and plan.hours is not None,
        "has_channels": plan is not None and bool(plan.channels),
        "has_flo": case.flo is not None,
        "has_review_right": _has_review_right(question),
        **_flags_of_values({**_force_values(question), **item_values(question)}),
    }


def text_values(question: Question, *, addresses: Addresses) -> Mapping[str, str]:
    """
    Return the value of every placeholder that the facts can fill; the others are empty.

    Somebody who reported for another is told nothing of the case, whatever a text asks for.
    """
    case = question.case
    values = {
        "force_name": question.settings.title,
        "force_phone": question.settings.phone,
        "reference": case.reference,
        "portal_address": addresses.portal,
        "help_address": addresses.help,
        "privacy_address": addresses.privacy,
        "officer_name": officer_name(case.officer),
        "officer_number": case.officer.collar_number if case.officer else "",
        "new_reference": case.merged_into or "",
        "offence_title": case.offence_title,
        "flo_name": officer_name(case.flo),
        "recorded_date": spoken.full_date(case.recorded_at, language=question.template.language),
        "crime_reference": _crime_reference(question),
        **_appointment_values(question),
        **_outcome_values(question),
        **_incident_values(question),
        **_plan_values(question.plan, language=question.template.language),
        **_force_values(question),
        **item_values(question),
    }
    if is_only_reporter(question):
        return {name: value for name, value in values.items() if PLACEHOLDERS[name].for_reporters}
    return values


def is_only_reporter(question: Question) -> bool:
    """Whether the recipient reported for somebody else and is no victim."""
    roles = set(question.person.roles)
    return Role.REPORTER in roles and Role.VICTIM not in roles


def officer_name(officer: Officer | None) -> str:
    """Return how an officer is introduced: rank and name."""
    if officer is None:
        return ""
    return " ".join(part for part in (officer.rank, officer.name) if part)


def _appointment_values(question: Question) -> Mapping[str, str]:
    found, language = _appointment(question), question.template.language
    if found is None:
        return {}
    return {
        "appointment_date": spoken.day(found.starts_at, language=language),
        "appointment_time": spoken.window(found.starts_at, found.ends_at, language=language),
        "appointment_place": found.place or "",
    }


def _appointment(question: Question) -> Appointment | None:
    return next((one for one in question.case.appointments if one.id == question.item), None)


def _outcome_values(question: Question) -> Mapping[str, str]:
    outcome = question.case.outcome
    if outcome is None:
        return {}
    return {
        "outcome_reason": outcome.reason or "",
        "outcome_meaning": _meanings(settings.CONTENT_DIR).get(outcome.code, ""),
    }


@cache
def _meanings(content: Path) -> Mapping[str, str]:
    return {code: outcome.plain for code, outcome in read_outcomes(content).items()}


def _incident_values(question: Question) -> Mapping[str, str]:
    incident, now, language = question.case.incident, question.now, question.template.language
    if incident is None:
        return {}
    eta, promised_by = incident.eta, incident.promised_by
    return {
        "agency": incident.agency or "",
        "information_required": incident.information_required or "",
        # What has passed is no news: the flag is false then, and a text that needs it is held.
        "arrival_band": spoken.arrival(eta, now=now, language=language) if eta and eta > now else "",
        "promised_band": spoken.promise(promised_by, now=now, language=language)
        if promised_by and promised_by > now
        else "",
    }


def _force_values(question: Question) -> Mapping[str, str]:
    other = question.case.transferred_to
    if other is None:
        return {}
    return {
        "other_force": other.name,
        "other_force_contact": other.contact or "",
        "other_force_reference": other.reference or "",
    }


def _flags_of_values(values: Mapping[str, str]) -> Mapping[str, bool]:
    return {flag: bool(values.get(name)) for flag, name in _SAID_BY.items()}


def _has_review_right(question: Question) -> bool:
    """Whether the decision that is told can be looked at again: as the fact says, else as the outcome gives."""
    fact = fact_of(question)
    if fact is not None:
        return fact.codes.get("review_right") is True
    return has_review_right(question.case, today=question.today)


def _crime_reference(question: Question) -> str:
    case = question.case
    if case.kind is CaseKind.CRIME:
        return case.reference
    return (case.incident.crime_reference if case.incident else None) or ""


def _has_bands(question: Question) -> bool:
    wording = question.template.wording(question.channel)
    asked = _BANDS.intersection(syntax.names(all_parts(wording, discreet=question.is_discreet)) if wording else ())
    values = _incident_values(question)
    return bool(asked) and all(values.get(name) for name in asked)


def _plan_values(plan: ContactPlan | None, *, language: str) -> Mapping[str, str]:
    if plan is None:
        return {}
    days = plan.update_every_days
    return {
        "agreed_interval": spoken.interval(days, language=language) if days else "",
        "agreed_hours": spoken.hours(*plan.hours, language=language) if plan.hours else "",
        "agreed_channels": spoken.channels(plan.channels or (), language=language),
    }
