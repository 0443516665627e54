"""Callboard's pages, and the door through which things come back."""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from demo.control_room import incidents
from demo.control_room.actions import ACTIONS, possible
from demo.control_room.config import ControlRoomConfig
from demo.control_room.courier import Courier
from demo.control_room.forms import read_call, read_order
from demo.control_room.incidents import Document
from demo.control_room.store import NotOurs, Store
from demo.typed import Reader
from demo.web import StrictHeaders, page_environment, static_files

HERE: Final = Path(__file__).parent
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "groups": incidents.GROUPS,
    "grades": incidents.GRADES,
    "asked_words": incidents.ASKED,
    "phone_words": incidents.PHONE,
    "results": incidents.RESULTS,
    "statuses": incidents.STATUSES,
}


@dataclass(frozen=True)
class Desk:
    """What every page works with."""

    store: Store
    config: ControlRoomConfig
    pages: Environment

    def page(self, name: str, *, status: int = 200, **values: object) -> Response:
        """Return a page."""
        words = self.pages.get_template(f"{name}.html").render(token=self.config.form_token, **values)
        return HTMLResponse(words, status_code=status)

    def is_ours(self, form: FormData) -> bool:
        """
        Whether a form was sent from one of our pages.

        Nobody signs in here, so there is no session that another site could ride on; but any page that is open in
        the same browser could post to this address, and only ours show the token.
        """
        return hmac.compare_digest(str(form.get("token") or "").encode(), self.config.form_token.encode())


View = Callable[[Request, Desk], Awaitable[Response]]


def create_app(config: ControlRoomConfig) -> Starlette:
    """Return Callboard as one web program; its courier lives as long as it."""
    store = Store(config.data_dir)
    pages = page_environment(HERE / "templates", words=WORDS)
    pages.filters.update(at=datetime.fromisoformat, screening=incidents.screening_of)
    desk = Desk(store, config, pages)
    courier = Courier(store, config=config)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        courier.start()
        yield
        await run_in_threadpool(courier.stop)

    return Starlette(
        routes=[
            *_routes(desk),
            *static_files(HERE / "static"),
            Route("/{anything:path}", _with(desk, _missing), methods=["GET"]),
        ],
        middleware=[Middleware(StrictHeaders)],
        lifespan=lifespan,
    )


def _routes(desk: Desk) -> list[Route]:
    views: Mapping[str, tuple[View, list[str]]] = {
        "/": (_list, ["GET"]),
        "/incidents/new": (_new, ["GET", "POST"]),
        "/incidents/{reference}": (_show, ["GET"]),
        "/incidents/{reference}/{action}": (_act, ["GET", "POST"]),
        "/write-back": (_take_back, ["POST"]),
    }
    return [Route(path, _with(desk, view), methods=methods) for path, (view, methods) in views.items()]


def _with(desk: Desk, view: View) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await view(request, desk)

    return answer


async def _missing(_request: Request, desk: Desk) -> Response:
    return desk.page("missing", status=404)


async def _list(_request: Request, desk: Desk) -> Response:
    return desk.page("incidents", incidents=await run_in_threadpool(desk.store.incidents))


async def _new(request: Request, desk: Desk) -> Response:
    if request.method == "GET":
        return desk.page("new", typed={"grade": "priority", "minutes": "60"}, errors={})
    form, now = await request.form(), datetime.now(UTC)
    reader = Reader(form)
    call = read_call(reader, now=now)
    if not desk.is_ours(form):
        return desk.page("stale", status=403)
    if reader.errors:
        return desk.page("new", status=422, typed=form, errors=reader.errors)

    def make(reference: str) -> Document:
        return incidents.opened(call, reference=reference, force=desk.config.force, now=now)

    reference = await run_in_threadpool(
        lambda: desk.store.open_incident(make, prefix=desk.config.prefix, year=now.year)
    )
    return RedirectResponse(f"/incidents/{reference}", status_code=303)


async def _show(request: Request, desk: Desk) -> Response:
    reference = request.path_params["reference"]
    document = await run_in_threadpool(desk.store.incident, reference)
    if document is None:
        return desk.page("missing", status=404)
    heard = await run_in_threadpool(desk.store.heard, reference)
    sent = await run_in_threadpool(desk.store.sent, reference)
    return desk.page("incident", incident=document, heard=heard, sent=sent, actions=possible(document))


async def _act(request: Request, desk: Desk) -> Response:
    """Ask what an action needs to know, or do it."""
    reference, name = request.path_params["reference"], request.path_params["action"]
    document = await run_in_threadpool(desk.store.incident, reference)
    if document is None or name not in ACTIONS:
        return desk.page("missing", status=404)
    if name not in possible(document):
        return desk.page("too_late", status=409, incident=document)
    if request.method == "GET":
        return _ask(desk, document, name, typed=_held(document), errors={})
    return await _do(desk, document, name, form=await request.form())


async def _do(desk: Desk, document: Document, name: str, *, form: FormData) -> Response:
    if not desk.is_ours(form):
        return desk.page("stale", status=403)
    now, reader = datetime.now(UTC), Reader(form)
    order = read_order(name, reader=reader, document=document, now=now)
    if reader.errors:
        return _ask(desk, document, name, typed=form, errors=reader.errors)

    def change(before: Document) -> Document | None:
        # Somebody else may have been quicker.
        if name not in possible(before):
            return None
        return incidents.revised(before, changes=ACTIONS[name].change(before, order, now), now=now)

    reference = document["reference"]
    after = await run_in_threadpool(lambda: desk.store.revise(reference, change))
    if after is None:
        return desk.page("too_late", status=409, incident=document)
    return RedirectResponse(f"/incidents/{reference}", status_code=303)


def _ask(
    desk: Desk, document: Document, name: str, *, typed: Mapping[str, object], errors: Mapping[str, str]
) -> Response:
    status = 422 if errors else 200
    action = ACTIONS[name]
    return desk.page("action", status=status, incident=document, key=name, action=action, typed=typed, errors=errors)


def _held(document: Document) -> Mapping[str, str]:
    """Return what an incident holds already, as it is typed into the forms."""
    answers = incidents.screening_of(document)
    return {
        "group": answers.group,
        "asked": answers.asked,
        "phone": answers.phone,
        "text": document["information_required"] or "",
        "result": document["result"] or "",
        "agency": document["agency"] or "",
        "crime": document["case_reference"] or "",
    }


async def _take_back(request: Request, desk: Desk) -> Response:
    """Take an entry, a task or a note, signed by the listener. *Source:* Standard Webhooks."""
    body = await request.body()
    try:
        event = Webhook(desk.config.signing_secret).verify(body, dict(request.headers))
    # A signature that is no base64 is a plain ValueError.
    except (WebhookVerificationError, ValueError):
        return PlainTextResponse("The signature is not right.", status_code=401)
    try:
        await run_in_threadpool(desk.store.hear, event)
    except NotOurs as fault:
        return PlainTextResponse(str(fault.__doc__), status_code=422)
    return Response(status_code=204)
