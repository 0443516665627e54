"""The hooks for tests: order faults, see what was kept. Not part of Notify's API."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.phone.faults import BadFault
from demo.phone.state import Phone
from demo.phone.values import Notification, notify_time


def hook_routes(phone: Phone) -> list[Route]:
    """Return the routes of the hooks."""

    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            phone.faults.clear()
        elif request.method == "POST":
            try:
                phone.faults.order(json.loads(await request.body()))
            except (BadFault, ValueError) as error:
                return JSONResponse({"error": f"Not understood: {error}"}, status_code=400)
        return JSONResponse(phone.faults.as_json())

    async def messages(_request: Request) -> Response:
        return JSONResponse({"messages": [_kept(one) for one in phone.store.everything()]})

    return [
        Route("/_faults", faults, methods=["GET", "POST", "DELETE"]),
        Route("/_messages", messages, methods=["GET"]),
    ]


def _kept(one: Notification) -> dict[str, str | None]:
    return {
        "id": one.id,
        "reference": one.reference,
        "channel": one.channel,
        "to": one.to,
        "address": one.address,
        "subject": one.subject,
        "body": one.body,
        "sender": one.sender,
        "html": one.html,
        "status": one.status,
        "created_at": notify_time(one.created_at),
        "completed_at": notify_time(one.completed_at),
    }
