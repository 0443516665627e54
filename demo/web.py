"""What the demo's web programs share: strict headers, pages, and times as people in England read them."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import MutableHeaders
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONDON: Final = ZoneInfo("Europe/London")
_SHARED: Final = Path(__file__).parent

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class StrictHeaders:
    """Middleware: every answer carries the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, adding `HEADERS` to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def static_files(folder: Path) -> list[Mount]:
    """Return where a program's own style and icon are served from, and the style that the desks share."""
    return [
        Mount("/static", StaticFiles(directory=folder), name="static"),
        Mount("/shared", StaticFiles(directory=_SHARED / "static"), name="shared"),
    ]


def page_environment(folder: Path, *, words: Mapping[str, Mapping[str, str]]) -> Environment:
    """
    Return an environment for the templates in `folder`, and the shared ones, that escapes everything.

    `words` become globals.
    """
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(_SHARED / "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=day, clock_time=clock_time, moment=moment, window=window, machine_time=machine_time)
    environment.globals.update(words)
    return environment


def day(at: datetime) -> str:
    """Return the local date of `at` in words: `Mon 3 August 2026`."""
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%B %Y}"


def clock_time(at: datetime) -> str:
    """Return the local time of `at` on a 24-hour clock: `09:05`."""
    return f"{at.astimezone(LONDON):%H:%M}"


def moment(at: datetime) -> str:
    """Return local date and time of `at`: `3 Aug 2026, 09:05`."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%b %Y, %H:%M}"


def window(start: datetime, end: datetime | None) -> str:
    """Return a start and its end in words: `Mon 3 August 2026, 10:00 to 12:00`, or without an end."""
    if end is None:
        return f"{day(start)}, {clock_time(start)}"
    last = clock_time(end) if day(start) == day(end) else f"{day(end)}, {clock_time(end)}"
    return f"{day(start)}, {clock_time(start)} to {last}"


def machine_time(at: datetime) -> str:
    """Return `at` for a `<time datetime>` attribute."""
    return at.isoformat(timespec="seconds")
