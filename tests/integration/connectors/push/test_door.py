"""What the push door answers, in the order of the published contract's table."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.integration.connectors.conftest import ANYSHIRE, BATCH, SINGLE, MakeEvent, PushSource, add_push_source
from tests.snapshots import example
from waypost.cases.models import Source
from waypost.cases.queries import case_id_by_reference, cases_by_id, timeline
from waypost.cases.values import CaseKind
from waypost.connectors.push.intake import source_of
from waypost.connectors.push.values import UnknownKey

pytestmark = pytest.mark.usefixtures("committed_db")

URL = "/api/intake/v1/events"


@pytest.fixture
def source(committed_db: None, now: datetime) -> PushSource:
    """Return a live source of the demo force."""
    return add_push_source(now)


@pytest.fixture
def client() -> Client:
    """Return a client of the web application."""
    return Client(raise_request_exception=False)


def post(client: Client, body: object, *, key: str = "", content_type: str = SINGLE, **more: str) -> Any:
    """Post a body, as JSON unless it is bytes."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(URL, data, content_type=content_type, headers=headers | more)


def test_a_case_is_taken_after_it_is_on_record(client: Client, source: PushSource, event: MakeEvent) -> None:
    answer = post(client, event(), key=source.key)

    assert (answer.status_code, answer.json()) == (
        202,
        {"accepted": 1, "duplicate": 0, "stale": 0, "held": 0, "rejected": []},
    )
    case_id = case_id_by_reference("42260000001", kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    assert "crime.recorded" in [entry.kind for entry in timeline(case_id, force=ANYSHIRE)]


def test_a_key_that_was_taken_away_is_refused_within_a_second(source: PushSource, now: datetime) -> None:
    assert source_of(f"Bearer {source.key}", now=now).id == source.id
    Source.objects.filter(id=source.id).update(key_digest=None)

    with pytest.raises(UnknownKey):
        source_of(f"Bearer {source.key}", now=now + timedelta(seconds=1))


def test_events_that_come_singly_at_one_moment_are_each_answered_with_their_own_fate(
    source: PushSource, event: MakeEvent
) -> None:
    bodies = [event(f"e-{n}", data={"reference": f"R{n}"}) for n in range(6)]
    faulty, repeated = event("bad", data={"reference": "BAD", "offence": 7}), event("e-0", data={"reference": "R0"})

    def send(body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = post(Client(), body, key=source.key).json()
            return answer
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, [*bodies, faulty, repeated]))

    assert [answer["accepted"] for answer in answers[1:7]] == [1, 1, 1, 1, 1, 0]
    assert [len(answer["rejected"]) for answer in answers] == [0] * 6 + [1, 0]
    assert {answers[0]["accepted"], answers[7]["accepted"]} == {0, 1}
    assert {answers[0]["duplicate"], answers[7]["duplicate"]} == {0, 1}


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/cloudevents+xml"])
def test_a_wrong_type_is_refused_and_the_right_ones_are_named(
    client: Client, source: PushSource, content_type: str
) -> None:
    answer = post(client, b"{", key=source.key, content_type=content_type)

    assert answer.status_code == 415
    assert "cloudevents" in answer.json()["detail"]


def test_a_wrong_key_is_answered_before_a_wrong_type(client: Client) -> None:
    answer = post(client, b"{", key="wp_wrong", content_type="application/json")

    assert answer.status_code == 401


def test_a_compressed_body_is_a_wrong_type(client: Client, source: PushSource, event: MakeEvent) -> None:
    body = gzip.compress(json.dumps(event()).encode())

    answer = post(client, body, key=source.key, **{"Content-Encoding": "gzip"})

    assert answer.status_code == 415
    assert "uncompressed" in answer.json()["detail"]


def test_binary_mode_is_a_wrong_type(client: Client, source: PushSource, snapshot: dict[str, Any]) -> None:
    attributes = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "urn:x", "ce-type": "org.waypost.case.v1"}

    answer = post(client, snapshot, key=source.key, content_type="application/json", **attributes)

    assert answer.status_code == 415
    assert "binary mode" in answer.json()["detail"]


@pytest.mark.parametrize("key", ["", "wp_nobody-has-this", "é", "wp " * 100])
def test_a_wrong_key_is_answered_before_a_body_that_is_too_large(client: Client, key: str) -> None:
    answer = post(client, b" " * (5 * 1024 * 1024 + 1), key=key)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_another_scheme_than_bearer_is_no_key(client: Client, source: PushSource, event: MakeEvent) -> None:
    body = json.dumps(event()).encode()

    answer = client.post(URL, body, content_type=SINGLE, headers={"Authorization": f"Basic {source.key}"})

    assert answer.status_code == 401


