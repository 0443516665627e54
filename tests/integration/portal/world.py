"""A made-up victim with a case, an invitation and a phone, for tests of the portal."""

import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests

from tests.snapshots import REPORTED, changed
from tests.unit.cases.documents import document
from waypost.access.sign_in import invite
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.intake import IncomingEvent, take_events
from waypost.cases.models import Case, Person
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import sources
from waypost.cases.values import CaseKind, SourceFacts, SourceState

FORCE = ForceName("anyshire")
VICTIM = {
    "id": "p1",
    "roles": ["victim"],
    "kind": "person",
    "given_name": "Amina",
    "family_name": "Madeup",
    "date_of_birth": "1988-04-12",
    "contact": {"mobile": "07700 900001", "email": "amina@example.org", "postcode": "TS5 4AB"},
}
BIRTH = {"day": "12", "month": "4", "year": "1988"}
OFFICER = {"collar_number": "4471", "rank": "PC", "name": "Jo Hall", "team": "North CID"}
SAFE_PLAN = {
    "agreed_at": "2026-11-01T10:00:00Z",
    "channels": ["sms"],
    "safe_confirmed_at": "2026-11-01T10:00:00Z",
    "code_word": "Blue Kettle",
}


@dataclass(frozen=True)
class Invited:
    """One victim of one case, and the address in their text."""

    token: str
    case_id: CaseId
    person_id: PersonId

    @property
    def path(self) -> str:
        """Where the address in the text leads."""
        return f"/i/{self.token}/"


def a_case(now: datetime, **changes: Any) -> Invited:
    """Take a snapshot of a case with one victim, and invite her. `reference` tells two cases apart."""
    fields = {
        "recorded_at": (now - timedelta(days=1)).isoformat(),
        "updated_at": now.isoformat(),
        "status": "under_investigation",
        "officer": OFFICER,
        "people": [VICTIM],
    }
    reference = take({**fields, **changes}, now=now)
    with in_force(FORCE):
        person = Person.objects.get(case__reference=reference, ref="p1")
    case_id, person_id = CaseId(person.case_id), PersonId(person.id)
    made = invite(person_id, case_id=case_id, force=FORCE, by=Actor(ActorKind.SYSTEM, "test"), now=now)
    return Invited(made.token, case_id, person_id)


def an_incident(now: datetime, **changes: Any) -> Invited:
    """Take a snapshot of an incident with one victim, and invite her."""
    fields = {
        "opened_at": (now - timedelta(hours=1)).isoformat(),
        "updated_at": now.isoformat(),
        "promised_by": (now + timedelta(hours=2)).isoformat(),
        "status": "assigned",
        "people": [VICTIM],
    }
    reference = take_incident({**fields, **changes}, now=now)
    with in_force(FORCE):
        person = Person.objects.get(case__reference=reference, case__kind=CaseKind.INCIDENT, ref="p1")
    case_id, person_id = CaseId(person.case_id), PersonId(person.id)
    made = invite(person_id, case_id=case_id, force=FORCE, by=Actor(ActorKind.SYSTEM, "test"), now=now)
    return Invited(made.token, case_id, person_id)


def take_incident(fields: Mapping[str, Any], *, now: datetime) -> str:
    """Take the next revision of an incident as its source would push it; return the reference."""
    return _take(changed(REPORTED, **fields), kind=CaseKind.INCIDENT, now=now)


def take(fields: Mapping[str, Any], *, now: datetime) -> str:
    """Take the next revision of a case as its source would push it; return the reference."""
    return _take(document(**fields), kind=CaseKind.CRIME, now=now)


def _take(sent: dict[str, Any], *, kind: CaseKind, now: datetime) -> str:
    with in_force(FORCE):
        held = Case.objects.filter(reference=sent["reference"], kind=kind).values_list("revision", flat=True).first()
    sent["revision"] = (held or 0) + 1
    event = IncomingEvent(str(uuid.uuid4()), None, sent, repr(sent).encode(), kind)
    result = take_events(a_source(now), [event], now=now)
    assert result.accepted == 1, result
    return str(sent["reference"])


def a_source(now: datetime) -> SourceFacts:
    """Return the one source of the tests."""
    if not sources(kind="push"):
        add_source(NewSource(FORCE, "rms", "push", SourceState.LIVE), now=now)
    return sources(kind="push")[0]


def codes_on(phone_url: str) -> list[str]:
    """Return the sign-in codes that a phone has, oldest first."""
    kept = requests.get(f"{phone_url}/_messages", timeout=5).json()["messages"]
    found = [re.match(r"(\d{6}) is your", one["body"]) for one in kept]
    return [match[1] for match in found if match]


def wait_for_code(phone_url: str, *, count: int = 1) -> str:
    """Return the newest code once there are `count` of them; fail when they do not come."""
    give_up_at = time.monotonic() + 20
    while len(codes := codes_on(phone_url)) < count:
        assert time.monotonic() < give_up_at, f"{len(codes)} codes came, not {count}"
        time.sleep(0.05)
    return codes[-1]
