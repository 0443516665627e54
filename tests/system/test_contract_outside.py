"""The published contract as an outsider meets it: commands, HTTP, and a provider that is not the demo's."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.snapshots import ALLOCATED, ARREST, EN_ROUTE, RECORDED, REPORTED, changed
from tests.system.notify_stand_in import Notify, notify_stand_in
from tests.system.running import ROOT, drop_database, free_ports, renamed
from waypost.config import environment

_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Outside:
    """A Waypost that runs, seen from outside."""

    url: str
    told: Mapping[str, str]
    notify: Notify

    def command(self, *arguments: str) -> str:
        """Run `waypost` to its end and return what it printed."""
        command = [sys.executable, "-m", "waypost.config.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.told, stdout=subprocess.PIPE, text=True, check=True).stdout

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run `waypost` until left."""
        command = [sys.executable, "-m", "waypost.config.cli", *arguments]
        program = subprocess.Popen(command, cwd=ROOT, env=self.told)
        try:
            yield program
        finally:
            program.terminate()
            program.wait(timeout=60)

    def push(self, key: str, *snapshots: Mapping[str, Any]) -> Mapping[str, Any]:
        """Push snapshots as one batch; return the answer's counts."""
        batch = [_event(snapshot) for snapshot in snapshots]
        status, answer = self.post(key, batch, content_type="application/cloudevents-batch+json; charset=utf-8")
        assert status == 202
        return answer

    def post(self, key: str, body: object, *, content_type: str) -> tuple[int, Mapping[str, Any]]:
        """Post a body to the door of events; return the status and the answer."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": content_type}
        request = urllib.request.Request(
            f"{self.url}/api/intake/v1/events", data=json.dumps(body).encode(), headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)

    def is_ready(self) -> bool:
        """Return whether the web server and its database answer."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    environment.prepare()
    name, port = f"waypost_outside_{secrets.token_hex(4)}", free_ports()
    with tempfile.TemporaryDirectory(prefix="waypost outside ") as home, notify_stand_in() as notify:
        told = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "waypost.config.settings",
            "WAYPOST_HOME": home,
            "WAYPOST_BASE_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
            "NOTIFY_BASE_URL": notify.url,
            "NOTIFY_API_KEY": f"outside-{uuid.uuid4()}-{uuid.uuid4()}",
            "NOTIFY_TEMPLATE_SMS": str(uuid.uuid4()),
            # So that what a killed worker held is taken up again within the test's patience.
            "NOTIFY_TIMEOUT_S": "2",
            "NOTIFY_RECONCILE_AFTER_S": "3",
            **{key: renamed(os.environ[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")},
        }
        waypost = Outside(f"http://127.0.0.1:{port}", told, notify)
        try:
            waypost.command("migrate")
            with waypost.running("web"):
                until(waypost.is_ready)
                yield waypost
        finally:
            drop_database(name)


@pytest.fixture(scope="module")
def key(outside: Outside) -> str:
    """Register a source that pushes, live, and return its key."""
    arguments = ("--force", "anyshire", "--name", "outside", "--kind", "push", "--state", "live", "--json")
    printed: dict[str, str] = json.loads(outside.command("source", "add", *arguments))
    assert set(printed) == {"source", "key", "signing_secret"}
    return printed["key"]


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def let_pass(outside: Outside, key: str, *, number: str) -> None:
    """Wait until what was pushed before is decided: until a text of a case that was pushed after it has come."""
    after = snapshot(RECORDED, reference=f"PASS{number[-3:]}", number=number)
    assert outside.push(key, after)["accepted"] == 1
    until(lambda: bool(outside.notify.texts(f"+44{number[1:].replace(' ', '')}")))


def snapshot(document: Mapping[str, Any], *, reference: str, number: str, **fields: Any) -> dict[str, Any]:
    """Return an example as of today, about another victim."""
    now = datetime.now(UTC)
    told = changed(document, reference=reference, recorded_at=now.isoformat(), updated_at=now.isoformat(), **fields)
    told["people"][0]["contact"] = {"mobile": number}
    return told


def test_the_three_examples_reach_a_provider_that_sends_no_receipts(outside: Outside, key: str) -> None:
    number = "+447700900111"
    later = (datetime.now(UTC) + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)
    visit = {**ALLOCATED["appointments"][0], "starts_at": later.isoformat(), "ends_at": None}
    steps = [
        (snapshot(RECORDED, reference="LOOP1", number="07700 900111"), ["recorded your report"]),
        (
            snapshot(ALLOCATED, reference="LOOP1", number="07700 900111", appointments=[visit]),
            ["PC Jo Hall", "visit is booked"],
        ),
        (snapshot(ARREST, reference="LOOP1", number="07700 900111", appointments=[visit]), ["you have a message"]),
    ]

    with outside.running("worker"):
        wanted: list[str] = []
        for pushed, words in steps:
            assert outside.push(key, pushed)["accepted"] == 1
            wanted += words
            until(lambda: len(outside.notify.texts(number)) >= len(wanted))  # noqa: B023 - asked before the next step

    texts = outside.notify.texts(number)
    assert len(texts) == len(wanted)
    assert all(any(word in text for text in texts) for word in wanted)
    for secret in ("urglary", "Amina", "Example1", "home", "ring", "pawn", "Lee", "arrest"):
        assert not [text for text in texts if secret in text]


def test_doubt_holds_a_message_and_a_later_revision_sends_it_once(outside: Outside, key: str) -> None:
    same = [
        RECORDED["people"][0],
        {"id": "s1", "roles": ["suspect"], "contact": {"phone": "+44 7700 900122"}},
    ]
    plain = snapshot(RECORDED, reference="HOLD1", number="07700 900121")
    held = [
        changed(plain, status="of no known kind"),
        snapshot(RECORDED, reference="HOLD2", number="07700 900122", people=same),
        snapshot(RECORDED, reference="HOLD3", number="07700 900123", flags=["domestic_abuse"]),
        snapshot(RECORDED, reference="HOLD4", number="07700 900124", flags=["of no known kind"]),
        snapshot(RECORDED, reference="HOLD5", number="07700 900125", offence={"group": "rape", "title": "Made up"}),
    ]

    with outside.running("worker"):
        answer = outside.push(key, *held)
        let_pass(outside, key, number="07700 900126")
        before = [outside.notify.texts(f"+4477009001{last}") for last in range(21, 26)]
        outside.push(key, changed(plain, revision=2))
        until(lambda: bool(outside.notify.texts("+447700900121")))
        outside.push(key, changed(plain, revision=3))
        let_pass(outside, key, number="07700 900127")

    assert (answer["accepted"], answer["held"], answer["rejected"]) == (5, 2, [])
    assert before == [[]] * 5
    assert len(outside.notify.texts("+447700900121")) == 1


def test_a_worker_killed_in_the_middle_tells_everybody_once(outside: Outside, key: str) -> None:
    numbers = [f"+447700900{number}" for number in range(200, 260)]
    pushed = [snapshot(RECORDED, reference=f"KILL{number[-3:]}", number=f"07700 {number[-6:]}") for number in numbers]
    already = len(outside.notify.taken)

    with outside.running("worker") as first:
        assert outside.push(key, *pushed)["accepted"] == len(pushed)
        until(lambda: len(outside.notify.taken) > already)
        first.kill()
        first.wait()
    with outside.running("worker"):
        # What was in the dead worker's hands is asked about once its lease has ended; all else goes at once.
        until(lambda: all(outside.notify.texts(number) for number in numbers))

    assert {number: len(outside.notify.texts(number)) for number in numbers} == dict.fromkeys(numbers, 1)


@pytest.mark.parametrize(
    ("is_known", "content_type", "status"),
    [
        (False, "application/json", 401),
        (True, "application/json", 415),
        (True, "Application/CloudEvents+JSON; Charset=UTF-8", 202),
        (True, "application/cloudevents-batch+json", 400),
    ],
)
def test_the_door_answers_by_key_then_type_then_shape(
    outside: Outside, key: str, is_known: bool, content_type: str, status: int
) -> None:
    body = _event(snapshot(RECORDED, reference=f"DOOR{secrets.token_hex(4)}", number="07700 900131"))

    assert outside.post(key if is_known else "wp_nobody", body, content_type=content_type)[0] == status


def test_incidents_come_by_the_same_door(outside: Outside, key: str) -> None:
    reported, on_the_way = (changed(document, reference="INC1") for document in (REPORTED, EN_ROUTE))
    crime = snapshot(RECORDED, reference="INC2", number="07700 900151", incident_reference="INC1")
    unknown = changed(on_the_way, revision=3, result="of no known kind")

    first = outside.push(key, reported, crime, changed(on_the_way, status=None))
    then = outside.push(key, on_the_way, reported, unknown)

    assert (first["accepted"], [each["error"].split(":")[0] for each in first["rejected"]]) == (2, ["data.status"])
    assert (then["accepted"], then["stale"], then["held"], then["rejected"]) == (2, 1, 1, [])


def test_another_forces_event_costs_the_whole_batch(outside: Outside, key: str) -> None:
    own = snapshot(RECORDED, reference="FORCE1", number="07700 900141")
    batch: Sequence[Mapping[str, Any]] = [_event(own), _event(changed(own, force="otherforce", reference="FORCE2"))]

    status, _ = outside.post(key, batch, content_type="application/cloudevents-batch+json")

    assert status == 403
    assert outside.push(key, own)["accepted"] == 1


def _event(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "specversion": "1.0",
        "id": secrets.token_hex(12),
        "source": "urn:outside",
        "type": "org.waypost.incident.v1" if "grade" in data else "org.waypost.case.v1",
        "subject": data["reference"],
        "datacontenttype": "application/json",
        "data": data,
    }
