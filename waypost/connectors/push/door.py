"""
The door as it answers: the same from the API's router and before the middleware of pages (`settings.MACHINE_DOORS`).
"""

from dataclasses import asdict

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from waypost.base.clock import now
from waypost.connectors.push.body import drain_body
from waypost.connectors.push.intake import take_heartbeat, take_request
from waypost.connectors.push.values import Later, Refused, UnknownKey


def machine_door(request: HttpRequest) -> HttpResponse:
    """Answer a request that came by the short way."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"], b"Method not allowed")
    return answer(request)


def heartbeat_door(request: HttpRequest) -> HttpResponse:
    """Answer a heartbeat that came by the short way."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"], b"Method not allowed")
    return answer_heartbeat(request)


def answer_heartbeat(request: HttpRequest) -> HttpResponse:
    """Remember that the source is well and has nothing more to say; what stands in the body is not read."""
    drain_body(request)
    try:
        take_heartbeat(request, now=now())
    except Refused as refused:
        return refusal(refused)
    return HttpResponse(status=204)


def answer(request: HttpRequest) -> HttpResponse:
    """Take one CloudEvent, or up to 500 in a batch; answered after the accepted ones are committed to disk."""
    try:
        taken = take_request(request, now=now())
    except Refused as refused:
        drain_body(request)
        return refusal(refused)
    return json_answer(asdict(taken), status=202)


def refusal(refused: Refused) -> HttpResponse:
    """Return the answer to a request of which nothing is taken."""
    response = json_answer({"detail": str(refused)}, status=refused.status)
    if isinstance(refused, UnknownKey):
        response["WWW-Authenticate"] = "Bearer"
    if isinstance(refused, Later):
        response["Retry-After"] = str(refused.retry_after_s)
    return response


def json_answer(value: object, *, status: int) -> HttpResponse:
    """Return an answer in JSON."""
    return HttpResponse(orjson.dumps(value), status=status, content_type="application/json")
