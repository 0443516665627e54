"""Whose page of an error is shown: that of staff below /staff/, else the victim's, which says less."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from waypost.console import errors as of_staff
from waypost.portal import errors as of_victims

STAFF = "/staff/"
_Answer = Callable[..., HttpResponse]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return _of(request, of_staff.not_found, of_victims.not_found)(request, exception)


def forbidden(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Answer 403."""
    return _of(request, of_staff.forbidden, of_victims.forbidden)(request, *args, **kwargs)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _of(request, of_staff.bad_request, of_victims.bad_request)(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _of(request, of_staff.server_error, of_victims.server_error)(request)


def _of(request: HttpRequest, staff: _Answer, victims: _Answer) -> _Answer:
    return staff if request.path_info.startswith(STAFF) else victims
