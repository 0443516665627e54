"""What the settings of an e-mail service say: which service, its keys, who sends, how it proves its receipts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from urllib.parse import parse_qsl

from django.conf import settings

from waypost.messages.providers import NotSetUp

SERVICES = frozenset(
    {
        "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill", "postal", "postmark",
        "resend", "scaleway", "sendgrid", "sparkpost", "unisender_go",
    }
)  # fmt: skip
"""The services that django-anymail speaks to over HTTP, by its names for them; others have SMTP."""

_MUTE = frozenset({"scaleway"})
"""Services of which django-anymail reads no receipts."""


@dataclass(frozen=True)
class AnymailSettings:
    """
    One account of one e-mail service. `options` are those of django-anymail for it, such as `server_token`.

    `has_receipts`: it posts what became of each message to our door, so nothing need be presumed.
    """

    service: str
    options: tuple[tuple[str, str], ...] = field(repr=False)
    sender: str
    timeout_s: float
    has_receipts: bool = False


@dataclass(frozen=True)
class ReceiptDoor:
    """How the service shows that a receipt is its own: `user:password` in its address, and keys of its signatures."""

    service: str
    password: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = field(repr=False)


def anymail_settings(own: Mapping[str, str]) -> AnymailSettings | None:
    """
    Return how to reach the e-mail service, or None where there is none: a force's own account, else the environment's.

    :raises NotSetUp: if it cannot be right.
    """
    service = own.get("email_service") or settings.EMAIL_SERVICE
    if not service:
        return None
    if service not in SERVICES:
        raise NotSetUp(f"WAYPOST_EMAIL_SERVICE: there is no {service}; use one of {', '.join(sorted(SERVICES))}")
    # The environment's keys are those of the environment's service, and of no other.
    keys = own.get("email_service_keys") or (settings.EMAIL_SERVICE_KEYS if "email_service" not in own else "")
    return AnymailSettings(
        service=service,
        options=read_options(keys, name="WAYPOST_EMAIL_SERVICE_KEYS"),
        sender=_sender(own.get("email_service_from") or settings.EMAIL_SERVICE_FROM),
        timeout_s=settings.EMAIL_SERVICE_TIMEOUT_S,
        has_receipts=_has_receipts(service),
    )


def receipt_door() -> ReceiptDoor | None:
    """
    Return how receipts of the e-mail service are known to be its own, or None where none are taken.

    :raises NotSetUp: if it cannot be right.
    """
    service, password = settings.EMAIL_SERVICE, settings.EMAIL_SERVICE_WEBHOOK
    if not _has_receipts(service):
        return None
    options = read_options(settings.EMAIL_SERVICE_WEBHOOK_KEYS, name="WAYPOST_EMAIL_SERVICE_WEBHOOK_KEYS")
    return ReceiptDoor(service, password, options)


def read_options(text: str, *, name: str) -> tuple[tuple[str, str], ...]:
    """
    Return what `server_token=abc&message_stream=outbound` says; marks in a value are written as in a web address.

    :raises NotSetUp: if it cannot be read; the fault names no key.
    """
    try:
        found = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        raise NotSetUp(f"{name} cannot be read: write name=value&name=value, with %-signs for marks") from None
    return tuple(sorted(found))


def _has_receipts(service: str) -> bool:
    return service in SERVICES - _MUTE and service == settings.EMAIL_SERVICE and ":" in settings.EMAIL_SERVICE_WEBHOOK


def _sender(given: str) -> str:
    try:
        address = Address(addr_spec=given)
    except (ValueError, IndexError):
        address = Address()
    if not address.username or not address.domain or not given.isascii() or not given.isprintable():
        raise NotSetUp("WAYPOST_EMAIL_SERVICE_FROM is one plain e-mail address, such as no-reply@example.org")
    return given
