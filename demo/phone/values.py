"""What the phone keeps of a message, under GOV.UK Notify's names."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Channel(StrEnum):
    """By what way a message goes; `template_type` in Notify's API."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class Status(StrEnum):
    """Where a message is."""

    CREATED = "created"
    SENDING = "sending"
    DELIVERED = "delivered"
    PERMANENT_FAILURE = "permanent-failure"
    TEMPORARY_FAILURE = "temporary-failure"
    TECHNICAL_FAILURE = "technical-failure"
    ACCEPTED = "accepted"
    RECEIVED = "received"
    PENDING_VIRUS_CHECK = "pending-virus-check"


# The other states that Notify's look-up lets a caller ask for; the phone never has them.
OTHER_STATUSES = (
    "cancelled", "sent", "pending", "failed", "validation-failed", "virus-scan-failed",
    "returned-letter",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """
    A message that passed every check and has no id yet. `to` is as the caller wrote it.

    One that came by mail has a `sender`, perhaps `html`, and no template; a letter of the caller's own has a `pdf`.
    """

    channel: Channel
    to: str
    address: str
    template_id: str
    reference: str | None
    subject: str | None
    body: str
    lines: tuple[str, ...] = ()
    sender: str | None = None
    html: str | None = None
    pdf: bytes | None = None
    postage: str | None = None


@dataclass(frozen=True)
class Notification:
    """
    A message that was accepted.

    `address` is what messages are gathered by: an E.164 number, an e-mail in small letters, a letter's lines.
    """

    id: str
    channel: Channel
    to: str
    address: str
    template_id: str
    reference: str | None
    subject: str | None
    body: str
    lines: tuple[str, ...]
    sender: str | None
    html: str | None
    status: Status
    created_at: datetime
    completed_at: datetime | None
    has_pdf: bool = False
    postage: str | None = None


def notify_time(at: datetime | None) -> str | None:
    """Return `at` as Notify writes times: UTC with microseconds and a Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None
