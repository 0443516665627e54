"""The named facts that a journey's conditions and moments may ask for. A closed list: the check knows it too."""

from collections.abc import Mapping
from datetime import datetime

from waypost.cases.values import Appointment, CaseFacts

CONDITION_FACTS = ("case.group", "case.status", "outcome.code", "appointment.kind", "appointment.status")
DATES = ("appointment.starts_at",)


def named_facts(case: CaseFacts, *, item: str | None) -> Mapping[str, str | None]:
    """Return the facts that conditions compare, as they are now; `item` is the run's own, where it has one."""
    appointment = appointment_of(case, item)
    return {
        "case.group": case.group,
        "case.status": case.status,
        "outcome.code": case.outcome.code if case.outcome else None,
        "appointment.kind": appointment.kind if appointment else None,
        "appointment.status": appointment.status if appointment else None,
    }


def named_date(case: CaseFacts, name: str, *, item: str | None) -> datetime | None:
    """Return a date of the case as it is now, or None where it is no longer there."""
    if name != "appointment.starts_at":
        return None
    appointment = appointment_of(case, item)
    return appointment.starts_at if appointment and appointment.status == "booked" else None


def appointment_of(case: CaseFacts, item: str | None) -> Appointment | None:
    """Return the case's appointment with that id, or None."""
    return next((found for found in case.appointments if found.id == item), None)
