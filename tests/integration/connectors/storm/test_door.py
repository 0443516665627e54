"""`POST /api/intake/v1/messages`: what it answers, and that nothing is answered before it is on disk."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.integration.connectors.conftest import add_push_source
from tests.integration.connectors.storm.feeds import a_storm_source, aside, content, incident, kept, known_incidents
from tests.poison import poisoned
from tests.unit.connectors.storm.samples import BURGLARY, DAMAGE, opened, sample, spec, unit
from waypost.base.clock import now as present
from waypost.cases.models import Source
from waypost.cases.values import SourceFacts
from waypost.connectors.polling.poll import replay
from waypost.connectors.set_aside import asides

pytestmark = pytest.mark.usefixtures("committed_db")

URL = "/api/intake/v1/messages"
JSON, XML = "application/json", "application/xml"
Keyed = tuple[SourceFacts, str]


@pytest.fixture
def room(committed_db: None, now: datetime) -> Keyed:
    """Return a control room and its key."""
    return a_storm_source(now)


def post(room: Keyed | None, body: object, *, content_type: str = JSON, **headers: str) -> Any:
    """Post a body, as JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    key = {"Authorization": f"Bearer {room[1]}"} if room else {}
    client = Client(raise_request_exception=False)
    return client.post(URL, data, content_type=content_type, headers=key | headers)


def test_messages_are_taken_and_counted_as_at_the_other_door(room: Keyed) -> None:
    first = post(room, sample("burglary.xml"), content_type=XML)
    again = post(room, sample("burglary.xml"), content_type="text/xml; charset=utf-8")
    other = post(room, sample("damage.json"))

    assert (first.status_code, first.json()) == (
        202,
        {"accepted": 10, "duplicate": 0, "stale": 0, "held": 0, "rejected": []},
    )
    assert (again.json()["accepted"], again.json()["duplicate"]) == (0, 10)
    assert other.json()["accepted"] == 3
    assert known_incidents() == [DAMAGE, BURGLARY]
    assert first["Content-Security-Policy"].startswith("default-src 'none'")


def test_one_message_may_come_alone_and_freshens_its_source(room: Keyed) -> None:
    answer = post(room, opened())

    assert (answer.status_code, answer.json()["accepted"]) == (202, 1)
    assert incident().status == "open"
    assert Source.objects.get().last_ok_at is not None


def test_message_that_cannot_be_read_is_named_and_kept_and_holds_its_incident(room: Keyed) -> None:
    answer = post(room, [opened(), spec(2, "EVACUATE"), 7])

    assert answer.status_code == 202
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (
        1,
        [
            {"id": "m-2-EVACUATE", "error": "Header.Type: the type EVACUATE is not listed under types"},
            {"id": None, "error": "A message is an object with parts."},
        ],
    )
    assert incident().held == 1
    assert len(aside(room[0])) == 2


def test_body_in_which_nothing_is_a_message_is_kept_as_it_came(room: Keyed) -> None:
    cut = sample("burglary.xml")[:900]

    answers = [post(room, cut, content_type=XML) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "was set aside" in answers[0].json()["detail"]
    (row,) = aside(room[0])
    assert asides(room[0], [row.id])[0].raw == cut


def test_message_that_names_a_part_twice_is_kept_with_its_body_and_never_guessed(room: Keyed) -> None:
    body = json.dumps(opened()).encode().replace(b'"Grade": "2"', b'"Grade": "2", "Grade": "1"')

    answer = post(room, body)

    assert "names the same field twice" in answer.json()["rejected"][0]["error"]
    (row,) = aside(room[0])
    assert asides(room[0], [row.id])[0].raw == body


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bb">]><IncidentMessage>&b;</IncidentMessage>'
REFUSED = [
    pytest.param(b"{}", "text/plain", {}, 415, id="type"),
    pytest.param(b"{}", "application/json; charset=latin-1", {}, 415, id="charset"),
    pytest.param(b"{}", JSON, {"Content-Encoding": "gzip"}, 415, id="compressed"),
    pytest.param(b"{", JSON, {}, 400, id="cut"),
    pytest.param(b" ", JSON, {}, 400, id="empty"),
    pytest.param(ENTITIES, XML, {}, 400, id="entities"),
    pytest.param(b" " * (5 * 1024 * 1024 + 1), JSON, {}, 413, id="size"),
    pytest.param(b"[" + b"{}," * 500 + b"{}]", JSON, {}, 413, id="number"),
]


@pytest.mark.parametrize(("body", "content_type", "headers", "status"), REFUSED)
def test_refusals_are_those_of_the_other_door(
    room: Keyed, body: bytes, content_type: str, headers: dict[str, str], status: int
) -> None:
    answer = post(room, body, content_type=content_type, **headers)

    assert (answer.status_code, list(answer.json())) == (status, ["detail"])
    assert kept(room[0]) == 0


def test_only_a_control_rooms_key_opens_the_door(room: Keyed, now: datetime, tmp_path: Path) -> None:
    push = add_push_source(now)
    dropped = a_storm_source(now, folder=tmp_path, name="dropped")

    assert post(None, opened()).status_code == 401
    assert post((room[0], "wp_another"), opened()).status_code == 401
    assert post((room[0], push.key), opened()).status_code == 403
    assert post(dropped, opened()).status_code == 403
    assert Client().get(URL).status_code == 405


def test_control_room_sends_no_snapshots_beside_its_messages(room: Keyed) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "s", "type": "org.waypost.incident.v1", "data": {}}
    headers = {"Authorization": f"Bearer {room[1]}"}

    answer = Client().post(
        "/api/intake/v1/events", json.dumps(event), content_type="application/cloudevents+json", headers=headers
    )

    assert answer.status_code == 403