def test_a_body_that_is_too_large_is_answered_before_one_that_is_no_json(client: Client, source: PushSource) -> None:
    assert post(client, b"{" * (5 * 1024 * 1024 + 1), key=source.key).status_code == 413
    assert post(client, b"{" * (5 * 1024 * 1024), key=source.key).status_code == 400


def test_five_hundred_and_one_events_are_too_many(client: Client, source: PushSource) -> None:
    answer = post(client, [{}] * 501, key=source.key, content_type=BATCH)

    assert answer.status_code == 413
    assert "500" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b"[]",
        b"{}",
        b'{"specversion": "1.0", "id": "1", "id": "2", "source": "urn:x", "type": "org.waypost.case.v1"}',
        b'{"specversion": "1.0", "id": "\\ud800", "source": "urn:x", "type": "org.waypost.case.v1"}',
        b'{"specversion": "1.0", "id": "1", "source": "urn:x", "type": "t", "data": {"n": 1e999}}',
        b"[" * 50_000,
    ],
)
def test_what_is_no_cloudevent_is_refused(client: Client, source: PushSource, body: bytes) -> None:
    answer = post(client, body, key=source.key)

    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_another_forces_event_refuses_the_whole_batch(client: Client, source: PushSource, event: MakeEvent) -> None:
    foreign = event("e-2", data={"force": "cleveland", "reference": "42260000002"})

    answer = post(client, [event(), foreign], key=source.key, content_type=BATCH)

    assert answer.status_code == 403
    assert case_id_by_reference("42260000001", kind=CaseKind.CRIME, force=ANYSHIRE) is None


def test_a_source_that_sends_too_fast_is_told_when_to_go_on(
    client: Client, source: PushSource, event: MakeEvent, settings: Any
) -> None:
    settings.INTAKE_EVENTS_PER_S, settings.INTAKE_BURST_S = 0.1, 10.0
    batch = [event(f"e-{number}", data={"revision": number}) for number in range(1, 6)]

    first = post(client, batch, key=source.key, content_type=BATCH)
    second = post(client, batch, key=source.key, content_type=BATCH)

    assert (first.status_code, first.json()["accepted"]) == (202, 5)
    assert second.status_code == 429
    assert 30 <= int(second["Retry-After"]) <= 40


def test_the_same_event_twice_is_a_duplicate_and_another_body_under_its_id_too(
    client: Client, source: PushSource, event: MakeEvent
) -> None:
    post(client, event(), key=source.key)

    again = post(client, event(), key=source.key)
    other = post(client, event(data={"revision": 2, "status": "closed"}), key=source.key)

    assert again.json()["duplicate"] == other.json()["duplicate"] == 1
    case_id = case_id_by_reference("42260000001", kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    assert cases_by_id([case_id], force=ANYSHIRE)[case_id].status == "recorded"


def test_one_id_of_two_cloudevents_sources_is_two_events(client: Client, source: PushSource, event: MakeEvent) -> None:
    batch = [
        event("1", source="urn:example:a"),
        event("1", source="urn:example:b", data={"revision": 2}),
        event("1", source="urn:example:a"),
    ]

    answer = post(client, batch, key=source.key, content_type=BATCH)

    assert answer.json() == {"accepted": 2, "duplicate": 1, "stale": 0, "held": 0, "rejected": []}


def test_a_revision_that_is_not_higher_is_stale(client: Client, source: PushSource, event: MakeEvent) -> None:
    batch = [event("1", data={"revision": 5}), event("2", data={"revision": 5}), event("3", data={"revision": 4})]

    answer = post(client, batch, key=source.key, content_type=BATCH)

    assert (answer.json()["accepted"], answer.json()["stale"]) == (1, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": {"code": "77", "decided_at": "2026-11-20T09:00:00Z"}}, "status"),
        ({"facts": [{"id": "f1", "kind": "suspect.abducted", "at": "2026-11-20T09:00:00Z"}]}, "status"),
        ({"flags": ["new_flag"]}, "status"),
        ({"status": "pondering"}, "officer"),
    ],
)
def test_something_unknown_is_held_and_the_rest_is_taken(
    client: Client, source: PushSource, event: MakeEvent, change: dict[str, Any], field: str
) -> None:
    answer = post(client, event(data=change), key=source.key)

    assert answer.json() == {"accepted": 1, "duplicate": 0, "stale": 0, "held": 1, "rejected": []}
    case_id = case_id_by_reference("42260000001", kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    assert cases_by_id([case_id], force=ANYSHIRE)[case_id].held_items == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"data": {"status": None}}, "status"),
        ({"data": {"revision": "one"}}, "revision"),
        ({"data": {"favourite_colour": "blue"}}, "favourite_colour"),
        ({"data": {"summary": "a\x00b"}}, "summary"),
        ({"data": {"people": [{"id": "p1", "roles": ["victim"]}] * 2}}, "people[1].id"),
        ({"data": {"recorded_at": "2026-02-31T09:00:00Z"}}, "recorded_at"),
        ({"data": {"recorded_at": "20/11/2026"}}, "recorded_at"),
        ({"subject": "42260000002"}, "reference"),
        # An incident has other fields than a crime.
        ({"type": "org.waypost.incident.v1"}, "data."),
        ({"type": "com.example.parking"}, "type"),
    ],
)
def test_one_bad_in_a_batch_of_five_hundred_is_named_and_the_others_are_taken(
    client: Client, source: PushSource, event: MakeEvent, changes: dict[str, Any], word: str
) -> None:
    good = [event(f"e-{n}", data={"reference": f"422600{n:05}"}) for n in range(499)]

    answer = post(client, [*good[:250], event("bad", **changes), *good[250:]], key=source.key, content_type=BATCH)

    assert answer.status_code == 202
    assert answer.json()["accepted"] == 499
    (rejected,) = answer.json()["rejected"]
    assert rejected["id"] == "bad"
    assert word in rejected["error"]


