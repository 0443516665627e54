"""Made-up snapshots for the tests of this room, and short ways to a held case."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from waypost.cases.applied import AppliedCase, AppliedIncident
from waypost.cases.codes import read_known
from waypost.cases.compare import Change, compare, compare_incidents
from waypost.cases.screening import HeldItem, screen, screen_incident
from waypost.cases.snapshot import parse_case, parse_incident

ROOT = Path(__file__).parents[3]
CONTRACT = ROOT / "waypost" / "cases" / "contract"
CONTENT = ROOT / "content"
KNOWN = read_known(CONTENT)
SEEN_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

VICTIM = {"id": "p1", "roles": ["victim"], "contact": {"mobile": "07700 900001"}}
SECOND_VICTIM = {"id": "p2", "roles": ["victim"]}
SUSPECT = {"id": "s1", "roles": ["suspect"], "contact": {"mobile": "07700 900555"}}
OFFICER = {"collar_number": "4471", "name": "Jo Hall"}
APPOINTMENT = {
    "id": "ap1",
    "kind": "visit",
    "starts_at": "2026-11-23T10:00:00Z",
    "status": "booked",
}
HEARING = {
    "id": "h1",
    "kind": "trial",
    "court": "Teesside Crown Court",
    "starts_at": "2026-12-01T10:00:00Z",
    "status": "listed",
    "received_at": "2026-11-20T08:00:00Z",
}


def example(name: str) -> dict[str, Any]:
    """Return one of the published examples, decoded."""
    decoded: dict[str, Any] = json.loads((CONTRACT / "examples" / name).read_bytes())
    return decoded


def document(**changes: object) -> dict[str, Any]:
    """Return a small valid snapshot of a case recorded that morning, with `changes` at its top."""
    return {
        "reference": "42260000001",
        "force": "anyshire",
        "revision": 1,
        "recorded_at": "2026-11-20T09:05:00Z",
        "updated_at": "2026-11-20T09:30:00Z",
        "offence": {"code": "28A", "title": "Burglary - residential", "group": "burglary-residential"},
        "status": "recorded",
        "people": [VICTIM],
        **changes,
    }


def held(prior: AppliedCase | None = None, **changes: object) -> tuple[AppliedCase, tuple[HeldItem, ...]]:
    """Screen a snapshot with `changes` after `prior`."""
    return screen(parse_case(document(**changes)), prior=prior, known=KNOWN)


def applied(prior: AppliedCase | None = None, **changes: object) -> AppliedCase:
    """Return the known part of a snapshot with `changes`."""
    return held(prior, **changes)[0]


def changes(before: AppliedCase | None, after: AppliedCase) -> tuple[Change, ...]:
    """Compare as seen at noon of the day on which the case was recorded."""
    return compare(before, after, seen_at=SEEN_AT, backlog_days=7)


def kinds(before: AppliedCase | None, after: AppliedCase) -> list[str]:
    """Return only the kinds of what changed."""
    return [str(change.kind) for change in changes(before, after)]


def incident(**changes: object) -> dict[str, Any]:
    """Return a small valid snapshot of an incident opened that morning, with `changes` at its top."""
    return {
        "reference": "A-2026-1",
        "force": "anyshire",
        "revision": 1,
        "opened_at": "2026-11-20T09:05:00Z",
        "updated_at": "2026-11-20T09:30:00Z",
        "grade": "priority",
        "group": "burglary-residential",
        "flags": [],
        "status": "open",
        "people": [VICTIM],
        **changes,
    }


def held_incident(
    prior: AppliedIncident | None = None, **changes: object
) -> tuple[AppliedIncident, tuple[HeldItem, ...]]:
    """Screen an incident with `changes` after `prior`."""
    return screen_incident(parse_incident(incident(**changes)), prior=prior)


def applied_incident(prior: AppliedIncident | None = None, **changes: object) -> AppliedIncident:
    """Return the known part of an incident with `changes`."""
    return held_incident(prior, **changes)[0]


def incident_changes(before: AppliedIncident | None, after: AppliedIncident) -> tuple[Change, ...]:
    """Compare as seen at noon of the day on which the incident was opened."""
    return compare_incidents(before, after, seen_at=SEEN_AT, backlog_days=7)
