"""A source that pushes is heard of with every request in which something is taken, and by its heartbeat."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.integration.connectors.conftest import SINGLE, MakeEvent, PushSource, add_push_source
from waypost.cases.queries import source_by_id

pytestmark = pytest.mark.usefixtures("committed_db")

URL = "/api/intake/v1/heartbeat"


@pytest.fixture
def source(committed_db: None, now: datetime) -> PushSource:
    """Return a live source of the demo force."""
    return add_push_source(now)


def post(client: Client, *, key: str, url: str = URL, body: object = None) -> Any:
    """Post with a key."""
    data = b"" if body is None else json.dumps(body).encode()
    return client.post(url, data, content_type=SINGLE, headers={"Authorization": f"Bearer {key}"})


def test_a_heartbeat_says_that_the_source_is_well(client: Client, source: PushSource) -> None:
    assert source_by_id(source.id).last_ok_at is None

    answer = post(client, key=source.key)

    assert (answer.status_code, answer.content) == (204, b"")
    assert source_by_id(source.id).last_ok_at is not None


def test_a_heartbeat_with_another_key_is_refused_and_says_nothing(client: Client, source: PushSource) -> None:
    answer = post(client, key="wp_of-nobody")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert source_by_id(source.id).last_ok_at is None


def test_a_heartbeat_is_posted(client: Client, source: PushSource) -> None:
    answer = client.get(URL, headers={"Authorization": f"Bearer {source.key}"})

    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_hearts_that_beat_too_fast_are_slowed_down(client: Client, source: PushSource, settings: Any) -> None:
    settings.INTAKE_EVENTS_PER_S, settings.INTAKE_BURST_S = 0.01, 1.0

    assert [post(client, key=source.key).status_code for _ in range(2)] == [204, 429]


def test_an_event_that_was_known_is_heard_of_too_and_one_that_is_rejected_is_not(
    client: Client, source: PushSource, event: MakeEvent
) -> None:
    broken = event("e-2", data={"reference": 7}, subject="7")
    assert post(client, key=source.key, url="/api/intake/v1/events", body=broken).status_code == 202
    assert source_by_id(source.id).last_ok_at is None

    for _ in range(2):
        assert post(client, key=source.key, url="/api/intake/v1/events", body=event()).status_code == 202

    assert source_by_id(source.id).last_ok_at is not None


def test_the_heartbeat_is_described_for_integrators(client: Client) -> None:
    described = client.get("/api/openapi.json").json()["paths"][URL]["post"]

    assert set(described["responses"]) == {"204", "401", "429", "503"}
    assert described["security"]
