"""What a machine asks of the web server."""

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_alive_and_ready_are_answered(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_the_figures_are_prometheus_text(client: Client) -> None:
    answer = client.get("/metrics")

    assert answer["Content-Type"].startswith("text/plain")
    assert b"# HELP" in answer.content


def test_the_api_describes_itself(client: Client) -> None:
    described = json.loads(client.get("/api/openapi.json").content)

    assert "/api/intake/v1/events" in described["paths"]


def test_every_answer_has_a_request_id_of_ours(client: Client) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": "theirs"})

    assert len(answer["X-Request-Id"]) == 36
