"""GOV.UK Notify's public API, the part that senders use: send, look up, templates."""

import asyncio
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.phone import answers
from demo.phone.auth import check_caller
from demo.phone.connections import Connections
from demo.phone.errors import Refused, not_found
from demo.phone.faults import Calls, Fault, FaultKind
from demo.phone.parsing import TEMPLATES, check_id, parse_look_up, parse_send
from demo.phone.state import Phone
from demo.phone.store import Timing, timing_of
from demo.phone.values import Channel, Notification


class Api:
    """The endpoints over one phone. Each checks the caller first and fails as tests ordered."""

    def __init__(self, phone: Phone, *, connections: Connections) -> None:
        self._phone = phone
        self._connections = connections

    def routes(self) -> list[Route]:
        """Return the routes of the API."""
        return [
            Route("/v2/notifications/{channel}", self._send, methods=["POST"]),
            Route("/v2/notifications", self._look_up, methods=["GET"]),
            Route("/v2/notifications/{id}", self._get, methods=["GET"]),
            Route("/v2/template/{id}", self._get_template, methods=["GET"]),
        ]

    async def _send(self, request: Request) -> Response:
        self._check(request)
        channel = _channel(request)
        fault = self._phone.faults.take(Calls.SEND)
        if fault and not fault.keeps_message:
            await self._meet(fault, request)
        draft = parse_send(await request.body(), channel=channel)
        now = datetime.now(UTC)
        kept = self._phone.store.add(draft, timing=self._timing(now), now=now)
        if fault:
            await self._meet(fault, request)
        body = answers.accepted(kept, base=str(request.base_url), service_id=self._service_id)
        return JSONResponse(body, status_code=201)

    async def _look_up(self, request: Request) -> Response:
        self._check(request)
        await self._meet_any(Calls.LOOK_UP, request)
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        found = self._phone.store.find(parse_look_up(query), now=datetime.now(UTC))
        return JSONResponse(
            {
                "notifications": [self._shown(one, request) for one in found],
                "links": answers.links(request, query=query, found=found),
            }
        )

    async def _get(self, request: Request) -> Response:
        self._check(request)
        await self._meet_any(Calls.LOOK_UP, request)
        notification_id = request.path_params["id"]
        check_id(notification_id, name="notification_id")
        found = self._phone.store.get(notification_id.lower(), now=datetime.now(UTC))
        if found is None:
            raise not_found()
        return JSONResponse(self._shown(found, request))

    async def _get_template(self, request: Request) -> Response:
        self._check(request)
        template_id = request.path_params["id"].lower()
        check_id(template_id, name="id")
        if template_id not in TEMPLATES:
            raise not_found()
        return JSONResponse(answers.template(template_id))

    @property
    def _service_id(self) -> str:
        return self._phone.config.api_key.service_id

    def _check(self, request: Request) -> None:
        check_caller(request.headers.get("authorization"), key=self._phone.config.api_key)

    def _timing(self, now: datetime) -> Timing:
        faults = self._phone.faults
        receipt_in_s = faults.receipts.delay_s if faults.receipts.enabled else None
        return timing_of(now=now, lag_s=faults.lookup_lag_s, receipt_in_s=receipt_in_s)

    def _shown(self, one: Notification, request: Request) -> dict[str, object]:
        return answers.shown(one, base=str(request.base_url), service_id=self._service_id)

    async def _meet_any(self, calls: Calls, request: Request) -> None:
        fault = self._phone.faults.take(calls)
        if fault:
            await self._meet(fault, request)

    async def _meet(self, fault: Fault, request: Request) -> None:
        """Fail as ordered. A hang ends as a server error, if the caller is still there."""
        if fault.kind is FaultKind.TOO_MANY:
            message = "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
            raise Refused(429, [("RateLimitError", message)], retry_after_s=fault.seconds)
        if fault.kind is FaultKind.ERROR_503:
            raise Refused(503, [("Exception", "Service unavailable")])
        if fault.kind in {FaultKind.HANG, FaultKind.ACCEPTED_HANG}:
            await asyncio.sleep(fault.seconds)
        if fault.kind in {FaultKind.RESET, FaultKind.ACCEPTED_RESET}:
            self._connections.cut(request)
        raise Refused(500, [("Exception", "Internal server error")])


def _channel(request: Request) -> Channel:
    try:
        return Channel(request.path_params["channel"])
    except ValueError:
        raise not_found() from None
