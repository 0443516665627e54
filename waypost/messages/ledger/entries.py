"""
What each kind of entry says. Pure: rows as an operation has just saved them in, an entry to append out.

Names are the ledger's own and stay what they are: an entry of ten years ago is read by the same words.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from waypost.base.values import CaseId, JsonValue, MessageId, PersonId
from waypost.messages.ledger.values import EntryKind, NewEntry
from waypost.messages.models import Attempt, Message
from waypost.messages.values import AnswerKind, DeliveryStatus


def handed_over(row: Message, attempt: Attempt, *, at: datetime) -> NewEntry:
    """
    Return the entry of an attempt that its provider has taken: the exact words, to whom, and why it was allowed.

    Of a sign-in code the words are nowhere, so they are not here either.
    """
    return _of_attempt(EntryKind.HANDED_OVER, row, attempt, at=at, contents=_sent(row, attempt))


def receipt(row: Message, attempt: Attempt, status: DeliveryStatus, *, at: datetime) -> NewEntry:
    """Return the entry of a provider's word about an attempt; `at` is its own time for it where it gave one."""
    said: Mapping[str, JsonValue] = {
        "provider": attempt.provider,
        "provider_id": attempt.provider_id,
        "status": status.value,
    }
    return _of_attempt(EntryKind.RECEIPT, row, attempt, at=at, contents=said)


def ended(row: Message, *, at: datetime) -> NewEntry:
    """Return the entry of a message that has come to an end without a provider's word: failed, expired, inferred."""
    said: Mapping[str, JsonValue] = {
        "state": str(row.state),
        "reason": row.reason,
        "owner": row.owner,
        "template": row.template,
        "channel": row.channel,
        "is_inferred": row.is_inferred,
    }
    return _of_message(EntryKind.ENDED, row, at=at, contents=said)


def told_by_officer(row: Message, *, by: str, at: datetime) -> NewEntry:
    """Return the entry of an officer's recorded call about a message, and how it ended."""
    said: Mapping[str, JsonValue] = {"by": by, "call": row.call_outcome, "template": row.template, "duty": row.duty}
    return _of_message(EntryKind.TOLD_BY_OFFICER, row, at=at, contents=said)


def victim_wrote(case_id: CaseId, person_id: PersonId, *, waypost_id: UUID, text: str, at: datetime) -> NewEntry:
    """Return the entry of what a victim wrote to the officer."""
    contents: Mapping[str, JsonValue] = {"waypost_id": str(waypost_id), "text": text}
    return NewEntry(case_id, None, EntryKind.VICTIM_WROTE, at, contents, person_id=person_id)


def staff_wrote(
    case_id: CaseId, person_id: PersonId, *, waypost_id: UUID, by: str, text: str, at: datetime
) -> NewEntry:
    """Return the entry of what a member of staff wrote to this person; `by` is a collar number."""
    contents: Mapping[str, JsonValue] = {"waypost_id": str(waypost_id), "by": by, "text": text}
    return NewEntry(case_id, None, EntryKind.STAFF_WROTE, at, contents, person_id=person_id)


def erased(case_id: CaseId, *, by: str, why: str, at: datetime) -> NewEntry:
    """Return the entry that says that a case was erased: it must hold nobody's name, for it is never erased itself."""
    return NewEntry(case_id, None, EntryKind.ERASED, at, {"by": by, "why": why})


def _sent(row: Message, attempt: Attempt) -> Mapping[str, JsonValue]:
    return {
        "channel": row.channel,
        "provider": attempt.provider,
        "provider_id": attempt.provider_id,
        "recipient": attempt.recipient,
        "subject": attempt.subject,
        "text": attempt.body,
        "text_digest": attempt.body_digest,
        "is_discreet": attempt.is_discreet,
        "facts": dict(attempt.values),
        # Nearly all say yes: their names alone are half of what all answers would be.
        "gates_passed": [answer["name"] for answer in attempt.gates if _is_plain_yes(answer)],
        "gates": [answer for answer in attempt.gates if not _is_plain_yes(answer)],
        "template": row.template,
        "template_version": attempt.template_version,
        "text_key": attempt.text_key,
        "trigger": row.trigger,
        "duty": row.duty,
        "mode": row.mode,
        "class": row.message_class,
        "parts": list(row.parts),
        "approved_by": row.approved_by,
        "approved_at": row.approved_at.isoformat() if row.approved_at else None,
        "tries": attempt.tries,
    }


def _is_plain_yes(answer: Mapping[str, JsonValue]) -> bool:
    return answer.get("answer") == AnswerKind.PASS and answer.keys() == {"name", "answer"}


def _of_attempt(
    kind: EntryKind, row: Message, attempt: Attempt, *, at: datetime, contents: Mapping[str, JsonValue]
) -> NewEntry:
    return NewEntry(
        CaseId(row.case_id),
        MessageId(row.id),
        kind,
        at,
        contents,
        person_id=PersonId(row.person_id),
        reference=attempt.reference,
    )


def _of_message(kind: EntryKind, row: Message, *, at: datetime, contents: Mapping[str, JsonValue]) -> NewEntry:
    return NewEntry(CaseId(row.case_id), MessageId(row.id), kind, at, contents, person_id=PersonId(row.person_id))
