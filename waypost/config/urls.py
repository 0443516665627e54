"""Every address of the web server."""

from django.urls import include, path

from waypost.config import health
from waypost.config.api import api

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/", api.urls),
    path("api/", include("waypost.messages.urls")),
    path("staff/", include("waypost.console.urls")),
    path("", include("waypost.portal.urls")),
]

handler400 = "waypost.config.errors.bad_request"
handler403 = "waypost.config.errors.forbidden"
handler404 = "waypost.config.errors.not_found"
handler500 = "waypost.config.errors.server_error"
