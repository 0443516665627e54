"""What somebody wants confirmed for many at once: kept until a second person has agreed, or has not."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Staff
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.worklist.bulk_models import BulkConfirmation
from waypost.worklist.rules.together import MOST


class TooMany(ValueError):
    """More than may ever be confirmed at once."""


class NotWaiting(LookupError):
    """Nothing of that id waits for a second person: somebody has decided it, or it was never there."""


class SameOne(ValueError):
    """Who wants it cannot be the second person."""


def propose_together(item_ids: Sequence[UUID], *, by: Staff, now: datetime) -> UUID:
    """
    Let what these items suggest wait for a second person, and return under which id.

    :raises TooMany: if there are more than may be confirmed at once.
    """
    if len(item_ids) > MOST:
        raise TooMany(len(item_ids))
    with in_force(by.force):
        bulk_id = new_id()
        BulkConfirmation.objects.create(
            id=bulk_id, force=by.force, items=list(item_ids), proposed_by=by.collar_number, proposed_at=now
        )
        _audit(Action.CONTACTS_PROPOSED, bulk_id, len(item_ids), by=by, now=now)
        return bulk_id


def decide_together(bulk_id: UUID, *, agrees: bool, by: Staff, now: datetime) -> Sequence[UUID]:
    """
    Keep what a second person says, and return the items; who wants it themselves may only take it back.

    :raises NotWaiting: if nothing of that id waits.
    :raises SameOne: if they agree with themselves.
    """
    with in_force(by.force):
        row = BulkConfirmation.objects.select_for_update().filter(force=by.force, id=bulk_id, state="open").first()
        if row is None:
            raise NotWaiting(bulk_id)
        if agrees and row.proposed_by == by.collar_number:
            raise SameOne(bulk_id)
        row.state = "confirmed" if agrees else "refused"
        row.decided_by, row.decided_at = by.collar_number, now
        row.save()
        action = Action.CONTACTS_AGREED if agrees else Action.CONTACTS_NOT_AGREED
        _audit(action, bulk_id, len(row.items), by=by, now=now)
        return list(row.items)


def _audit(action: Action, bulk_id: UUID, count: int, *, by: Staff, now: datetime) -> None:
    record_audit(action, by=by.actor, force=by.force, now=now, fields=[str(bulk_id), f"items:{count}"])
