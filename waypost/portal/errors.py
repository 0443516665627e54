"""What a person reads when something went wrong, and what to do then. None of these asks the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from waypost.portal.doors import HELP_PHONE


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404: also for what is there and is somebody else's."""
    return _page(
        request,
        404,
        "We cannot find this page",
        "Check the address that we sent you, and type it again.",
        "If you were looking at your report, it may be that you can no longer see it here.",
    )


def forbidden(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Answer 403 where a form came without its proof, as after a long pause."""
    return _page(
        request,
        403,
        "The page was open for too long",
        "Nothing was sent. Go back in your browser, open the page again, and send it once more.",
        "If it does not help, allow cookies for this website, or use another browser.",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 400."""
    return _page(request, 400, "That did not work", "Nothing was changed. Go back and try again.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: the fault is ours."""
    return _page(
        request,
        500,
        "Sorry, there is a problem",
        "It is a fault of ours, not of yours. Try again later.",
        "If you were writing a message, it may not have been sent.",
    )


def _page(request: HttpRequest, status: int, title: str, *sentences: str) -> HttpResponse:
    values = {"title": title, "sentences": sentences, "help_phone": HELP_PHONE, "signed_in": None}
    return render(request, "portal/problem.html", values, status=status)
