"""
GOV.UK Notify, through its own Python client, with one pass-through template a channel (`((body))`).

*Source:* contract, "Out to GOV.UK Notify"; Notify's REST API documentation.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from django.conf import settings
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import MaxRetryError, NewConnectionError

from waypost.base import clock
from waypost.messages.providers import (
    Accepted,
    Doubtful,
    LookUpAnswer,
    NotFound,
    NotSetUp,
    RefusalKind,
    Refused,
    SendAnswer,
    SendRequest,
)
from waypost.messages.values import Channel, DeliveryStatus

# The client logs the provider's own words, and those may repeat a number.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)

SECOND = "notify-2"
"""What a second account is called that stands by for the first."""

_KEY_LENGTH = 73
_LONGEST_RETRY_AFTER_S = 3600.0
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
    )


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
    )


class NotifyProvider:
    """Texts by GOV.UK Notify."""

    def __init__(self, how: NotifySettings) -> None:
        if len(how.api_key) < _KEY_LENGTH:
            raise NotSetUp("NOTIFY_API_KEY is too short to be a key of GOV.UK Notify")
        self._how = how
        self.name = how.name
        self.timeout_s = how.timeout_s
        self.reconcile_after_s = how.reconcile_after_s
        # Notify's client is not safe to share between threads.
        self._local = threading.local()

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one message over."""
        if request.channel is not Channel.SMS:
            return Refused(RefusalKind.US, code=f"no {request.channel} template")
        try:
            answer = self._client().send_sms_notification(
                phone_number=request.recipient,
                template_id=self._how.sms_template,
                personalisation={"body": request.body},
                reference=request.reference,
            )
        except APIError as error:
            return _refused_or_doubtful(error)
        except (requests.RequestException, OSError) as error:
            return Doubtful(type(error).__name__)
        return _accepted(answer)

    def look_up(self, reference: str) -> LookUpAnswer:
        """Ask what became of a reference. Should there be several, the one furthest along answers."""
        try:
            answer = self._client().get_all_notifications(reference=reference)
        except (APIError, requests.RequestException, OSError) as error:
            return Doubtful(_code(error))
        if not isinstance(answer, dict) or not isinstance(answer.get("notifications"), list):
            return Doubtful("garbage")
        # Whatever the server filtered by, only our own reference is our own message.
        ours = [one for one in answer["notifications"] if isinstance(one, dict) and one.get("reference") == reference]
        found = [accepted for accepted in map(_accepted, ours) if isinstance(accepted, Accepted)]
        if len(found) < len(ours):
            return Doubtful("garbage")
        return max(found, key=lambda one: one.status.rank) if found else NotFound()

    def _client(self) -> Any:
        if not hasattr(self._local, "client"):
            self._local.client = NotificationsAPIClient(  # type: ignore[no-untyped-call]  # the client has no types
                self._how.api_key, base_url=self._how.base_url, timeout=self._how.timeout_s
            )
        return self._local.client


def _accepted(answer: Any) -> Accepted | Doubtful:
    """Read a 2xx: without an id in it, nobody knows what was taken."""
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), str) or not answer["id"]:
        return Doubtful("garbage")
    return Accepted(provider_id=answer["id"][:64], status=read_status(answer.get("status")) or DeliveryStatus.CREATED)


def read_status(value: object) -> DeliveryStatus | None:
    """Return a status by Notify's name for it, or None: letters have names that texts do not."""
    return DeliveryStatus(value) if isinstance(value, str) and value in set(DeliveryStatus) else None


def _refused_or_doubtful(error: APIError) -> Refused | Doubtful:
    if _never_connected(error):
        return Refused(RefusalKind.NOT_REACHED, code=_code(error))
    response = getattr(error, "response", None)
    if not isinstance(error, HTTPError) or response is None or response.status_code not in _REFUSALS:
        return Doubtful(_code(error))
    kind = _REFUSALS[response.status_code]
    return Refused(kind, code=_code(error), retry_after_s=_retry_after(response.headers.get("Retry-After")))


def _never_connected(error: APIError) -> bool:
    """Whether the connection itself failed, so that not a byte of ours can have arrived."""
    cause = error.__cause__
    if not isinstance(cause, requests.ConnectionError) or not cause.args:
        return False
    reason = cause.args[0]
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)


def _retry_after(value: str | None) -> float | None:
    """Read seconds or a date; what cannot be read asks for nothing."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - clock.now()).total_seconds()
        except (TypeError, ValueError):
            return None
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)


def _code(error: Exception) -> str:
    """Return a word for the log: never the provider's own, which may repeat what we sent."""
    response = getattr(error, "response", None)
    if response is not None:
        return str(response.status_code)
    cause = error.__cause__
    return type(cause if cause is not None else error).__name__
