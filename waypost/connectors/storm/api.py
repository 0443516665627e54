"""`POST /api/intake/v1/messages`, as it stands in the API's description."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from waypost.connectors.push.api import Answer, Refusal, SourceKey
from waypost.connectors.storm.door import answer

router = Router(tags=["intake"])

_MESSAGE = {"type": "object", "description": "One message; the source's mapping says where in it what stands."}
_XML = {
    "type": "string",
    "description": "One message as the element that the mapping names, or several inside another.",
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"oneOf": [_MESSAGE, {"type": "array", "maxItems": 500, "items": _MESSAGE}]}
            },
            "application/xml": {"schema": _XML},
            "text/xml": {"schema": _XML},
        },
    }
}


@router.post(
    "messages",
    auth=SourceKey(),
    response={202: Answer, **dict.fromkeys((400, 401, 403, 413, 415, 429, 503), Refusal)},
    openapi_extra=_BODY,
    summary="Send messages of incidents from a command-and-control system",
)
def take_messages(request: HttpRequest) -> HttpResponse:
    """
    Take one message, or up to 500, in any order and any number of times; answered after they are committed to disk.

    What is under `rejected` was kept for people to look at, and holds its incident. On 429 and 503 wait for the
    seconds in `Retry-After` and send the same again.
    """
    return answer(request)
