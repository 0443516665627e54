"""Thin doors: what e-mail services and WhatsApp post of messages that they carried."""

import hmac
from collections.abc import Iterator
from typing import Any, TypeGuard

import orjson
from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import EventType, RejectReason
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from waypost.base import clock
from waypost.messages.operations.complaints import take_complaint
from waypost.messages.operations.receipts import DeliveryReceipt, write_down
from waypost.messages.providers.anymail import REFERENCE
from waypost.messages.providers.anymail_settings import ReceiptDoor, receipt_door
from waypost.messages.providers.whatsapp import is_signed, read_statuses
from waypost.messages.values import DeliveryStatus

# SendGrid posts up to 768 KB at once; what is refused is lost, since no service of these is asked.
_LONGEST_BODY = 2 * 1024 * 1024
_LONGEST_REFERENCE = 45
_STATUSES = {
    EventType.QUEUED: DeliveryStatus.SENDING,
    EventType.SENT: DeliveryStatus.SENDING,
    EventType.DEFERRED: DeliveryStatus.SENDING,
    EventType.DELIVERED: DeliveryStatus.DELIVERED,
    # Only who has it can complain of it.
    EventType.COMPLAINED: DeliveryStatus.DELIVERED,
    EventType.REJECTED: DeliveryStatus.PERMANENT_FAILURE,
    EventType.FAILED: DeliveryStatus.TECHNICAL_FAILURE,
}
_NO_SUCH_MAILBOX = {RejectReason.INVALID, RejectReason.BOUNCED}
# The names that do not follow from the service's own.
_VIEWS = {
    "mailersend": "MailerSend",
    "mandrill": "MandrillCombined",
    "sendgrid": "SendGrid",
    "sparkpost": "SparkPost",
    "unisender_go": "UnisenderGo",
}


@csrf_exempt
@require_POST
def anymail_receipt(request: HttpRequest, service: str) -> HttpResponse:
    """
    Take what the e-mail service tells of messages: read and checked by django-anymail's own view for it.

    What is not ours is answered well all the same: an error would only make it come again. That somebody has opened a
    message or followed a link is never asked for, and kept nowhere.
    """
    door = receipt_door()
    if door is None or service != door.service:
        return JsonResponse({"error": "no receipts of this service are taken here"}, status=404)
    if len(request.body) > _LONGEST_BODY:
        return JsonResponse({"error": "the body is too long for receipts"}, status=400)
    try:
        events = _events(door, request)
    except AnymailWebhookValidationFailure:
        return JsonResponse({"error": "this is not signed as receipts of this installation are"}, status=401)
    except (AnymailError, ImproperlyConfigured, ValueError, KeyError, TypeError, AttributeError):
        # The library reads what the service has documented; anything else it trips over.
        return JsonResponse({"error": "this is not what the service posts"}, status=400)
    for event in events:
        _take(event)
    return JsonResponse({"status": "taken"})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def whatsapp_receipt(request: HttpRequest) -> HttpResponse:
    """Answer WhatsApp's question whether we are who it was told of, or take its statuses."""
    if request.method == "GET":
        return _handshake(request)
    signature = request.headers.get("X-Hub-Signature-256", "")
    if not is_signed(request.body, signature=signature, secret=settings.WHATSAPP_APP_SECRET):
        return JsonResponse({"error": "this is not signed as receipts of this installation are"}, status=401)
    try:
        data = orjson.loads(request.body)
    except ValueError:
        return JsonResponse({"error": "the body is not JSON"}, status=400)
    for said in read_statuses(data):
        if _is_reference(said.reference):
            receipt = DeliveryReceipt(said.reference, said.provider_id.replace("\0", ""), said.status, said.at)
            write_down(receipt, now=clock.now())
    return JsonResponse({"status": "taken"})


def _handshake(request: HttpRequest) -> HttpResponse:
    token, given = settings.WHATSAPP_VERIFY_TOKEN, request.GET.get("hub.verify_token", "")
    is_asked = request.GET.get("hub.mode") == "subscribe"
    if not (token and is_asked and hmac.compare_digest(given.encode(), token.encode())):
        return JsonResponse({"error": "another token was agreed"}, status=403)
    return HttpResponse(request.GET.get("hub.challenge", "")[:200], content_type="text/plain")


def _events(door: ReceiptDoor, request: HttpRequest) -> list[Any]:
    """
    Return the service's events.

    :raises AnymailWebhookValidationFailure: if the password or a signature is wrong.
    """
    name = _VIEWS.get(door.service, door.service.capitalize())
    view = import_string(f"anymail.webhooks.{door.service}.{name}{'' if 'Combined' in name else 'Tracking'}WebhookView")
    reader = view(webhook_secret=[door.password], **dict(door.options))
    reader.run_validators(request)
    return list(reader.parse_events(request))


def _take(event: Any) -> None:
    status = _status(event)
    if status is None:
        return
    for reference in filter(_is_reference, _references(event)):
        provider_id = str(event.message_id or "")[:64].replace("\0", "")
        write_down(DeliveryReceipt(reference, provider_id, status, event.timestamp), now=clock.now())
        if event.event_type == EventType.COMPLAINED:
            take_complaint(reference, now=clock.now())


def _status(event: Any) -> DeliveryStatus | None:
    if event.event_type == EventType.BOUNCED:
        is_final = event.reject_reason in _NO_SUCH_MAILBOX
        return DeliveryStatus.PERMANENT_FAILURE if is_final else DeliveryStatus.TEMPORARY_FAILURE
    return _STATUSES.get(event.event_type)


def _references(event: Any) -> Iterator[object]:
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    found = metadata.get(REFERENCE)
    yield from [found] if found else event.tags or ()


def _is_reference(found: object) -> TypeGuard[str]:
    return isinstance(found, str) and 0 < len(found) <= _LONGEST_REFERENCE and "\0" not in found
