"""Thin doors: receipts that providers post."""

import hmac
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from waypost.base import clock
from waypost.messages.operations.receipts import DeliveryReceipt, ReceiptEffect, write_down
from waypost.messages.providers.notify import read_status

_LONGEST_BODY = 16 * 1024
_LONGEST_REFERENCE = 45


class UnreadableReceipt(ValueError):
    """The body is not a delivery receipt in GOV.UK Notify's shape."""


@csrf_exempt
@require_POST
def notify_receipt(request: HttpRequest) -> HttpResponse:
    """
    Take one delivery receipt of GOV.UK Notify: it is written down before it is answered, and counts soon after.

    It stands in `settings.MACHINE_DOORS`, before what serves pages. What is not ours is answered with 202 all the same:
    an error would only make Notify send it again for hours.
    """
    if not _is_notify(request):
        return JsonResponse({"error": "a bearer token of this installation is needed"}, status=401)
    try:
        receipt = _read(request.body)
    except UnreadableReceipt as error:
        return JsonResponse({"error": str(error)}, status=400)
    if receipt is None or write_down(receipt, now=clock.now()) is ReceiptEffect.UNKNOWN_REFERENCE:
        return JsonResponse({"status": "not ours"}, status=202)
    return JsonResponse({"status": "taken"})


def _is_notify(request: HttpRequest) -> bool:
    """Compare the token in constant time; without one set up, nobody is Notify."""
    token = settings.NOTIFY_CALLBACK_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _read(body: bytes) -> DeliveryReceipt | None:
    """
    Return the receipt, or None where it names no reference of ours or a status of another channel.

    :raises UnreadableReceipt: if it is not what Notify sends.
    """
    if len(body) > _LONGEST_BODY:
        raise UnreadableReceipt("the body is too long for a delivery receipt")
    try:
        data: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise UnreadableReceipt("the body is not JSON") from None
    if not isinstance(data, dict) or not isinstance(data.get("id"), str) or not isinstance(data.get("status"), str):
        raise UnreadableReceipt("a delivery receipt has an id, a reference and a status")
    reference, status = data.get("reference"), read_status(data["status"], kind=data.get("notification_type"))
    if not isinstance(reference, str) or not 0 < len(reference) <= _LONGEST_REFERENCE or "\0" in reference:
        return None
    if status is None:
        return None
    completed = data.get("completed_at")
    completed_at = _moment(completed) if isinstance(completed, str) else None
    return DeliveryReceipt(reference, data["id"][:64].replace("\0", ""), status, completed_at)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
