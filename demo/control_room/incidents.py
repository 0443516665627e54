"""An incident as Callboard holds it: the document that it pushes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

Document = dict[str, Any]

GROUPS: Final = {
    "burglary-residential": "Burglary of a home",
    "vehicle-theft": "Theft of a vehicle",
    "criminal-damage": "Criminal damage",
    "bicycle-theft": "Theft of a bicycle",
    "antisocial-behaviour": "Antisocial behaviour",
    "domestic-abuse": "Domestic abuse",
}
GRADES: Final = {
    "emergency": "Emergency",
    "priority": "Priority",
    "scheduled": "Scheduled",
    "resolution_without_deployment": "Resolution without deployment",
}
ASKED: Final = {"none": "No, nobody", "domestic_abuse": "Yes: domestic abuse", "not_asked": "Not asked yet"}
PHONE: Final = {"no": "No", "yes": "Yes", "not_asked": "Not asked yet"}
RESULTS: Final = {
    "attended": "Attended, no more to do",
    "crime_recorded": "A crime was recorded",
    "no_crime": "No crime",
    "other_agency": "For another agency",
    "advice": "Advice given",
}
STATUSES: Final = {
    "open": "Open",
    "assigned": "Assigned",
    "en_route": "On the way",
    "at_scene": "At the scene",
    "resulted": "Resulted",
    "closed": "Closed",
}
_FLAGS: Final[Mapping[str, Sequence[str] | None]] = {"none": [], "not_asked": None}
_MAY_SEE: Final = {"no": False, "yes": True}


@dataclass(frozen=True)
class Screening:
    """What kind of matter it is, and what the caller said when asked what is safe; the words of the lists above."""

    group: str
    asked: str
    phone: str


@dataclass(frozen=True)
class Call:
    """What a call handler writes down of one call. Empty text is nothing known."""

    given_name: str
    family_name: str
    mobile: str
    email: str
    date_of_birth: str
    grade: str
    screening: Screening
    promised_by: datetime


def opened(call: Call, *, reference: str, force: str, now: datetime) -> Document:
    """Return the first state of an incident. *Source:* incident.schema.json of whoever listens."""
    return {
        "reference": reference,
        "force": force,
        "revision": 1,
        "opened_at": now.isoformat(),
        "updated_at": now.isoformat(),
        "channel": "101",
        "grade": call.grade,
        "status": "open",
        "promised_by": call.promised_by.isoformat(),
        "eta": None,
        "attended_at": None,
        "information_required": None,
        "result": None,
        "agency": None,
        "case_reference": None,
        "people": [_person(call)],
        **screened(call.screening),
    }


def screened(screening: Screening) -> Document:
    """Return what an incident says of its kind and of safety; a question that was not asked is null, not no."""
    return {
        "group": screening.group or None,
        "title": GROUPS.get(screening.group),
        "flags": _FLAGS.get(screening.asked, [screening.asked]),
        "suspect_may_see_phone": _MAY_SEE.get(screening.phone),
    }


def screening_of(document: Document) -> Screening:
    """Return the answers that an incident holds."""
    flags, seen = document["flags"], document["suspect_may_see_phone"]
    asked = "not_asked" if flags is None else (flags or ["none"])[0]
    phone = {False: "no", True: "yes"}.get(seen, "not_asked")
    return Screening(document["group"] or "", asked, phone)


def _person(call: Call) -> Document:
    return {
        "id": "p1",
        "roles": ["reporter", "victim"],
        "kind": "person",
        "given_name": call.given_name,
        "family_name": call.family_name,
        "date_of_birth": call.date_of_birth or None,
        "language": "en",
        "contact": {"mobile": call.mobile or None, "email": call.email or None, "confirmed_at": None},
    }


def revised(document: Document, *, changes: Mapping[str, Any], now: datetime) -> Document:
    """Return the next state of an incident."""
    return {**document, **changes, "revision": document["revision"] + 1, "updated_at": now.isoformat()}
