"""Door one: `POST /api/intake/v1/events`."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.security import HttpBearer

from waypost.connectors.push.door import answer, answer_heartbeat
from waypost.connectors.push.values import Form

router = Router(tags=["intake"])


class RejectedEvent(Schema):
    """An event with a fault of shape; the error names the field."""

    id: str | None
    error: str


class Answer(Schema):
    """What became of the events, once the accepted ones are committed."""

    accepted: int
    duplicate: int
    stale: int
    held: int
    rejected: list[RejectedEvent]


class Refusal(Schema):
    """Why nothing of the request was taken."""

    detail: str


class SourceKey(HttpBearer):
    """
    Declares the key in the API's description.

    The key itself is checked in `take_request`, so that every refusal of the door is made in one place.
    """

    def __call__(self, _request: HttpRequest) -> bool:
        """Let every request through to the view."""
        return True

    def authenticate(self, _request: HttpRequest, _token: str) -> bool:
        """Let every request through to the view."""
        return True


_CLOUD_EVENT = {
    "type": "object",
    "required": ["specversion", "id", "source", "type", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "minLength": 1, "maxLength": 200},
        "source": {"type": "string", "minLength": 1, "maxLength": 300},
        "type": {"enum": ["org.waypost.case.v1", "org.waypost.incident.v1"]},
        "subject": {"type": "string", "description": "The reference in data; may be left out."},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "data": {
            "type": "object",
            "description": "A snapshot: contract/case.schema.json or incident.schema.json, as type says.",
        },
    },
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            Form.SINGLE.value: {"schema": _CLOUD_EVENT},
            Form.BATCH.value: {"schema": {"type": "array", "maxItems": 500, "items": _CLOUD_EVENT}},
        },
    }
}


@router.post(
    "events",
    auth=SourceKey(),
    response={202: Answer, **dict.fromkeys((400, 401, 403, 413, 415, 429, 503), Refusal)},
    openapi_extra=_BODY,
    summary="Send snapshots of crimes and incidents",
)
def take_events(request: HttpRequest) -> HttpResponse:
    """Take one CloudEvent, or up to 500 in a batch; answered after the accepted ones are committed to disk."""
    return answer(request)


@router.post(
    "heartbeat",
    auth=SourceKey(),
    response={204: None, **dict.fromkeys((401, 429, 503), Refusal)},
    summary="Say that the source is well and has nothing new",
)
def take_heartbeat(request: HttpRequest) -> HttpResponse:
    """
    Send this at least twice in the time for which the source has promised to be fresh; any accepted event counts too.

    A request without a body. Who is not heard of for longer than was promised is reported as stale.
    """
    return answer_heartbeat(request)
