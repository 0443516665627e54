"""What staff read when something went wrong, and what to do then. None of these asks the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404."""
    return _page(request, 404, "We cannot find this page", "Go to the worklist to see what is there for you.")


def forbidden(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Answer 403 where a form came without its proof, as after a long pause."""
    return _page(
        request,
        403,
        "The page was open for too long",
        "Nothing was kept. Go back in your browser, copy what you wrote, open the page again, and send it once more.",
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
        "It is a fault of ours, not of yours. Go back in your browser, copy what you wrote, and try again later.",
        "What you sent may not have been kept: look at the item before you send it again.",
    )


def _page(request: HttpRequest, status: int, title: str, *sentences: str) -> HttpResponse:
    values = {"title": title, "sentences": sentences, "staff": None}
    return render(request, "console/problem.html", values, status=status)
