"""The pages to look into the phone: who got what, as a phone and an inbox show it. They renew themselves."""

import re
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from demo.phone.state import Phone
from demo.phone.values import Channel, Notification, Status
from demo.web import HEADERS, day, page_environment

RENEW_EVERY_S: Final = 5

CHANNELS: Final = {"sms": "Text messages", "email": "E-mails", "letter": "Letters"}
STATUSES: Final[dict[str, str]] = {
    Status.CREATED: "Sending",
    Status.SENDING: "Sending",
    Status.DELIVERED: "Delivered",
    Status.PERMANENT_FAILURE: "Failed: this number or address does not exist",
    Status.TEMPORARY_FAILURE: "Failed: could not be reached",
    Status.TECHNICAL_FAILURE: "Failed",
    Status.ACCEPTED: "With the printer",
    Status.RECEIVED: "Posted",
    Status.PENDING_VIRUS_CHECK: "Being looked at",
}

# Somebody else's HTML: it may look as it likes, and do nothing but be left by a link.
E_MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)
PAGE_POLICY: Final = HEADERS["Content-Security-Policy"] + "; frame-src 'self'"
OPENS_ABOVE: Final = '<base target="_top">'

# A web address, or the demo's own, which stands without http as people would type it.
LINK: Final = re.compile(r"https?://[^\s<>\"]+|(?:localhost|127\.0\.0\.1)(?::\d+)?(?:/[^\s<>\"]*)?")


def page_routes(phone: Phone) -> list[Route]:
    """Return the routes of the pages."""
    environment = page_environment(
        Path(__file__).parent / "templates", words={"channels": CHANNELS, "statuses": STATUSES}
    )
    environment.filters.update(links=links, shown_address=shown_address)

    async def home(_request: Request) -> Response:
        return RedirectResponse("/sms")

    async def html(request: Request) -> Response:
        found = phone.store.html_of(request.path_params["id"])
        if found is None:
            return HTMLResponse("", status_code=404)
        return HTMLResponse(OPENS_ABOVE + found, headers={"Content-Security-Policy": E_MAIL_POLICY})

    async def pdf(request: Request) -> Response:
        found = phone.store.pdf_of(request.path_params["id"])
        if found is None:
            return HTMLResponse("", status_code=404)
        return Response(found, media_type="application/pdf", headers={"Content-Disposition": "inline"})

    async def look(request: Request) -> Response:
        channel = Channel(request.url.path.split("/")[1])
        address = request.path_params.get("address")
        conversations = phone.store.addresses(channel)
        messages = phone.store.messages(channel, address=address) if address else []
        if address and not messages:
            return _page(environment, "missing.html", request, status=404, channel=channel, address=address)
        days = [(name, list(found)) for name, found in groupby(messages, key=_day_of)]
        return _page(
            environment, "look.html", request, status=200, channel=channel, address=address,
            conversations=conversations, days=days,
        )  # fmt: skip

    return [
        Route("/", home),
        Route("/email/html/{id}", html),
        Route("/letter/pdf/{id}", pdf),
        *(Route(f"/{channel}", look) for channel in CHANNELS),
        *(Route(f"/{channel}/{{address}}", look) for channel in CHANNELS),
    ]


def links(text: str) -> Markup:
    """Return a message's text with its web addresses as links and everything else escaped."""
    parts: list[str | Markup] = []
    end = 0
    for match in LINK.finditer(text):
        address = match[0].rstrip(".,;:!?)")
        target = address if address.startswith("http") else f"http://{address}"
        parts += [escape(text[end : match.start()]), Markup('<a href="{}">{}</a>').format(target, address)]
        end = match.start() + len(address)
    return Markup("").join([*parts, escape(text[end:])])


def shown_address(address: str) -> str:
    """Return a British mobile number as people read it: `07700 900123`. Anything else stays."""
    if re.fullmatch(r"\+447\d{9}", address):
        return f"0{address[3:7]} {address[7:]}"
    return address


def _day_of(message: Notification) -> str:
    return day(message.created_at)


def _page(environment: Environment, name: str, request: Request, *, status: int, **values: Any) -> HTMLResponse:
    paused = "pause" in request.query_params
    html = environment.get_template(name).render(paused=paused, path=request.url.path, **values)
    # As a header and not as a tag: the page says so itself and offers to stop it.
    renewed = {} if paused else {"Refresh": str(RENEW_EVERY_S)}
    headers = {"Content-Security-Policy": PAGE_POLICY, **renewed}
    return HTMLResponse(html, status_code=status, headers=headers)
