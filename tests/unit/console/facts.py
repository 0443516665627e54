"""Made-up items and people for the tests of the staff pages."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.unit.portal.facts import VICTIM, case
from waypost.access.values import Directory, Staff, StaffRole
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.values import DeliveryFacts, OtherParty, PersonFacts
from waypost.worklist.values import Desk, ItemFacts, ItemKind, ItemState

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HALL = Staff(
    id="7c1d3a52-0000-4000-8000-000000004471",
    force=ForceName("anyshire"),
    collar_number="4471",
    name="Jo Hall",
    team="North CID",
    roles=frozenset({StaffRole.OFFICER}),
)
DIRECTORY = Directory({"4471": HALL})


def item(**changes: object) -> ItemFacts:
    """Return a call that PC Hall is to make this afternoon."""
    values: dict[str, object] = {
        "item_id": UUID("00000000-0000-4000-8000-000000000001"),
        "case_id": CaseId(7),
        "person_id": PersonId(1),
        "person_ref": "p1",
        "kind": ItemKind.CALL,
        "desk": Desk.OIC,
        "matter": "run 1",
        "reason": "safety_flag",
        "text": "Call this person before anything is written to them.",
        "subject": "",
        "script": None,
        "draft": None,
        "duty": None,
        "state": ItemState.OPEN,
        "owner": "4471",
        "cover": "",
        "team": "North CID",
        "level": 0,
        "opened_at": NOW - timedelta(hours=1),
        "due_at": NOW + timedelta(hours=4),
        "answer": None,
        "reference": "42260000001",
    }
    return ItemFacts(**{**values, **changes})  # type: ignore[arg-type]


def delivery(
    person: PersonFacts = VICTIM, *, changes: Mapping[str, object] | None = None, **more: object
) -> DeliveryFacts:
    """Return what is known of one person; `changes` are the case's."""
    return DeliveryFacts(case(person, **(changes or {})), person, **{"others": (), **more})  # type: ignore[arg-type]


def other_party(mobile_key: str) -> OtherParty:
    """Return somebody else of the case with this number."""
    return OtherParty(
        person_id=PersonId(2),
        case_id=CaseId(7),
        roles=("suspect",),
        mobile_key=mobile_key,
        phone_key="",
        email_key="",
    )
