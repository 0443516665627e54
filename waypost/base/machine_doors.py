"""
Doors that only machines use, answered before the middleware that serves pages.

A machine has no session, no cookie and no form: what guards those costs each call more than its own work. What guards
every answer stays: the id of the request stands before this middleware, and the headers of security are added here.
Such a door checks its own key, and so needs no CSRF token: no browser sends one along by itself.
"""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from waypost.base.pages.middleware import QUIET_HEADERS

_View = Callable[[HttpRequest], HttpResponse]


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
        response = view(request)
        # Without it the server would send the answer in chunks.
        response.headers.setdefault("Content-Length", str(len(response.content)))
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response
