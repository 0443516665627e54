"""What was, and will be, told in one case: every read of a page about it. Bounded lists, a fixed number of queries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.case_log import log_of_case
from waypost.cases.values import CaseFacts
from waypost.messages.asking import PORTAL_IN_DRAFTS
from waypost.messages.ledger.models import LedgerEntry
from waypost.messages.ledger.values import EntryKind
from waypost.messages.models import Message, Stop, ThreadMessage
from waypost.messages.queries import MessageFacts, StopFacts, message_facts
from waypost.messages.rows import PORTAL_ADDRESS
from waypost.messages.stops import StopKind
from waypost.messages.thread_models import StaffMessage
from waypost.messages.thread_rules import Replied, ThreadItem, Written, merge_thread
from waypost.messages.values import HAS_LEFT, UNSENT, Channel

_MOST_WRITTEN = 500
_SIGNS_SHOWN = 3


@dataclass(frozen=True)
class Place:
    """The last message of a page: the next one begins with what was planned before it."""

    planned_at: datetime
    message_id: UUID


@dataclass(frozen=True)
class SentText:
    """
    The words of one hand-over as the ledger holds them, the address of the invitation left out; empty once erased.

    `ending` is what may be shown of the number or address that it went to.
    """

    reference: str
    at: datetime
    channel: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    ending: str = field(repr=False)
    is_erased: bool


def newest_messages(case_id: CaseId, *, force: ForceName, after: Place | None, limit: int) -> Sequence[MessageFacts]:
    """Return up to `limit` messages about a case, what was planned last first."""
    with in_force(force):
        rows = Message.objects.filter(force=force, case_id=case_id)
        if after is not None:
            earlier = Q(planned_at__lt=after.planned_at) | Q(planned_at=after.planned_at, id__lt=after.message_id)
            rows = rows.filter(earlier)
        rows = rows.order_by("-planned_at", "-id").prefetch_related("attempts__receipts")
        return [message_facts(row) for row in rows[:limit]]


def messages_to_come(case_id: CaseId, *, force: ForceName, limit: int) -> Sequence[MessageFacts]:
    """Return up to `limit` messages about a case that have not left and still may, what is looked at next first."""
    with in_force(force):
        rows = Message.objects.filter(force=force, case_id=case_id, state__in=list(UNSENT))
        return [
            message_facts(row) for row in rows.order_by("due_at", "id").prefetch_related("attempts__receipts")[:limit]
        ]


def newest_that_left(case_id: CaseId, *, force: ForceName) -> MessageFacts | None:
    """Return the message that a journey sent last about a case, or None; a sign-in code is none."""
    with in_force(force):
        rows = Message.objects.filter(force=force, case_id=case_id, run_id__isnull=False, state__in=list(HAS_LEFT))
        row = rows.order_by("-handed_over_at", "-id").prefetch_related("attempts__receipts").first()
        return message_facts(row) if row else None


def message_of_case(message_id: UUID, case_id: CaseId, *, force: ForceName) -> MessageFacts | None:
    """Return one message about a case, or None where the case has none of that id."""
    with in_force(force):
        rows = Message.objects.filter(force=force, case_id=case_id, id=message_id)
        row = rows.prefetch_related("attempts__receipts").first()
        return message_facts(row) if row else None


def texts_of_message(message_id: UUID, case_id: CaseId, *, force: ForceName) -> Sequence[SentText]:
    """Return the exact words of every hand-over of a message, the oldest first."""
    with in_force(force):
        rows = LedgerEntry.objects.filter(
            force=force, case_id=case_id, message_id=message_id, kind=EntryKind.HANDED_OVER
        )
        return [_sent(row) for row in rows.select_related("contents").order_by("id")]


def threads_of_case(case: CaseFacts, *, force: ForceName) -> Mapping[PersonId, Sequence[ThreadItem]]:
    """Return what each person of a case and the officer wrote to each other, the oldest first; three queries."""
    entries = log_of_case(case.case_id, force=force)
    with in_force(force):
        written = ThreadMessage.objects.filter(force=force, case_id=case.case_id).order_by("-written_at", "-id")
        given = StaffMessage.objects.filter(force=force, case_id=case.case_id).order_by("-written_at", "-id")
        theirs, ours = list(written[:_MOST_WRITTEN]), list(given[:_MOST_WRITTEN])
    return {
        one.person_id: merge_thread(
            [Written(row.id, row.text, row.written_at) for row in theirs if row.person_id == one.person_id],
            [entry for entry in entries if entry.person_ref == one.ref],
            replied=[
                Replied(row.id, row.text, row.written_at, row.author) for row in ours if row.person_id == one.person_id
            ],
        )
        for one in case.people
    }


def stop_of_case(reference: str, *, force: ForceName) -> StopFacts | None:
    """Return the open stop of a case by its reference, or None where nobody has stopped it."""
    with in_force(force):
        row = Stop.objects.filter(force=force, kind=StopKind.CASE, target=reference, lifted_at=None).first()
    if row is None:
        return None
    return StopFacts(StopKind(row.kind), row.target, row.reason, row.stopped_at, row.stopped_by, row.lifted_at)


def ending(contact: str, channel: str) -> str:
    """Return as much of a normalised number or address as tells two apart: the last signs, of an e-mail the domain."""
    match channel:
        case Channel.EMAIL:
            return f"{contact[:1]}…{contact[contact.find('@') :]}" if "@" in contact else ""
        case _:
            # Of a home it is the end of the postcode.
            return f"ending {contact[-_SIGNS_SHOWN:]}" if contact else ""


def _sent(row: LedgerEntry) -> SentText:
    said = getattr(row, "contents", None)
    contents = json.loads(said.contents) if said else {}
    address = (contents.get("facts") or {}).get(PORTAL_ADDRESS, "")
    text = contents.get("text", "")
    return SentText(
        reference=row.reference,
        at=row.at,
        channel=contents.get("channel", ""),
        subject=contents.get("subject", ""),
        # It finds an invitation: nobody but its reader needs it.
        text=text.replace(address, PORTAL_IN_DRAFTS) if address else text,
        ending=ending(contents.get("recipient", ""), contents.get("channel", "")),
        is_erased=not contents,
    )
