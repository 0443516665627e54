"""Short words for the tests of the page of a case: addresses, a failed text, a case that holds much."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.integration.console.desk import audit
from tests.integration.messages.people import run
from tests.integration.messages.world import FORCE, FakeProvider, World, an_intent, plan
from waypost.access.models import AuditEvent
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole
from waypost.messages.operations import DeliveryReceipt, plan_messages, take_receipt, write_to_officer
from waypost.messages.values import DeliveryStatus, Planned

CHRIS = NewStaff("H301", "Chris Lane", "Contact Centre", frozenset({StaffRole.CALL_HANDLER}))
_TEXTS = {"agreed_at": "2026-11-20T09:00:00+00:00", "channels": ["sms"]}
_HERS = {"agreed_at": "2026-11-20T09:00:00+00:00", "channels": ["sms", "portal"]}


def address(world: World) -> str:
    """Return the page of the case, below /staff/."""
    return f"case/{world.case_id}/"


def audited(action: str) -> Sequence[AuditEvent]:
    """Return the lines of the audit log with this action."""
    return audit(action)


def failed_text(world: World, provider: FakeProvider) -> Planned:
    """Return a text that its provider has given up, of somebody who agreed to texts alone."""
    world = world.change(lambda case: case["people"][0].update(contact_plan=_TEXTS))
    planned = plan(world)
    # In the past: the page asks the real clock whether it may go again.
    for minutes in (0, 10, 20):
        at = world.now + timedelta(minutes=minutes)
        run(at, provider)
        told = DeliveryReceipt(provider.sent[-1].reference, "their-id", DeliveryStatus.TECHNICAL_FAILURE, at)
        take_receipt(told, now=at)
    return planned


def filled(world: World) -> World:
    """Return the world in which the case has five victims, 25 messages, and what some of them have written."""

    def more(case: dict[str, Any]) -> None:
        for number in range(2, 6):
            person = {
                "id": f"p{number}",
                "roles": ["victim"],
                "given_name": "Alex",
                "family_name": f"Example{number}",
                "date_of_birth": f"199{number}-04-12",
                "contact": {"mobile": f"07700 90001{number}", "email": f"alex{number}@example.org"},
                "contact_plan": _HERS,
            }
            case["people"].append(person)

    world = world.change(more)
    plan_messages([an_intent(world) for _ in range(25)], force=FORCE, now=world.now)
    for number in (1, 2):
        write(world, f"p{number}")
    return world


def write(world: World, ref: str) -> None:
    """Have somebody in the case write to the officer."""
    write_to_officer(world.person_id(ref), text="Is there news?", waypost_id=uuid4(), force=FORCE, now=world.now)
