"""One request by one officer: signed in, inside one transaction, its form checked to be ours."""

import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from jinja2 import Environment
from sqlalchemy import Connection, Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from demo.rms.reading import NotFound, count_open_tasks, officers
from demo.rms.values import Officer

CSRF_FIELD: Final = "token"


@dataclass(frozen=True)
class Desk:
    """What every page stands on: the database and the templates."""

    engine: Engine
    pages: Environment


@dataclass(frozen=True)
class Visit:
    """One request of a signed-in officer; `form` is empty unless something was posted."""

    request: Request
    desk: Desk
    connection: Connection
    officer: Officer
    form: FormData
    now: datetime

    @property
    def posted(self) -> bool:
        """Whether a form was sent."""
        return self.request.method == "POST"

    def number(self, name: str) -> int:
        """
        Return a whole number from the address.

        :raises NotFound: when it is none, or none that a key can be.
        """
        text = str(self.request.path_params[name])
        if not text.isdecimal() or len(text) > 18:
            raise NotFound
        return int(text)

    def page(self, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page with what every page shows."""
        return page(
            self.desk,
            name,
            self.request,
            status=status,
            officer=self.officer,
            open_task_count=count_open_tasks(self.connection, officer=self.officer),
            **values,
        )

    def form_page(self, name: str, *, errors: Mapping[str, str], **values: Any) -> HTMLResponse:
        """Return a page with a form as it was typed; status 422 when something is wrong in it."""
        return self.page(name, status=422 if errors else 200, errors=errors, **values)

    def done(self, path: str, *, message: str) -> RedirectResponse:
        """Send the browser to `path`, which shows `message` once."""
        self.request.session["message"] = message
        return RedirectResponse(path, status_code=303)


View = Callable[[Visit], Response]
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


def page(desk: Desk, name: str, request: Request, *, status: int, **values: Any) -> HTMLResponse:
    """Return a page; `message` of the page before is shown once."""
    html = desk.pages.get_template(name).render(
        token=token_of(request), message=request.session.pop("message", None), here=request.url.path, **values
    )
    return HTMLResponse(html, status_code=status)


def token_of(request: Request) -> str:
    """Return the session's own token, which every form must bring back."""
    return str(request.session.setdefault(CSRF_FIELD, secrets.token_urlsafe(24)))


def is_ours(request: Request, form: FormData) -> bool:
    """Whether a posted form came from a page that we gave this session."""
    return secrets.compare_digest(str(form.get(CSRF_FIELD) or "").encode(), token_of(request).encode())


def visiting(desk: Desk, view: View) -> Endpoint:
    """Return the endpoint that runs `view` for a signed-in officer in one transaction."""

    async def endpoint(request: Request) -> Response:
        form = await request.form() if request.method == "POST" else FormData()
        if request.method == "POST" and not is_ours(request, form):
            return page(desk, "stale.html", request, status=403, officer=None)
        return await run_in_threadpool(_run, desk, view, request, form)

    return endpoint


def _run(desk: Desk, view: View, request: Request, form: FormData) -> Response:
    with desk.engine.begin() as connection:
        officer = officers(connection).get(str(request.session.get("officer")))
        if officer is None:
            return RedirectResponse("/sign-in", status_code=303)
        visit = Visit(request, desk, connection, officer, form, datetime.now(UTC))
        try:
            return view(visit)
        except NotFound:
            return visit.page("missing.html", status=404)
