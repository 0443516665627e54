"""Made-up officers, cases and items for the rules of the worklist."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from waypost.access.values import Directory, Staff, StaffRole
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.values import CaseFacts, Officer, SourceFacts, SourceState
from waypost.worklist.values import Desk, ItemFacts, ItemKind, ItemState

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday at noon."""
TOMORROW = NOW + timedelta(days=1)
OIC = Officer("4471", "PC Hall (made up)", team="South")
SUPERVISOR = Officer("2210", "Sgt Shaw (made up)", team="South")
DEPUTY = "5512"


def a_case(**fields: Any) -> CaseFacts:
    """Return a case that 4471 has and 2210 supervises, with other fields."""
    source = SourceFacts(1, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)
    values: dict[str, Any] = {
        "case_id": CaseId(1),
        "force": ForceName("anyshire"),
        "reference": "42260000001",
        "source": source,
        "revision": 1,
        "group": "burglary",
        "status": "open",
        "flags": (),
        "held_items": 0,
        "recorded_at": NOW,
        "updated_at": NOW,
        "people": (),
        "officer": OIC,
        "supervisor": SUPERVISOR,
    }
    return CaseFacts(**{**values, **fields})


def staff(collar_number: str, *roles: StaffRole, **fields: Any) -> Staff:
    """Return somebody of the team South, there and active, with other fields."""
    values: dict[str, Any] = {"team": "South", "name": f"{collar_number} (made up)"}
    force = ForceName("anyshire")
    return Staff(f"id-{collar_number}", force, collar_number, roles=frozenset(roles), **{**values, **fields})


def directory(*members: Staff) -> Directory:
    """Return the directory of these."""
    return Directory({member.collar_number: member for member in members})


def an_item(**fields: Any) -> ItemFacts:
    """Return an open call of the officer 4471, with other fields."""
    values: dict[str, Any] = {
        "item_id": UUID(int=1),
        "case_id": CaseId(1),
        "person_id": PersonId(1),
        "person_ref": "p1",
        "kind": ItemKind.CALL,
        "desk": Desk.OIC,
        "matter": "1 call 1",
        "reason": "oic.assigned",
        "text": "Call this person.",
        "subject": "",
        "script": None,
        "draft": None,
        "duty": None,
        "state": ItemState.OPEN,
        "owner": OIC.collar_number,
        "cover": "",
        "team": "South",
        "level": 0,
        "opened_at": NOW,
        "due_at": TOMORROW,
        "answer": None,
        "first_owner": OIC.collar_number,
    }
    return ItemFacts(**{**values, **fields})