def test_incidents_are_taken_beside_crimes_and_told_apart_by_type(
    client: Client, source: PushSource, event: MakeEvent
) -> None:
    of_incidents = {"type": "org.waypost.incident.v1"}
    reported = example("incident-1-open")
    subject = reported["reference"]

    def incident(event_id: str, **fields: Any) -> dict[str, Any]:
        return event(event_id, **of_incidents, subject=subject) | {"data": {**reported, **fields}}

    batch = [
        incident("i-1"),
        event("c-1"),
        incident("i-2", revision=2, grade="of no known kind"),
        incident("i-3", revision=3, eta="soon"),
        incident("i-1"),
        incident("i-4"),
    ]

    answer = post(client, batch, key=source.key, content_type=BATCH).json()

    assert {name: answer[name] for name in ("accepted", "duplicate", "stale", "held")} == {
        "accepted": 3,
        "duplicate": 1,
        "stale": 1,
        "held": 1,
    }
    (rejected,) = answer["rejected"]
    assert (rejected["id"], rejected["error"].startswith("data.eta:")) == ("i-3", True)
    case_id = case_id_by_reference(subject, kind=CaseKind.INCIDENT, force=ANYSHIRE)
    assert case_id is not None
    assert [entry.kind for entry in timeline(case_id, force=ANYSHIRE)] == [
        "incident.created",
        "incident.crime_recorded",
    ]


def test_another_forces_incident_refuses_the_whole_batch(client: Client, source: PushSource, event: MakeEvent) -> None:
    reported = example("incident-1-open")
    foreign = event(type="org.waypost.incident.v1", subject=reported["reference"])
    foreign["data"] = reported | {"force": "cleveland"}

    answer = post(client, [event("c-1"), foreign], key=source.key, content_type=BATCH)

    assert answer.status_code == 403
    assert case_id_by_reference("42260000001", kind=CaseKind.CRIME, force=ANYSHIRE) is None


def test_a_rejected_event_may_be_sent_again_mended(client: Client, source: PushSource, event: MakeEvent) -> None:
    post(client, event(data={"status": None}), key=source.key)

    answer = post(client, event(), key=source.key)

    assert answer.json()["accepted"] == 1


def test_no_answer_repeats_what_somebody_typed(client: Client, source: PushSource, event: MakeEvent) -> None:
    secret = "07700 900999 Mrs Example"
    bodies: list[Any] = [
        event(data={"summary": {"nested": secret}}),
        event(data={"people": [{"id": secret + "\x00", "roles": [secret]}]}),
        event(time=secret),
    ]

    for body in bodies:
        answer = post(client, body, key=source.key)
        assert answer.status_code in {202, 400}
        assert "07700" not in answer.content.decode()


def test_the_door_stands_in_the_api_description(client: Client) -> None:
    description = client.get("/api/openapi.json").json()

    operation = description["paths"]["/api/intake/v1/events"]["post"]
    assert set(operation["requestBody"]["content"]) == {SINGLE, BATCH}
    assert {"202", "400", "401", "403", "413", "415", "429"} <= set(operation["responses"])
    assert operation["security"]


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods_are_not_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)(URL).status_code == 405
