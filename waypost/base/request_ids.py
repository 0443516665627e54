"""One id a request, so that a line of the log, an audit event and an error page can be told to belong together."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from waypost.base.ids import new_id

_REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request that is being answered, or nothing outside of one."""
    return _REQUEST_ID.get()


class RequestIdMiddleware:
    """Give every request an id of ours and answer it in `X-Request-Id`; what a stranger sends is not taken over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _REQUEST_ID.set(str(new_id()))
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = _REQUEST_ID.get()
            return response
        finally:
            _REQUEST_ID.reset(token)
