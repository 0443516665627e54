"""
WhatsApp Business, by its Cloud API, with one template approved beforehand whose body is one parameter (`{{1}}`).

It can say nothing of what it once took: its receipts bring our reference back, and nothing else does.
*Source:* the Cloud API's reference, "Messages", "Webhooks" and "Error codes"; ADR 0019.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from urllib3.exceptions import HTTPError as LineError

from waypost.messages.providers import (
    Accepted,
    Doubtful,
    LookUpAnswer,
    NotSetUp,
    RefusalKind,
    Refused,
    SendAnswer,
    SendRequest,
)
from waypost.messages.providers.lines import Lines, Reply
from waypost.messages.providers.notify_email import is_discreet_sender
from waypost.messages.providers.over_http import never_connected, retry_after
from waypost.messages.values import Channel, DeliveryStatus

NAME = "whatsapp"

_OF_US = frozenset({
    0, 3, 10, 190, 368,  # who we are, and what we may
    131005, 131030, 131031, 131042, 131045, 133010, 134011,  # our account and our number
    132000, 132001, 132007, 132015, 132016, 132068, 132069,  # our template
})  # fmt: skip
_OF_RECIPIENT = frozenset({131021, 131026})
_TOO_FAST = frozenset({4, 80007, 130429, 131048, 133016})
_LATER = frozenset({131049, 131056})
"""Codes of too many messages to this one recipient."""

_NO_SUCH_OBJECT = 33
"""The subcode of a phone number id that is not there, or not ours."""


@dataclass(frozen=True)
class WhatsAppSettings:
    """One number of WhatsApp Business. `sender` is the name that recipients see: the number's own display name."""

    base_url: str
    phone_number_id: str
    token: str = field(repr=False)
    template: str
    language: str
    sender: str
    timeout_s: float


@dataclass(frozen=True)
class WhatsAppStatus:
    """What one receipt says of one message."""

    reference: str
    provider_id: str
    status: DeliveryStatus
    at: datetime | None


def whatsapp_settings(own: Mapping[str, str]) -> WhatsAppSettings | None:
    """
    Return how to send by WhatsApp, or None where it is not set up: by a force's own number, else by the environment's.

    :raises NotSetUp: if no receipts could be taken; without them nobody would learn what became of anything.
    """
    number = own.get("whatsapp_phone_number_id") or settings.WHATSAPP_PHONE_NUMBER_ID
    token = own.get("whatsapp_token") or settings.WHATSAPP_TOKEN
    template = own.get("whatsapp_template") or settings.WHATSAPP_TEMPLATE
    if not (settings.WHATSAPP_BASE_URL and number and token and template):
        return None
    if not settings.WHATSAPP_APP_SECRET:
        raise NotSetUp("WHATSAPP_APP_SECRET is not set: receipts could not be told from forgeries")
    return WhatsAppSettings(
        base_url=settings.WHATSAPP_BASE_URL.rstrip("/"),
        phone_number_id=number,
        token=token,
        template=template,
        language=settings.WHATSAPP_LANGUAGE,
        sender=own.get("whatsapp_sender", "" if "whatsapp_phone_number_id" in own else settings.WHATSAPP_SENDER),
        timeout_s=settings.WHATSAPP_TIMEOUT_S,
    )


class WhatsAppProvider:
    """Messages by one number of WhatsApp Business."""

    name = NAME
    # A doubt is never asked about, so there is nothing to wait for before it goes to a person.
    reconcile_after_s = 0.0

    def __init__(self, how: WhatsAppSettings) -> None:
        if not how.phone_number_id.isdigit():
            raise NotSetUp("WHATSAPP_PHONE_NUMBER_ID is the id of a number: digits, and not the number itself")
        self._how = how
        self.timeout_s = how.timeout_s
        self._lines = Lines(how.base_url, timeout_s=how.timeout_s)

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one message over; a discreet one only where it is known that the name does not show the police."""
        if request.channel is not Channel.WHATSAPP:
            return Refused(RefusalKind.US, code=f"no {request.channel}")
        if not request.sender and not is_discreet_sender(self._how.sender):
            return Refused(RefusalKind.MESSAGE, code="sender_shows_police")
        headers = {"Authorization": f"Bearer {self._how.token}", "Content-Type": "application/json"}
        address = f"{self._how.base_url}/{self._how.phone_number_id}/messages"
        try:
            reply = self._lines.call("POST", address, headers=headers, body=json.dumps(self._form(request)))
        except (LineError, OSError) as error:
            name = type(error).__name__
            return Refused(RefusalKind.NOT_REACHED, code=name) if never_connected(error) else Doubtful(name)
        return _read(reply)

    def look_up(self, reference: str) -> LookUpAnswer:
        """The Cloud API cannot say what became of a message."""
        del reference
        return Doubtful("no_look_up")

    def _form(self, request: SendRequest) -> Mapping[str, object]:
        parameters = [{"type": "text", "text": request.body}]
        return {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": request.recipient,
            "type": "template",
            "template": {
                "name": self._how.template,
                "language": {"code": self._how.language},
                "components": [{"type": "body", "parameters": parameters}],
            },
            "biz_opaque_callback_data": request.reference,
        }


def is_signed(body: bytes, *, signature: str, secret: str) -> bool:
    """Whether a receipt is WhatsApp's own (`X-Hub-Signature-256`), compared in constant time."""
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(signature.encode(), f"sha256={made}".encode())