def test_source_that_sends_too_fast_or_is_paused_is_told_to_wait(
    room: Keyed, now: datetime, settings: Settings
) -> None:
    settings.INTAKE_EVENTS_PER_S, settings.INTAKE_BURST_S = 1, 1
    answers = [post(room, [unit(number, "ASSIGNED") for number in range(2, 30)]) for _ in range(2)]
    Source.objects.update(paused_at=now + timedelta(days=1))
    later = a_storm_source(now, name="later")
    Source.objects.filter(id=later[0].id).update(paused_at=now)
    paused = post(later, opened())

    assert [answer.status_code for answer in answers] == [202, 429]
    assert int(answers[1]["Retry-After"]) > 0
    assert (paused.status_code, "Retry-After" in paused) == (503, True)


def test_database_that_is_away_is_told_so(room: Keyed) -> None:
    with poisoned(BURGLARY, is_deadly=True):
        answer = post(room, opened())
    connection.close()

    assert (answer.status_code, "Retry-After" in answer) == (503, True)
    assert (kept(room[0]), aside(room[0])) == (0, [])


def test_messages_that_come_at_one_moment_are_all_in_the_record(room: Keyed) -> None:
    parts = [{"Channel": "N"}, {"Grade": "2"}, {"OpeningCode": "BURD"}, {"Headline": "Break-in"}, {"Agency": "Council"}]
    told = [spec(number, "UPDATED", incident=part) for number, part in enumerate(parts, start=2)]

    def send(one: dict[str, Any]) -> int:
        try:
            return int(post(room, one).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(send, [opened(), *told]))

    assert codes == [202] * 6
    found = content()
    assert (found["channel"], found["grade"], found["title"], found["agency"]) == (
        "101",
        "priority",
        "Break-in",
        "Council",
    )
    assert kept(room[0]) == 6


def test_failure_that_nobody_foresaw_costs_only_its_incident(room: Keyed) -> None:
    other = opened()
    other["Incident"]["Number"] = "CS-9"

    with poisoned(BURGLARY):
        answer = post(room, [opened(), other])

    assert (answer.status_code, answer.json()["accepted"], len(answer.json()["rejected"])) == (202, 1, 1)
    assert known_incidents() == ["CS-9"]
    assert [row.reference for row in aside(room[0])] == [BURGLARY]

    # Once it is mended, what was kept of it is taken by the replay that people ask for.
    replay(room[0], [row.id for row in aside(room[0])], now_fn=present)

    assert (incident().status, aside(room[0])) == ("open", [])


def test_door_is_described(client: Client) -> None:
    described = client.get("/api/openapi.json").json()["paths"][URL]["post"]

    assert set(described["responses"]) >= {"202", "400", "401", "403", "413", "415", "429", "503"}
    assert set(described["requestBody"]["content"]) == {"application/json", "application/xml", "text/xml"}
    assert described["security"]
