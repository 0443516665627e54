"""
Doors that only machines use, answered before the middleware that serves pages.

A machine has no session, no cookie and no form: what guards those costs each call more than its own work. What guards
every answer stays: the id of the request stands before this middleware, and the headers of security are added here.
Such a door checks its own key, and so needs no CSRF token: no browser sends one along by itself.
"""

import logging
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string

from waypost.base.pages.middleware import QUIET_HEADERS

logger = logging.getLogger(__name__)
_View = Callable[[HttpRequest], HttpResponse]
_COME_AGAIN_S = 5


def _come_again() -> HttpResponse:
    words = "The database does not answer. Please send the same again: nothing is taken twice."
    return JsonResponse({"detail": words}, status=503, headers={"Retry-After": str(_COME_AGAIN_S)})


class MachineDoors:
    """Answers the addresses of `settings.MACHINE_DOORS`, each by the view named there; all others go on."""

    def __init__(self, get_response: _View) -> None:
        self._get_response = get_response
        self._views: Mapping[str, _View] = {
            address: import_string(view) for address, view in settings.MACHINE_DOORS.items()
        }
        self._headers = {
            **QUIET_HEADERS,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        }
        if settings.SECURE_HSTS_SECONDS:
            self._headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = self._views.get(request.path_info)
        if view is None:
            return self._get_response(request)
        try:
            response = view(request)
        except (OperationalError, InterfaceError):
            # The database is away for a while: the machine keeps what it has and asks again.
            logger.exception("a machine's request found no database")
            response = _come_again()
        # Without it the server would send the answer in chunks.
        response.headers.setdefault("Content-Length", str(len(response.content)))
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response
