"""Case snapshots for tests: the examples of the published contract, changed as a test needs them."""

import copy
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from waypost.base.values import ForceName
from waypost.cases.intake import IncomingEvent, IntakeResult, take_events
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id
from waypost.cases.values import CaseKind, SourceFacts, SourceState

FORCE = ForceName("anyshire")
_EXAMPLES = Path(__file__).parents[1] / "waypost" / "cases" / "contract" / "examples"


def example(name: str) -> dict[str, Any]:
    """Return one example of the contract, by its file's name."""
    document: dict[str, Any] = json.loads((_EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return document


RECORDED, ALLOCATED, ARREST = example("case-1-recorded"), example("case-2-allocated"), example("case-3-arrest")
REPORTED, EN_ROUTE = example("incident-1-open"), example("incident-2-en-route")


def changed(document: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a copy with other fields."""
    return {**copy.deepcopy(dict(document)), **fields}


def of_somebody_else(document: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return a copy whose only victim is somebody else (made up): another name, birth, mobile and e-mail."""
    copied = changed(document)
    (victim,) = copied["people"]
    victim.update(family_name=f"Example{number}", date_of_birth=f"{1940 + number % 60}-04-12")
    victim["contact"].update(mobile=f"07700 {900000 + number}", email=f"amina{number}@example.org")
    return copied


def event(document: Mapping[str, Any], event_id: str = "e1", *, subject: str | None = None) -> IncomingEvent:
    """Return the document as a door brings it: an incident where it has a grade."""
    raw = json.dumps({"id": event_id, "data": document}).encode()
    kind = CaseKind.INCIDENT if "grade" in document else CaseKind.CRIME
    return IncomingEvent(event_id, subject, document, raw, kind)


def a_source(name: str, *, now: datetime) -> SourceFacts:
    """Register a live source of the demo force that pushes."""
    added = add_source(NewSource(FORCE, name, "push", SourceState.LIVE), now=now)
    return source_by_id(added.id)


def take(source: SourceFacts, *events: IncomingEvent, now: datetime) -> IntakeResult:
    """Take the events through the intake."""
    return take_events(source, events, now=now)
