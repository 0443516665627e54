"""
E-mail by any service that django-anymail speaks to over HTTP: Postmark, Mailgun, SendGrid and others.

None of them is asked what became of a message: their searches know no reference of ours, know it late, or cost a right
that a key for sending should not have. *Source:* django-anymail's documentation; ADR 0019.
"""

from email.headerregistry import Address
from typing import Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

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
from waypost.messages.providers.anymail_settings import AnymailSettings
from waypost.messages.providers.over_http import never_connected, retry_after
from waypost.messages.providers.smtp import NEUTRAL_SENDER, shows_police
from waypost.messages.values import Channel, DeliveryStatus

NAME, NAME_WITH_RECEIPTS = "anymail", "anymail-receipts"
REFERENCE = "waypost_reference"
"""Under which name our reference stands in the message's metadata, as its receipts bring it back."""

# Services that keep no metadata carry the reference as a tag.
_BY_TAG = frozenset({"mailersend", "postal"})
# "Enterprise accounts only": with a header of ours a smaller account's message would be refused.
_NO_HEADERS = frozenset({"mailersend"})
_COUNT_CLICKS = frozenset(
    {"mailersend", "mailgun", "mailjet", "mandrill", "postmark", "sendgrid", "sparkpost", "unisender_go"}
)
_REFUSALS = {
    400: RefusalKind.MESSAGE,
    401: RefusalKind.US,
    402: RefusalKind.US,
    403: RefusalKind.US,
    404: RefusalKind.US,
    413: RefusalKind.MESSAGE,
    422: RefusalKind.MESSAGE,
    429: RefusalKind.TOO_FAST,
}


class AnymailProvider:
    """E-mails by one account of one service."""

    # A doubt is never asked about, so there is nothing to wait for before it goes to a person.
    reconcile_after_s = 0.0

    def __init__(self, how: AnymailSettings) -> None:
        self._how = how
        self.name = NAME_WITH_RECEIPTS if how.has_receipts else NAME
        self.timeout_s = how.timeout_s
        # Its settings are read when it is made: what is missing is said now, and not at the first message.
        self._backend()

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one message over."""
        if request.channel is not Channel.EMAIL:
            return Refused(RefusalKind.US, code=f"no {request.channel}")
        if not request.sender and shows_police(self._how.sender):
            return Refused(RefusalKind.MESSAGE, code="sender_shows_police")
        try:
            message = self._message(request)
        except (ValueError, IndexError):
            # A line break in a header, or an address that cannot be one: nothing was said to anybody.
            return Refused(RefusalKind.MESSAGE, code="bad_header")
        return _hand_over(self._backend(), message)

    def look_up(self, reference: str) -> LookUpAnswer:
        """No service is asked what became of a message."""
        del reference
        return Doubtful("no_look_up")

    def _backend(self) -> Any:
        """
        Return the library's sender for the service: one a call, since none may be shared between threads.

        :raises NotSetUp: if a key is missing, or the service needs a package that is not installed.
        """
        # Half for the connection, half for the answer.
        options = {"timeout": self.timeout_s / 2, **dict(self._how.options)}
        try:
            return import_string(f"anymail.backends.{self._how.service}.EmailBackend")(**options)
        except (ImportError, ImproperlyConfigured, TypeError, ValueError):
            # The fault's own words may repeat a key.
            raise NotSetUp(
                f"WAYPOST_EMAIL_SERVICE_KEYS does not hold what {self._how.service} needs: "
                "see its page in the documentation of django-anymail"
            ) from None

    def _message(self, request: SendRequest) -> EmailMultiAlternatives:
        """
        Return the e-mail: text and HTML, one recipient, nothing that tells that it was read.

        :raises ValueError: if anything that goes into a header holds a line break, or an address is none.
        """
        _refuse_line_breaks(request.subject, request.sender, request.recipient, request.reference)
        service, domain = self._how.service, self._how.sender.rpartition("@")[2]
        message = EmailMultiAlternatives(
            subject=request.subject,
            body=request.body,
            from_email=str(Address(request.sender or NEUTRAL_SENDER, addr_spec=self._how.sender)),
            to=[str(Address(addr_spec=request.recipient))],
            headers={} if service in _NO_HEADERS else _headers(request.reference, domain),
        )
        if request.html:
            message.attach_alternative(request.html, "text/html")
        wishes: Any = message
        if service in _BY_TAG:
            wishes.tags = [request.reference]
        else:
            wishes.metadata = {REFERENCE: request.reference}
        if service in _COUNT_CLICKS:
            wishes.track_opens = wishes.track_clicks = False
        return message


def _headers(reference: str, domain: str) -> dict[str, str]:
    # As by SMTP: nobody's holiday answer is wanted, nor read.
    return {
        "Message-ID": f"<{reference}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _refuse_line_breaks(*words: str) -> None:
    if any(not word.isprintable() for word in words):
        raise ValueError("a line break in a header")


def _hand_over(backend: Any, message: Any) -> SendAnswer:
    """Call the service, and read what came of it."""
    try:
        backend.send_messages([message])
    except AnymailRecipientsRefused:
        return Refused(RefusalKind.RECIPIENT, code="recipient_refused")
    except AnymailAPIError as error:
        return _refused_or_doubtful(error)
    except (AnymailUnsupportedFeature, AnymailSerializationError, AnymailInvalidAddress) as error:
        return _refused_by_library(error, message.anymail_status)
    except Exception as error:  # noqa: BLE001 - whatever it is, the service may have taken the message
        return Doubtful(type(error).__name__)
    return _read_status(message.anymail_status)


def _refused_by_library(error: AnymailError, status: Any) -> Refused | Doubtful:
    """What the library refuses before it calls was said to nobody; it reads the answer with the same care."""
    if status.esp_response is not None:
        return Doubtful(type(error).__name__)
    is_address = isinstance(error, AnymailInvalidAddress)
    return Refused(RefusalKind.MESSAGE if is_address else RefusalKind.US, code=type(error).__name__)


def _read_status(status: Any) -> SendAnswer:
    """Read what the service said of the one recipient."""
    said = [one for one in status.recipients.values() if one.status]
    if len(said) != 1 or said[0].status not in {"sent", "queued", "failed"}:
        return Doubtful("no_status")
    if said[0].status == "failed":
        return Refused(RefusalKind.MESSAGE, code="failed")
    return Accepted(provider_id=str(said[0].message_id or "")[:64], status=DeliveryStatus.SENDING)


def _refused_or_doubtful(error: AnymailAPIError) -> Refused | Doubtful:
    if error.status_code is None:
        name = type(error.__cause__ or error).__name__
        return Refused(RefusalKind.NOT_REACHED, code=name) if never_connected(error.__cause__) else Doubtful(name)
    kind = _REFUSALS.get(error.status_code)
    if kind is None:
        return Doubtful(str(error.status_code))
    headers = getattr(error.response, "headers", {})
    return Refused(kind, code=str(error.status_code), retry_after_s=retry_after(headers.get("Retry-After")))
