"""A run as a row, and back."""

from datetime import datetime

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.journeys.models import Run
from waypost.journeys.runs import RunFacts

CHANGING = (
    "version", "state", "step", "visit", "wait_until", "gathers", "wait_trigger", "heard", "expires_at", "known_at",
    "event_at", "event_seen_at", "instead_of", "moved_late", "item", "trigger", "trigger_number", "ended_at",
    "end_reason",
)  # fmt: skip
"""What may change in the life of a run; the same key may start anew."""


def run_facts(row: Run) -> RunFacts:
    """Return a row as the rules see it."""
    return RunFacts(
        id=row.id,
        journey=row.journey,
        version=row.version,
        person_id=PersonId(row.person_id),
        entry=row.entry,
        is_live=row.state == "live",
        step=row.step,
        visit=row.visit,
        wait_until=row.wait_until,
        item=row.item,
        trigger=row.trigger,
        trigger_number=row.trigger_number,
        end_reason=row.end_reason,
        heard=row.heard,
        expires_at=row.expires_at,
        gathers=row.gathers,
        wait_trigger=row.wait_trigger,
        known_at=row.known_at,
        event_at=row.event_at,
        event_seen_at=row.event_seen_at,
        instead_of=row.instead_of,
        moved_late=row.moved_late,
    )


def run_row(run: RunFacts, case_id: CaseId, *, force: ForceName, now: datetime) -> Run:
    """Return a run as the row to be written."""
    return Run(
        id=run.id,
        force=force,
        case_id=case_id,
        person_id=run.person_id,
        journey=run.journey,
        version=run.version,
        entry=run.entry,
        state="live" if run.is_live else "ended",
        step=run.step,
        visit=run.visit,
        wait_until=run.wait_until,
        gathers=run.gathers,
        wait_trigger=run.wait_trigger,
        heard=run.heard,
        expires_at=run.expires_at,
        known_at=run.known_at,
        event_at=run.event_at,
        event_seen_at=run.event_seen_at,
        instead_of=run.instead_of,
        moved_late=run.moved_late,
        item=run.item,
        trigger=run.trigger,
        trigger_number=run.trigger_number,
        started_at=now,
        ended_at=None if run.is_live else now,
        end_reason=run.end_reason,
    )
