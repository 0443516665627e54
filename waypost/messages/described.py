"""The doors for receipts as they stand in the API's description: what they take is the services' own to say."""

from typing import Any, Final

_TEXT: Final = {"type": "string"}
_TAKEN: Final = {"type": "object", "required": ["status"], "properties": {"status": _TEXT}}
_REFUSED: Final = {"type": "object", "required": ["error"], "properties": {"error": _TEXT}}


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _receipts(name: str, summary: str, **more: Any) -> dict[str, Any]:
    # A service of mail posts what it likes, and some of them as a form.
    body = {"required": True, "content": {"application/json": {"schema": {"type": ["object", "array"]}}}}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["receipts"],
        "requestBody": body,
        **more,
        "responses": {
            "200": _json("Taken", _TAKEN),
            "400": _json("Not what the service posts", _REFUSED),
            "401": _json("Not signed as agreed", _REFUSED),
            **more.get("responses", {}),
        },
    }


_SERVICE: Final = {
    "name": "service",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    "description": "The e-mail service that is set up, such as postmark; of any other nothing is taken.",
}
_ASKED: Final = [
    {"name": f"hub.{name}", "in": "query", "required": False, "schema": _TEXT}
    for name in ("mode", "verify_token", "challenge")
]

_NOT_TAKEN: Final = {
    "description": "No receipts of this service are taken; what cannot be a service's name gets the page of the site",
    "content": {"application/json": {"schema": _REFUSED}, "text/html": {"schema": _TEXT}},
}

PATHS: Final[dict[str, dict[str, Any]]] = {
    "/api/receipts/notify": {
        "post": _receipts(
            "notify_receipt",
            "What became of a message that GOV.UK Notify took",
            security=[{"SourceKey": []}],
            responses={"202": _json("Not ours", _TAKEN)},
        )
    },
    "/api/receipts/anymail/{service}/": {
        "post": _receipts(
            "anymail_receipt",
            "What became of an e-mail",
            parameters=[_SERVICE],
            responses={"404": _NOT_TAKEN},
        )
    },
    "/api/receipts/whatsapp": {
        "post": _receipts("whatsapp_receipt", "What became of a WhatsApp message"),
        "get": {
            "operationId": "whatsapp_handshake",
            "summary": "Whether we are who WhatsApp was told of",
            "tags": ["receipts"],
            "parameters": _ASKED,
            "responses": {
                "200": {"description": "The challenge", "content": {"text/plain": {"schema": _TEXT}}},
                "403": _json("Another token was agreed", _REFUSED),
            },
        },
    },
}
"""Paths of an OpenAPI document, by address."""
