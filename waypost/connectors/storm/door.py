"""The door as it answers: the same from the API's router and before the middleware of pages."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from waypost.base.clock import now
from waypost.connectors.push.body import drain_body
from waypost.connectors.push.door import json_answer, refusal
from waypost.connectors.push.values import Refused
from waypost.connectors.storm.intake import take_request


def machine_door(request: HttpRequest) -> HttpResponse:
    """Answer a request that came by the short way."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"], b"Method not allowed")
    return answer(request)


def answer(request: HttpRequest) -> HttpResponse:
    """Take one message, or up to 500; answered after the accepted ones are committed to disk."""
    try:
        taken = take_request(request, now=now())
    except Refused as refused:
        drain_body(request)
        return refusal(refused)
    return json_answer(asdict(taken), status=202)
