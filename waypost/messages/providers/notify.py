"""
GOV.UK Notify, through its own Python client, with one pass-through template a channel (`((body))`).

The client makes and signs the requests and reads the answers; they travel over kept lines that all threads share
(`lines.py`), since the client's own way costs twice as much and is not safe to share.

*Source:* contract, "Out to GOV.UK Notify"; Notify's REST API documentation.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any
from urllib.parse import urlencode, urljoin

from django.conf import settings
from notifications_python_client.authentication import create_jwt_token
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import ConnectTimeoutError, ReadTimeoutError
from urllib3.exceptions import HTTPError as LineError

from waypost.messages.providers import (
    Accepted,
    Doubtful,
    LookUpAnswer,
    NotFound,
    NotSetUp,
    Rate,
    RefusalKind,
    Refused,
    SendAnswer,
    SendRequest,
)
from waypost.messages.providers.lines import Lines, Reply
from waypost.messages.providers.over_http import never_connected, retry_after
from waypost.messages.values import Channel, DeliveryStatus

# The client logs the provider's own words, and those may repeat a number.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)

SECOND = "notify-2"
"""What a second account is called that stands by for the first."""

_KEY_LENGTH = 73
_OF_LETTERS = {
    "created": DeliveryStatus.CREATED,
    "pending-virus-check": DeliveryStatus.CREATED,
    "accepted": DeliveryStatus.SENDING,
    "sending": DeliveryStatus.SENDING,
    # Printed and posted: it is delivered only when the post has had its days.
    "received": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.SENT,
    # None of them says that the address is wrong, and of none may the letter be sent again by itself.
    "permanent-failure": DeliveryStatus.TECHNICAL_FAILURE,
    "technical-failure": DeliveryStatus.TECHNICAL_FAILURE,
    "validation-failed": DeliveryStatus.TECHNICAL_FAILURE,
    "virus-scan-failed": DeliveryStatus.TECHNICAL_FAILURE,
    "cancelled": DeliveryStatus.TECHNICAL_FAILURE,
    "returned-letter": DeliveryStatus.PERMANENT_FAILURE,
}
"""What Notify says of letters. *Source:* its REST API, letter and precompiled letter status descriptions."""
_REFUSALS = {
    400: RefusalKind.MESSAGE,
    401: RefusalKind.US,
    403: RefusalKind.US,
    404: RefusalKind.US,
    429: RefusalKind.TOO_FAST,
}


@dataclass(frozen=True)
class NotifySettings:
    """Where Notify is, who we are there, and which template passes a text through. Times in seconds."""

    base_url: str
    api_key: str = field(repr=False)
    sms_template: str
    timeout_s: float
    reconcile_after_s: float
    name: str = "notify"
    rate_per_minute: float | None = None

    @property
    def rate(self) -> Rate | None:
        """The rate of the account that the key belongs to: all forces share it that share the key's service."""
        if self.rate_per_minute is None:
            return None
        return Rate(f"notify {self.api_key[-_KEY_LENGTH : -_KEY_LENGTH + 36]}", self.rate_per_minute)


def notify_settings(own: Mapping[str, str]) -> NotifySettings | None:
    """
    Return how to reach Notify, or None where it is not set up: a force's own keys, else the environment's.

    *Source:* contract, `force set`.
    """
    api_key = own.get("notify_api_key") or settings.NOTIFY_API_KEY
    sms_template = own.get("notify_template_sms") or settings.NOTIFY_TEMPLATE_SMS
    if not (settings.NOTIFY_BASE_URL and api_key and sms_template):
        return None
    return NotifySettings(
        base_url=settings.NOTIFY_BASE_URL,
        api_key=api_key,
        sms_template=sms_template,
        timeout_s=settings.NOTIFY_TIMEOUT_S,
        reconcile_after_s=settings.NOTIFY_RECONCILE_AFTER_S,
        rate_per_minute=read_rate(own),
    )


def read_rate(own: Mapping[str, str]) -> float:
    """
    Return how many messages a minute Notify takes of the account.

    :raises NotSetUp: if the setting is no such number.
    """
    said = own.get("notify_rate_per_minute") or settings.NOTIFY_RATE_PER_MINUTE
    try:
        rate = float(said)
    except ValueError:
        rate = 0.0
    if not 1 <= rate < inf:
        raise NotSetUp("NOTIFY_RATE_PER_MINUTE is how many messages Notify takes from us in a minute, such as 3000")
    return rate


def second_notify_settings(own: Mapping[str, str]) -> NotifySettings | None:
    """Return how to reach the account that stands by, or None where there is none."""
    base_url = settings.NOTIFY_SECOND_BASE_URL or settings.NOTIFY_BASE_URL
    api_key = own.get("notify_second_api_key") or settings.NOTIFY_SECOND_API_KEY
    sms_template = own.get("notify_second_template_sms") or settings.NOTIFY_SECOND_TEMPLATE_SMS
    if not (base_url and api_key and sms_template):
        return None
    return NotifySettings(
        base_url=base_url,
        api_key=api_key,
        sms_template=sms_template,
        timeout_s=settings.NOTIFY_TIMEOUT_S,
        reconcile_after_s=settings.NOTIFY_RECONCILE_AFTER_S,
        name=SECOND,
        rate_per_minute=read_rate(own),
    )


