"""The HTTP API that integrators build against; its description is served at /api/openapi.json."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from waypost.connectors.push.api import router as intake
from waypost.connectors.storm.api import router as messages
from waypost.messages.described import PATHS


class _Api(NinjaAPI):
    """Every door for machines is described, also those of other rooms' views."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        described = super().get_openapi_schema(**how)
        described["paths"] |= PATHS
        return described


api = _Api(title="Waypost", version="1", docs_url=None, urls_namespace="api")
api.add_router("/intake/v1/", intake)
api.add_router("/intake/v1/", messages)
