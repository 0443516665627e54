"""The audit log: who saw, who did. Written in the transaction of what it speaks of."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from waypost.access.models import AuditEvent
from waypost.access.values import Actor
from waypost.base.request_ids import current_request_id
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows
from waypost.base.values import CaseId, ForceName, PersonId


def record_audit(
    action: str,
    *,
    by: Actor,
    force: ForceName,
    now: datetime,
    case_id: CaseId | None = None,
    person_id: PersonId | None = None,
    fields: Sequence[str] = (),
) -> None:
    """
    Add one line: `action` is a name from `access.permissions`, `fields` are names of what was seen, never values.

    *Source:* Data Protection Act 2018, section 62 (collection, alteration, consultation, disclosure,
    combination, erasure).
    """
    with in_force(force):
        AuditEvent.objects.create(
            force=force,
            at=now,
            actor_kind=by.kind,
            actor_id=by.id,
            action=action,
            case_id=case_id,
            person_id=person_id,
            fields=list(fields),
            request_id=current_request_id(),
        )


def audit_people(action: str, people: Mapping[PersonId, CaseId], *, by: Actor, force: ForceName, now: datetime) -> None:
    """Add one line for each of these people of these cases, as `record_audit` does for one."""
    lines = [
        AuditEvent(
            force=force,
            at=now,
            actor_kind=by.kind,
            actor_id=by.id,
            action=action,
            case_id=case_id,
            person_id=person_id,
            request_id=current_request_id(),
        )
        for person_id, case_id in people.items()
    ]
    with in_force(force):
        insert_rows(lines)
