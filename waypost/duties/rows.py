"""A clock as a row, and back."""

from datetime import date, datetime, timedelta

from waypost.base.clock import LONDON
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.values import CaseFacts
from waypost.duties.models import ClockRow
from waypost.duties.values import Clock, ClockKey, ClockState, Proof, ToldBy

CHANGING = (
    "person_ref", "event_number", "event_at", "received_at", "starts_at", "enhanced", "due_at", "state", "proof_at",
    "proof_by", "proof_channel", "proof_reference", "is_inferred", "breached_at", "why_late", "warned", "team", "month",
)  # fmt: skip
"""What may change in the life of a clock."""

_LONGEST_REFERENCE = 64


def clock_of(row: ClockRow) -> Clock:
    """Return a row as the rules see it."""
    return Clock(
        key=ClockKey(row.duty, PersonId(row.person_id), row.item),
        case_id=CaseId(row.case_id),
        event_number=row.event_number,
        event_at=row.event_at,
        received_at=row.received_at,
        starts_at=row.starts_at,
        enhanced=row.enhanced,
        due_at=row.due_at,
        state=ClockState(row.state),
        proof=_proof(row),
        breached_at=row.breached_at,
        why_late=row.why_late,
    )


def new_row(clock: Clock, *, force: ForceName) -> ClockRow:
    """Return the row of a clock that has none, not yet filled."""
    return ClockRow(
        force=force,
        case_id=clock.case_id,
        person_id=clock.key.person_id,
        duty=clock.key.duty,
        item=clock.key.item,
    )


def fill_row(row: ClockRow, clock: Clock, case: CaseFacts) -> None:
    """Set what a clock is now; whose team it counts for stays what it was when it ended."""
    if ClockState(row.state or ClockState.RUNNING).is_open:
        row.team = (case.officer.team if case.officer else None) or ""
    row.person_ref = next((one.ref for one in case.people if one.person_id == clock.key.person_id), row.person_ref)
    row.event_number, row.event_at, row.received_at = clock.event_number, clock.event_at, clock.received_at
    row.starts_at, row.enhanced, row.due_at = clock.starts_at, clock.enhanced, clock.due_at
    row.state, row.breached_at = clock.state, clock.breached_at
    row.month = month_of(clock)
    _fill_proof(row, clock.proof)


def month_of(clock: Clock) -> date:
    """Return the first day of the month in which a clock is due, or started where it has no end; London's months."""
    # The end of a duty is the midnight after its last day.
    moment: datetime = clock.starts_at if clock.due_at is None else clock.due_at - timedelta(seconds=1)
    return moment.astimezone(LONDON).date().replace(day=1)


def _fill_proof(row: ClockRow, proof: Proof | None) -> None:
    row.proof_at = proof.at if proof else None
    row.proof_by = proof.by.value if proof else ""
    row.proof_channel = proof.channel if proof else ""
    row.proof_reference = proof.reference[:_LONGEST_REFERENCE] if proof else ""
    row.is_inferred = proof is not None and proof.is_inferred


def _proof(row: ClockRow) -> Proof | None:
    if row.proof_at is None:
        return None
    return Proof(row.proof_at, ToldBy(row.proof_by), row.proof_channel, row.proof_reference, row.is_inferred)