class _Client(NotificationsAPIClient):
    """Notify's client over kept lines. Unlike its own way this is safe to share between threads."""

    def __init__(self, how: NotifySettings) -> None:
        super().__init__(how.api_key, base_url=how.base_url, timeout=how.timeout_s)  # type: ignore[no-untyped-call]
        self._lines = Lines(how.base_url, timeout_s=how.timeout_s)
        self._signed = (0, "")

    def _create_request_objects(self, url: str, data: Any, params: Any) -> tuple[str, dict[str, Any]]:
        address = urljoin(self.base_url, url) + (f"?{urlencode(params)}" if params else "")
        return address, {
            "headers": self.generate_headers(self._token()),  # type: ignore[no-untyped-call]
            "body": None if data is None else self._serialize_data(data),  # type: ignore[no-untyped-call]
        }

    def _token(self) -> str:
        """Return the token of this second: it says nothing but who we are and when, and signing costs."""
        second, token = self._signed
        if second != (now := int(time.time())):
            token = create_jwt_token(self.api_key, self.service_id)  # type: ignore[no-untyped-call]
            self._signed = (now, token)
        return token

    def _perform_request(self, method: str, url: str, kwargs: dict[str, Any]) -> Reply:
        try:
            reply = self._lines.call(method, url, headers=kwargs["headers"], body=kwargs["body"])
        except LineError as error:
            raise HTTPError(None) from error
        if not 200 <= reply.status_code < 300:
            raise HTTPError(reply)  # type: ignore[arg-type]  # it reads no more than what a reply has
        return reply


class NotifyProvider:
    """Texts by GOV.UK Notify; what carries its other channels only asks otherwise."""

    channel = Channel.SMS

    def __init__(self, how: NotifySettings) -> None:
        if len(how.api_key) < _KEY_LENGTH:
            raise NotSetUp("NOTIFY_API_KEY is too short to be a key of GOV.UK Notify")
        self._how = how
        self.name = how.name
        self.timeout_s = how.timeout_s
        self.reconcile_after_s = how.reconcile_after_s
        self.rate = how.rate
        self._client: Any = _Client(how)

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one message over."""
        if request.channel is not self.channel:
            return Refused(RefusalKind.US, code=f"no {request.channel} template")
        try:
            answer = self._ask(request)
        except APIError as error:
            return _refused_or_doubtful(error)
        except OSError as error:
            return Doubtful(type(error).__name__)
        return _accepted(answer)

    def _ask(self, request: SendRequest) -> Any:
        return self._client.send_sms_notification(
            phone_number=request.recipient,
            template_id=self._how.sms_template,
            personalisation={"body": request.body},
            reference=request.reference,
        )

    def look_up(self, reference: str) -> LookUpAnswer:
        """Ask what became of a reference. Should there be several, the one furthest along answers."""
        try:
            answer = self._client.get_all_notifications(reference=reference)
        except (APIError, OSError) as error:
            return Doubtful(_code(error))
        if not isinstance(answer, dict) or not isinstance(answer.get("notifications"), list):
            return Doubtful("garbage")
        # Whatever the server filtered by, only our own reference is our own message.
        ours = [one for one in answer["notifications"] if isinstance(one, dict) and one.get("reference") == reference]
        found = [accepted for accepted in map(_accepted, ours) if isinstance(accepted, Accepted)]
        if len(found) < len(ours):
            return Doubtful("garbage")
        return max(found, key=lambda one: one.status.rank) if found else NotFound()


def _accepted(answer: Any) -> Accepted | Doubtful:
    """Read a 2xx: without an id in it, nobody knows what was taken."""
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), str) or not answer["id"]:
        return Doubtful("garbage")
    return Accepted(
        provider_id=answer["id"][:64],
        status=read_status(answer.get("status"), kind=answer.get("type")) or DeliveryStatus.CREATED,
    )


def read_status(value: object, *, kind: object = None) -> DeliveryStatus | None:
    """Return a status by Notify's name for it, or None for one that is not known; `kind` is Notify's `type`."""
    if kind == Channel.LETTER.value:
        return _OF_LETTERS.get(value) if isinstance(value, str) else None
    return DeliveryStatus(value) if isinstance(value, str) and value in set(DeliveryStatus) else None


def _refused_or_doubtful(error: APIError) -> Refused | Doubtful:
    if never_connected(error.__cause__):
        return Refused(RefusalKind.NOT_REACHED, code=_code(error))
    response = getattr(error, "response", None)
    if not isinstance(error, HTTPError) or response is None or response.status_code not in _REFUSALS:
        return Doubtful(_code(error))
    kind = _REFUSALS[response.status_code]
    return Refused(kind, code=_code(error), retry_after_s=retry_after(response.headers.get("Retry-After")))


def _code(error: Exception) -> str:
    """Return a word for the log: never the provider's own, which may repeat what we sent."""
    response = getattr(error, "response", None)
    if response is not None:
        return str(response.status_code)
    match error.__cause__:
        case ReadTimeoutError():
            return "ReadTimeout"
        case ConnectTimeoutError():
            return "ConnectTimeout"
        case LineError():
            return "ConnectionError"
    return type(error).__name__