def read_statuses(data: object) -> Iterator[WhatsAppStatus]:
    """
    Yield what a receipt says of messages of ours. That one was read counts as delivered, and is kept nowhere.

    What else is in it (what people write, changes of the account) is nothing to us.
    """
    for entry in _list(data, "entry"):
        for change in _list(entry, "changes"):
            for status in _list(change.get("value"), "statuses"):
                yield from _status(status)


def _status(said: Mapping[str, Any]) -> Iterator[WhatsAppStatus]:
    reference, status = said.get("biz_opaque_callback_data"), _meaning(said)
    if isinstance(reference, str) and status is not None:
        yield WhatsAppStatus(reference, str(said.get("id", ""))[:64], status, _moment(said.get("timestamp")))


def _meaning(said: Mapping[str, Any]) -> DeliveryStatus | None:
    match said.get("status"):
        case "sent":
            return DeliveryStatus.SENDING
        case "delivered" | "read":
            return DeliveryStatus.DELIVERED
        case "failed":
            codes = {error.get("code") for error in _list(said, "errors")}
            return _failure(codes)
        case _:
            return None


def _failure(codes: set[object]) -> DeliveryStatus:
    if codes & _OF_RECIPIENT:
        return DeliveryStatus.PERMANENT_FAILURE
    return DeliveryStatus.TEMPORARY_FAILURE if codes & (_TOO_FAST | _LATER) else DeliveryStatus.TECHNICAL_FAILURE


def _read(reply: Reply) -> SendAnswer:
    try:
        data = reply.json()
    except ValueError:
        data = None
    if 200 <= reply.status_code < 300:
        return _accepted(data)
    error = data.get("error") if isinstance(data, dict) else None
    if not isinstance(error, dict) or not 400 <= reply.status_code < 500:
        return Doubtful(str(reply.status_code))
    kind = _refusal(reply.status_code, error.get("code"), error.get("error_subcode"))
    code = f"{reply.status_code} {error.get('code')}"[:40]
    return Refused(kind, code=code, retry_after_s=retry_after(reply.headers.get("Retry-After")))


def _accepted(data: Any) -> Accepted | Doubtful:
    """Read a 2xx: without an id in it, nobody knows what was taken."""
    ids = [one.get("id") for one in _list(data, "messages")]
    if len(ids) != 1 or not isinstance(ids[0], str) or not ids[0]:
        return Doubtful("garbage")
    return Accepted(provider_id=ids[0][:64], status=DeliveryStatus.CREATED)


def _refusal(status: int, code: object, subcode: object) -> RefusalKind:
    """Return whom an error is about; its code says more than the HTTP status, which is 400 for most."""
    if code in _OF_RECIPIENT:
        return RefusalKind.RECIPIENT
    if code in _LATER:
        return RefusalKind.LATER
    if code in _TOO_FAST or status == 429:
        return RefusalKind.TOO_FAST
    is_right = isinstance(code, int) and 200 <= code < 300
    if code in _OF_US or is_right or status in {401, 403, 404} or subcode == _NO_SUCH_OBJECT:
        return RefusalKind.US
    return RefusalKind.MESSAGE


def _list(data: object, name: str) -> list[Mapping[str, Any]]:
    found = data.get(name) if isinstance(data, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(text)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
