"""Serve the made-up environment over HTTP, with its token endpoint, in a thread or as a program's part."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.dynamics.service import ROOT, Answer, Asked, Dataverse
from demo.serving import ServedInThread, build_server

TOKEN_PATH = "/made-up-tenant/oauth2/v2.0/token"  # noqa: S105 - a path


def create_app(environment_fn: Callable[[], Dataverse]) -> Starlette:
    """Return the program that answers for an environment; each call asks which."""

    async def token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        return _response(environment_fn().credentials.token(form, scope=f"{_origin(request)}/.default"))

    async def data(request: Request) -> Response:
        body = await request.body()
        asked = Asked(
            method=request.method,
            origin=_origin(request),
            path=request.url.path,
            query=request.url.query,
            headers={name.lower(): value for name, value in request.headers.items()},
            body=json.loads(body) if body else None,
        )
        return _response(await run_in_threadpool(environment_fn().answer, asked))

    return Starlette(
        routes=[
            Route(TOKEN_PATH, token, methods=["POST"]),
            Route(ROOT + "{rest:path}", data, methods=["GET", "POST", "PATCH", "DELETE"]),
        ]
    )


class DataverseServer(ServedInThread):
    """An environment on a port of loopback (0: a free one) in a thread of its own, for `with`."""

    def __init__(self, environment_fn: Callable[[], Dataverse], *, port: int) -> None:
        super().__init__(build_server(create_app(environment_fn)), port=port)


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _response(answer: Answer) -> Response:
    if isinstance(answer.body, bytes):
        return Response(answer.body, answer.status, dict(answer.headers))
    content = b"" if answer.body is None else json.dumps(answer.body).encode()
    headers = {"Content-Type": "application/json; odata.metadata=minimal", **answer.headers}
    return Response(content, answer.status, headers)
