"""The doors: events in, receipts back."""

import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from bench.peers.celery_pipeline.models import Message
from bench.peers.celery_pipeline.shapes import CloudEvent
from bench.peers.celery_pipeline.taking import take


class CloudEvents(JSONParser):
    """JSON under the types of CloudEvents."""

    media_type = "application/*"


@api_view(["POST"])
@parser_classes([CloudEvents])
def events(request: Request) -> Response:
    """Take one event, or a batch."""
    if not _is_bearer(request, settings.SECRET_KEY):
        return Response(status=401)
    given = request.data if isinstance(request.data, list) else [request.data]
    shaped = CloudEvent(data=given, many=True)
    shaped.is_valid(raise_exception=True)
    accepted = take(given)
    counts = {"accepted": accepted, "duplicate": len(given) - accepted, "stale": 0, "held": 0, "rejected": []}
    return Response(counts, status=202)


@csrf_exempt
def receipts(request: HttpRequest) -> HttpResponse:
    """Take one receipt; a plain view, for it is asked as often as a text goes."""
    if not _is_bearer(request, settings.NOTIFY_CALLBACK_TOKEN):
        return HttpResponse(status=401)
    receipt = json.loads(request.body)
    mine = Message.objects.filter(pk=receipt["reference"]).exclude(status="delivered")
    mine.update(status=receipt["status"], delivered_at=timezone.now())
    return JsonResponse({"status": "taken"})


def ready(_request: HttpRequest) -> HttpResponse:
    """Answer."""
    return HttpResponse("ready")


def _is_bearer(request: HttpRequest | Request, token: str) -> bool:
    return hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {token}")
