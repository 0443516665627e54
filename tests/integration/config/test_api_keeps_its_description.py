"""
What the API's description says is what the doors do: anything at all may be sent, and every answer is one described.

*Source:* schemathesis 4, https://schemathesis.readthedocs.io: cases are generated from the description itself.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import pytest
import schemathesis
from django.test import Client
from django.urls import URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.connectors.conftest import BATCH, SINGLE, add_push_source
from tests.integration.connectors.storm.feeds import a_storm_source
from waypost.config.wsgi import application

DESCRIPTION: Final = "/api/openapi.json"
DOORS: Final = (
    "POST /api/intake/v1/events",
    "POST /api/intake/v1/heartbeat",
    "POST /api/intake/v1/messages",
    "POST /api/receipts/notify",
    "POST /api/receipts/anymail/{service}/",
    "POST /api/receipts/whatsapp",
    "GET /api/receipts/whatsapp",
)
CHECKS: Final = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TOKEN: Final = "a made-up token of a provider"
EXAMPLES: Final = 20


@pytest.fixture
def keys(committed_db: None, now: datetime, settings: Settings) -> dict[str, str]:
    """Return what opens each door."""
    settings.NOTIFY_CALLBACK_TOKEN = settings.WHATSAPP_VERIFY_TOKEN = TOKEN
    push = add_push_source(now).key
    return {"events": push, "heartbeat": push, "messages": a_storm_source(now)[1]}


@pytest.mark.parametrize("door", DOORS)
def test_whatever_is_sent_is_answered_as_described(door: str, keys: dict[str, str]) -> None:
    method, path = door.split(" ")
    operation = schemathesis.openapi.from_wsgi(DESCRIPTION, application)[path][method]
    key = keys.get(path.rpartition("/")[2], TOKEN)
    cases = operation.as_strategy(GenerationMode.POSITIVE)
    if method == "POST" and not path.endswith("heartbeat"):
        cases |= operation.as_strategy(GenerationMode.NEGATIVE)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases, st.sampled_from([key, key, key, "another"]))
    def send(case: Any, shown: str) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {shown}"})
        case.validate_response(answer, checks=CHECKS)

    send()


def test_every_address_of_the_api_is_described(client: Client) -> None:
    described = client.get(DESCRIPTION).json()["paths"]

    assert {f"{method.upper()} {path}" for path, methods in described.items() for method in methods} == set(DOORS)
    assert set(_addresses(get_resolver())) - {"/api/", DESCRIPTION} == set(described)


def test_a_paused_source_is_a_described_answer_of_every_door_of_sources(client: Client) -> None:
    described = client.get(DESCRIPTION).json()["paths"]

    for door in ("events", "heartbeat", "messages"):
        assert "503" in described[f"/api/intake/v1/{door}"]["post"]["responses"]


def test_the_description_names_both_forms_of_events(client: Client) -> None:
    described = client.get(DESCRIPTION).json()["paths"]["/api/intake/v1/events"]["post"]

    assert {SINGLE, BATCH} <= set(described["requestBody"]["content"])


def _addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, address)
        elif address.startswith("/api/"):
            yield address.replace("<slug:", "{").replace(">", "}")
