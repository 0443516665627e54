"""From facts to the values that a text may be filled with. Pure."""

from collections.abc import Mapping

from waypost.cases.values import Appointment, Officer
from waypost.messages.gates.contact import portal_refusal
from waypost.messages.gates.question import Question
from waypost.messages.render import appointment_date, appointment_time


def text_flags(question: Question) -> Mapping[str, bool]:
    """Return the flags that conditionals may ask for."""
    plan = question.plan
    two_way = question.settings.two_way and (plan is None or plan.two_way is not False)
    return {"portal": portal_refusal(question) is None, "two_way": two_way}


def text_values(question: Question, *, portal_address: str) -> Mapping[str, str]:
    """Return the value of every placeholder that the facts can fill; the others are empty."""
    case, person = question.case, question.person
    return {
        "force_name": question.settings.title,
        "force_phone": question.settings.phone,
        "reference": case.reference,
        "portal_address": portal_address,
        "officer_name": officer_name(case.officer),
        "given_name": person.given_name or "",
        **_appointment_values(question),
    }


def officer_name(officer: Officer | None) -> str:
    """Return how an officer is introduced: rank and name."""
    if officer is None:
        return ""
    return " ".join(part for part in (officer.rank, officer.name) if part)


def _appointment_values(question: Question) -> Mapping[str, str]:
    found = _appointment(question)
    if found is None:
        return {"appointment_date": "", "appointment_time": ""}
    return {
        "appointment_date": appointment_date(found.starts_at),
        "appointment_time": appointment_time(found.starts_at, found.ends_at),
    }


def _appointment(question: Question) -> Appointment | None:
    return next((one for one in question.case.appointments if one.id == question.item), None)
