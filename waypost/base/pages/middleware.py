"""Headers that every answer carries, pages of errors too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

QUIET_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class QuietHeaders:
    """
    Keep answers out of caches and search engines unless a view says otherwise.

    Without `no-store` the Back button shows a case after "Exit this page" was pressed (trust.md, finding 4).
    Static files are answered before this one is reached.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in QUIET_HEADERS.items():
            response.headers.setdefault(name, value)
        return response
