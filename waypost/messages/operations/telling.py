"""Tells what was learned of a set of messages: the crime system's log, the cases' timelines, the ledger. In sets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid5

from django.db import connection

from waypost.base.values import CaseId, ForceName
from waypost.cases.operations import NewEvent, tell_cases
from waypost.cases.outbox import NewOutboxItem
from waypost.cases.values import OutboxKind
from waypost.messages.asking import PORTAL_IN_DRAFTS
from waypost.messages.asking_words import event_words
from waypost.messages.ledger import NewEntry, append
from waypost.messages.ledger.entries import ended, handed_over, receipt
from waypost.messages.models import Attempt, Message
from waypost.messages.rows import PORTAL_ADDRESS, is_code, read_parts
from waypost.messages.values import Channel, DeliveryStatus, MessageState

_INVITED_BEFORE = """
SELECT DISTINCT m.person_id FROM messages_message m JOIN messages_attempt a ON a.message_id = m.id
    WHERE m.force = %(force)s AND m.case_id = ANY(%(cases)s::bigint[]) AND m.person_id = ANY(%(people)s::bigint[])
        AND a.accepted_at IS NOT NULL AND a.values ? %(address)s AND NOT a.reference = ANY(%(these)s::text[])
"""
_CARRIED = {
    Channel.SMS: "text message",
    Channel.EMAIL: "e-mail",
    Channel.LETTER: "letter",
    Channel.WHATSAPP: "WhatsApp message",
}
_SAY_LITTLE = {Channel.SMS, Channel.WHATSAPP}
_ENDS = {MessageState.FAILED, MessageState.EXPIRED, MessageState.SUPPRESSED}
_ARTICLES = {"text message": "a", "e-mail": "an", "letter": "a", "WhatsApp message": "a"}


@dataclass
class Telling:
    """
    What is to be told of a set of messages once they are saved, in the same transaction.

    `left` are those that were handed over, each told of once; `taken` the attempts that a provider took, `said` what
    it said of them later; `events` go on the timelines of their cases.
    """

    left: list[tuple[Message, Attempt]] = field(default_factory=list)
    taken: list[tuple[Message, Attempt]] = field(default_factory=list)
    said: list[tuple[Message, Attempt, DeliveryStatus]] = field(default_factory=list)
    events: list[tuple[CaseId, NewEvent]] = field(default_factory=list)

    def add_event(self, row: Message, event: NewEvent) -> None:
        """Let the timeline of a message's case hold an event."""
        self.events.append((CaseId(row.case_id), event))


def tell(telling: Telling, rows: Iterable[Message], *, force: ForceName, now: datetime) -> None:
    """Tell what there is to be told of these rows, of one force, that are locked and saved with their attempts."""
    append(_entries(telling, rows, now=now), force=force, now=now)
    notes = [_note(row, attempt, now=now) for row, attempt in telling.left]
    events = [*_invitations(telling.left, force=force, now=now), *telling.events]
    tell_cases(events, items=notes, force=force, now=now)


def tell_of_ends(rows: Iterable[Message], *, force: ForceName, now: datetime) -> None:
    """Write into the ledger which of these rows, just saved, have come to an end now without a provider's word."""
    append([ended(row, at=now) for row in rows if _has_ended(row, now=now)], force=force, now=now)


def _entries(telling: Telling, rows: Iterable[Message], *, now: datetime) -> list[NewEntry]:
    return [
        *(handed_over(row, attempt, at=now) for row, attempt in telling.taken),
        *(receipt(row, attempt, status, at=now) for row, attempt, status in telling.said),
        *(ended(row, at=now) for row in rows if _has_ended(row, now=now)),
    ]


def _has_ended(row: Message, *, now: datetime) -> bool:
    return row.state_at == now and (row.state in _ENDS or (row.state == MessageState.DELIVERED and row.is_inferred))


def _note(row: Message, attempt: Attempt, *, now: datetime) -> NewOutboxItem:
    payload = {"person": row.person_ref, "text": _for_the_log(row, attempt), "at": now.isoformat()}
    return NewOutboxItem(uuid5(row.id, "note"), CaseId(row.case_id), OutboxKind.NOTE, payload)


def _for_the_log(row: Message, attempt: Attempt) -> str:
    how = _CARRIED[Channel(row.channel)]
    if is_code(row):
        return f"Waypost sent a sign-in code by {how}."
    words = f"{attempt.subject}\n\n{attempt.body}" if attempt.subject else attempt.body
    # The address finds an invitation: nobody but the victim needs it.
    address = attempt.values.get(PORTAL_ADDRESS)
    told = words.replace(address, PORTAL_IN_DRAFTS) if address else words
    return f"Waypost sent {_ARTICLES[how]} {how}{_of_what(row)}: {told}"


def _of_what(row: Message) -> str:
    """Return in brackets what a text told of, empty where it says so itself: most texts say that there is news."""
    if Channel(row.channel) not in _SAY_LITTLE:
        return ""
    words = event_words()
    triggers = dict.fromkeys(part.trigger for part in read_parts(row.parts)) or {row.trigger: None}
    told = "; ".join(words[trigger] for trigger in triggers if trigger in words)
    return f" ({told})" if told else ""


def _invitations(
    left: Iterable[tuple[Message, Attempt]], *, force: ForceName, now: datetime
) -> Sequence[tuple[CaseId, NewEvent]]:
    """Return the events that say who was invited: of each person, the first text that held the address."""
    first: dict[int, tuple[Message, Attempt]] = {}
    for row, attempt in left:
        if PORTAL_ADDRESS in attempt.values:
            first.setdefault(row.person_id, (row, attempt))
    told = _invited_before(list(first.values()), force=force)
    return [
        (CaseId(row.case_id), NewEvent(kind="portal.invited", at=now, person_ref=row.person_ref or None))
        for row, _ in first.values()
        if row.person_id not in told
    ]


def _invited_before(first: Sequence[tuple[Message, Attempt]], *, force: ForceName) -> set[int]:
    """Return those of the people of these messages to whom the address went with an earlier one."""
    if not first:
        return set()
    wanted: dict[str, str | list[int] | list[str]] = {
        "force": force,
        # Only by its case is a message found without looking at all of them.
        "cases": list({row.case_id for row, _ in first}),
        "people": list({row.person_id for row, _ in first}),
        "address": PORTAL_ADDRESS,
        "these": [attempt.reference for _, attempt in first],
    }
    with connection.cursor() as cursor:
        cursor.execute(_INVITED_BEFORE, wanted)
        return {person_id for (person_id,) in cursor.fetchall()}
