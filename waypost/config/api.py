"""The HTTP API that integrators build against; its description is served at /api/openapi.json."""

from ninja import NinjaAPI

from waypost.connectors.push.api import router as intake
from waypost.connectors.storm.api import router as messages

api = NinjaAPI(title="Waypost", version="1", docs_url=None, urls_namespace="api")
api.add_router("/intake/v1/", intake)
api.add_router("/intake/v1/", messages)
