"""Short words for what tests look at and do: one case through intake, decisions and delivery."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.integration.messages.world import FakeProvider, carried
from tests.snapshots import ALLOCATED, FORCE, RECORDED, changed, of_somebody_else
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem, Place
from waypost.cases.places import Reader
from waypost.journeys.models import Decision, Run
from waypost.journeys.operations import drain
from waypost.messages.models import Message
from waypost.messages.operations import deliver
from waypost.worklist.operations import hand_out

NOBODY_YET = changed(RECORDED, officer=None, appointments=[])
"""The crime is recorded, and nothing else has happened."""
ASSIGNED = changed(ALLOCATED, appointments=[])
"""An officer has it."""
OTHER_OFFICER = {"collar_number": "9999", "name": "DC Other (made up)"}


def visit(**fields: Any) -> dict[str, Any]:
    """Return an appointment on 24 November at 2pm, Greenwich time."""
    booked = {"id": "ap1", "kind": "visit", "starts_at": "2026-11-24T14:00:00Z", "person": "p1", "status": "booked"}
    return {**booked, **fields}


def several(document: Mapping[str, Any], name: str, count: int, **changes: Any) -> list[dict[str, Any]]:
    """Return so many cases, named by a letter and a number, each of an incident and a victim of its own."""
    first = 300 * (ord(name) - ord("A"))
    return [
        changed(
            of_somebody_else(document, first + number), reference=f"{name}{number}", incident_reference=None, **changes
        )
        for number in range(count)
    ]


def drain_all(now: datetime) -> None:
    """Decide until nothing is due, and hand out what people are asked to do."""
    while drain(FORCE, now=now).cases:
        pass
    while hand_out(FORCE, now=now):
        pass


def deliver_all(provider: FakeProvider, now: datetime) -> None:
    """Hand over what is due."""
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def messages() -> list[tuple[str, str]]:
    """Return the template and the state of every message, in the order in which they were planned."""
    with in_force(FORCE):
        rows = Message.objects.order_by("planned_at", "event_number", "id")
        return list(rows.values_list("template", "state"))


def sent() -> Sequence[str]:
    """Return the templates of what was handed over, in the order in which it was."""
    with in_force(FORCE):
        left = Message.objects.filter(handed_over_at__isnull=False).order_by("handed_over_at", "event_number", "id")
        return list(left.values_list("template", flat=True))


def decisions(journey: str) -> list[tuple[str, str, str]]:
    """Return step, decision and reason of every line about a journey."""
    with in_force(FORCE):
        rows = Decision.objects.filter(journey=journey).order_by("id")
        return list(rows.values_list("step", "decision", "reason"))


def run_of(journey: str) -> Run:
    """Return the only run of a journey."""
    with in_force(FORCE):
        return Run.objects.get(journey=journey)


def place() -> Place:
    """Return how far deciding has come in the only case."""
    return Place.objects.get(reader=Reader.JOURNEYS)


def tasks() -> Sequence[Mapping[str, Any]]:
    """Return what the crime system is asked to have done, in order."""
    with in_force(FORCE):
        rows = OutboxItem.objects.filter(kind="task").order_by("case_id", "number")
        return [{**item.payload, "waypost_id": item.id} for item in rows]
