"""What a machine asks: is it alive, can it work, what are its figures."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from waypost.base.clock import now
from waypost.connectors.metrics import nobody_watches


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """
    Answer whether the database can be reached and is migrated.

    That nobody watches the sources is said and no reason to be taken out: pages can be read without a worker.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM access_force LIMIT 1")
        is_alone = nobody_watches(now=now())
    except DatabaseError:
        return JsonResponse({"status": "no database, or not migrated: run `waypost migrate`"}, status=503)
    if is_alone:
        return JsonResponse({"status": "ok", "warning": "nobody watches the sources: is a worker running?"})
    return JsonResponse({"status": "ok"})


@require_safe
def metrics(_request: HttpRequest) -> HttpResponse:
    """Answer with this process's figures for Prometheus."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
