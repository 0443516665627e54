"""Somebody told their mailbox that our e-mail is not wanted: a person asks what they want, and nothing else changes."""

from datetime import datetime
from uuid import uuid5

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.messages.models import Attempt, Reference
from waypost.worklist.operations import open_items
from waypost.worklist.values import Desk, ItemKind, NewItem

_TEXT = (
    "This person's mailbox reports that they marked an e-mail of ours as unwanted. It may have been a slip, or "
    "somebody else at the mailbox. Ask them, in a way that you know to be safe, whether they still "
    "want e-mails that are not owed to them, and put the answer into the contact plan. What they are owed still goes."
)


def take_complaint(reference: str, *, now: datetime) -> bool:
    """
    Ask the officer to find out; return whether the complaint was about something of ours.

    A complaint ends no duty and closes no channel: whoever reads the mailbox may not be the victim. Many of one person
    are one item while it is open.
    """
    owner = Reference.objects.filter(reference=reference).first()
    if owner is None:
        return False
    force = ForceName(owner.force)
    with in_force(force):
        row = Attempt.objects.select_related("message").get(reference=reference).message
        item = NewItem(
            item_id=uuid5(row.id, "complaint"),
            case_id=CaseId(row.case_id),
            person_id=PersonId(row.person_id),
            person_ref=row.person_ref,
            kind=ItemKind.MEND,
            desk=Desk.OIC,
            matter="email_complaint",
            reason="email_complaint",
            text=_TEXT,
        )
        open_items([item], force=force, now=now)
    return True
