"""Callboard's store, courier and pages against a door that really listens."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from standardwebhooks import Webhook

from demo.control_room.app import create_app
from demo.control_room.config import ControlRoomConfig
from demo.control_room.first_call import play_first_call
from demo.control_room.incidents import Call, Screening, opened, revised
from demo.control_room.store import Store
from demo.serving import ServedInThread, build_server
from tests.unit.demo.test_control_room import CALL

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
TAKEN = (202, {"accepted": 1, "duplicate": 0, "stale": 0, "held": 0, "rejected": []})


@dataclass
class Door:
    """Listens for events: `answers` are given in turn, then everything is taken."""

    url: str = ""
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def revisions(self) -> list[tuple[str, int]]:
        return [(post["subject"][-1], post["data"]["revision"]) for post in list(self.posts)]

    def wait_for(self, count: int) -> None:
        until(lambda: len(self.posts) >= count)


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            door.posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            door.keys.add(self.headers["Authorization"])
            status, body = door.answers.pop(0) if door.answers else TAKEN
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    door.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield door
    server.shutdown()
    server.server_close()


@pytest.fixture
def config(door: Door, tmp_path: Path) -> ControlRoomConfig:
    return ControlRoomConfig(tmp_path, "anyshire", "CB", door.url, "the key", SECRET)


@pytest.fixture
def store(config: ControlRoomConfig) -> Store:
    return Store(config.data_dir)


@pytest.fixture
def room(config: ControlRoomConfig) -> Iterator[str]:
    """Serve Callboard with its courier, and return its address."""
    with ServedInThread(build_server(create_app(config)), port=0) as served:
        yield served.url


def open_one(store: Store) -> str:
    call = Call("Ada", "Invented", "07700 900151", "", "", "priority", Screening("", "none", "no"), NOW)
    return store.open_incident(
        lambda reference: opened(call, reference=reference, force="anyshire", now=NOW), prefix="CB", year=2026
    )


def change(store: Store, reference: str) -> None:
    store.revise(reference, lambda document: revised(document, changes={}, now=NOW))


def token(room: str) -> str:
    found = re.search(r'name="token" value="(\w+)"', requests.get(f"{room}/incidents/new", timeout=5).text)
    assert found
    return found[1]


def post(room: str, path: str, **typed: str) -> requests.Response:
    return requests.post(f"{room}{path}", data={"token": token(room), **typed}, timeout=5)


def write_back(room: str, event: object, *, secret: str = SECRET, **headers: str) -> requests.Response:
    body, at = json.dumps(event), datetime.now(UTC)
    signed = {
        "webhook-id": "w1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("w1", at, body),
    }
    return requests.post(f"{room}/write-back", data=body.encode(), headers={**signed, **headers}, timeout=5)


def came_back(of: str, reference: str, /, **data: object) -> dict[str, object]:
    return {
        "id": f"{of} 1",
        "type": f"org.waypost.{of}.v1",
        "time": NOW.isoformat(),
        "data": {"case": reference, **data},
    }


def test_states_are_pushed_in_the_order_in_which_they_came(store: Store, door: Door, room: str) -> None:
    first, second = open_one(store), open_one(store)
    for reference in (first, second, first):
        change(store, reference)

    door.wait_for(5)

    assert door.revisions() == [("1", 1), ("2", 1), ("1", 2), ("2", 2), ("1", 3)]
    assert door.keys == {"Bearer the key"}
    until(lambda: store.sent(first).waiting == 0)


@pytest.mark.parametrize("status", [500, 503, 429, 401])
def test_what_was_not_taken_is_pushed_again_before_what_came_later(
    store: Store, door: Door, room: str, status: int
) -> None:
    door.answers = [(status, {"detail": "Not now."})] * 2
    reference = open_one(store)
    change(store, reference)

    door.wait_for(4)

    assert door.revisions() == [("1", 1), ("1", 1), ("1", 1), ("1", 2)]
    assert len({one["id"] for one in door.posts}) == 2


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((403, {"detail": "This key may not speak for that force."}), "This key may not speak for that force."),
        ((202, {"rejected": [{"id": "x", "error": "people[0].id: is missing."}]}), "people[0].id: is missing."),
        ((400, {}), "answer 400"),
    ],
)
def test_what_is_refused_for_good_stops_no_other_and_is_said(
    store: Store, door: Door, room: str, answer: tuple[int, dict[str, Any]], sentence: str
) -> None:
    door.answers = [answer]
    refused, taken = open_one(store), open_one(store)

    door.wait_for(2)
    until(lambda: store.next_outgoing() is None)

    assert door.revisions() == [("1", 1), ("2", 1)]
    assert sentence in requests.get(f"{room}/incidents/{refused}", timeout=5).text
    assert store.sent(taken).refused == ()


def test_what_was_still_to_be_pushed_is_pushed_after_a_restart(
    store: Store, door: Door, config: ControlRoomConfig
) -> None:
    open_one(store)

    with ServedInThread(build_server(create_app(config)), port=0):
        door.wait_for(1)

    assert door.revisions() == [("1", 1)]


def test_two_at_once_never_get_one_reference_or_one_revision(store: Store) -> None:
    with ThreadPoolExecutor(8) as people:
        references = set(people.map(lambda _: open_one(store), range(16)))
        list(people.map(lambda _: change(store, "CB-2026-000001"), range(16)))

    document = store.incident("CB-2026-000001")
    assert len(references) == 16
    assert document is not None
    assert document["revision"] == 17


def test_first_start_plays_one_call_and_a_second_none(store: Store) -> None:
    for _ in range(2):
        play_first_call(store, force="anyshire", prefix="CB", now=NOW)

    (played,) = store.incidents()
    contact = played["people"][0]["contact"]
    assert re.fullmatch(r"07700 900\d{3}", contact["mobile"])
    assert contact["email"].endswith("@example.org")


def test_call_is_taken_through_the_form_and_pushed(door: Door, room: str) -> None:
    answer = post(room, "/incidents/new", **CALL)

    door.wait_for(1)

    data = door.posts[0]["data"]
    assert re.fullmatch(r".*/incidents/CB-\d{4}-000001", answer.url)
    assert (data["status"], data["flags"], data["people"][0]["date_of_birth"]) == ("open", [], "1988-04-12")


def test_wrong_call_is_typed_back_with_sentences_and_opens_nothing(store: Store, room: str) -> None:
    answer = post(room, "/incidents/new", **{**CALL, "minutes": "soon", "asked": ""})

    assert answer.status_code == 422
    assert "<title>Error: Take a call" in answer.text
    assert 'value="Ada"' in answer.text
    assert 'value="soon"' in answer.text
    assert 'href="#asked"' in answer.text
    assert store.incidents() == []


@pytest.mark.parametrize("sent", ["", "another"])
def test_form_of_another_site_changes_nothing(store: Store, room: str, sent: str) -> None:
    reference = open_one(store)

    answers = [
        requests.post(f"{room}{path}", data={"token": sent, **CALL}, timeout=5)
        for path in ("/incidents/new", f"/incidents/{reference}/assign")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert [one["revision"] for one in store.incidents()] == [1]


def test_action_that_came_too_late_changes_nothing_and_says_so(store: Store, room: str) -> None:
    reference = open_one(store)
    post(room, f"/incidents/{reference}/assign")

    again = post(room, f"/incidents/{reference}/assign")

    assert again.status_code == 409
    assert "cannot be done any more" in again.text
    assert [one["revision"] for one in store.incidents()] == [2]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/incidents/none", "/incidents/none/assign", "/incidents/CB-2026-000001/odd"]
)
def test_odd_address_is_no_server_error(store: Store, room: str, path: str) -> None:
    open_one(store)

    answer = requests.get(f"{room}{path}", timeout=5)

    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_what_comes_back_is_shown_once_in_words_for_its_kind(store: Store, room: str) -> None:
    reference = open_one(store)
    events = [
        came_back("note", reference, text="Waypost sent a text: <b>hello</b>", person="p1"),
        came_back("victim-message", reference, text="When will you come?", person="p1"),
        came_back("task", reference, kind="call", text="Call her.", script="Hello, this is", due_at=NOW.isoformat()),
    ]

    answers = [write_back(room, event).status_code for event in (*events, *events)]

    page = requests.get(f"{room}/incidents/{reference}", timeout=5).text
    assert answers == [204] * 6
    for words in ("Message from the caller", "Call the caller", "due 1 Jul 2026, 10:30", "Hello, this is", "&lt;b&gt;"):
        assert page.count(words) == 1, words


def test_what_is_not_signed_by_waypost_is_not_kept(store: Store, room: str) -> None:
    reference = open_one(store)
    event = came_back("note", reference, text="x")

    answers = [
        write_back(room, event, secret="whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
        write_back(room, event, **{"webhook-signature": "v1,no base64"}),
        write_back(room, event, **{"webhook-signature": "odd"}),
        write_back(room, event, **{"webhook-timestamp": "1600000000"}),
        requests.post(f"{room}/write-back", json=event, timeout=5),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert store.heard(reference) == []


@pytest.mark.parametrize(
    "event", [[], {}, {"data": []}, came_back("odd", "CB-1"), {**came_back("note", "CB-1"), "time": 3}]
)
def test_what_has_another_shape_is_refused(room: str, event: object) -> None:
    assert write_back(room, event).status_code == 422


def test_times_are_those_of_london_and_typed_mark_up_is_text(store: Store, room: str) -> None:
    reference = open_one(store)
    post(room, f"/incidents/{reference}/ask", text="<script>alert(1)</script>")

    page = requests.get(f"{room}/incidents/{reference}", timeout=5)

    assert "1 Jul 2026, 10:30" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_empty_list_says_how_to_begin(room: str) -> None:
    assert "No incidents yet." in requests.get(room, timeout=5).text
