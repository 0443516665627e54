"""Write-back to a pushing source over real HTTP: signed, in order per case, tried until a 2xx, once by its id."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from tests.integration.connectors.conftest import ANYSHIRE, MakeEvent, PushSource, add_push_source
from waypost.access.values import Actor, ActorKind
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.cases.intake import IncomingEvent, take_events
from waypost.cases.models import OutboxItem
from waypost.cases.operations import add_to_outbox, change_secret
from waypost.cases.queries import case_id_by_reference, source_by_id
from waypost.cases.values import CaseKind, OutboxKind
from waypost.connectors.queries import sources_without_way_back
from waypost.connectors.writeback.alarms import watch_way_back
from waypost.connectors.writeback.draining import LEASE, DrainReport, Moment, drain_outbox
from waypost.worklist.models import Item
from waypost.worklist.operations import answer_item, hand_out
from waypost.worklist.values import NOT_WRITTEN_BACK, Answer, ItemState

pytestmark = pytest.mark.usefixtures("committed_db")

WAITING_SINCE = datetime.now(UTC)
"""Signatures are checked against the real clock, and are good for five minutes."""


@pytest.fixture(autouse=True)
def _since_this_test_began(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the time anew: between the collection of a long run and a test lie more than those five minutes."""
    monkeypatch.setitem(globals(), "WAITING_SINCE", datetime.now(UTC))


@dataclass
class Receiver:
    """A force's system that takes signed POSTs; `answers` are given in turn, then 204."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def texts(self) -> list[str]:
        """Return the texts of the calls, in order."""
        return [json.loads(body)["data"]["text"] for _, _, body in self.calls]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Serve a system that takes what is written back."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.calls.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
            status, headers = made.answers.pop(0) if made.answers else (204, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/back"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def source(committed_db: None, receiver: Receiver) -> PushSource:
    """Return a live source that takes what is written back."""
    return add_push_source(WAITING_SINCE, write_back_url=receiver.url)


def write(source_id: int, event: dict[str, Any], *texts: str) -> None:
    """Bring a case on record, and write as its victim."""
    take_events(
        source_by_id(source_id),
        [IncomingEvent(event["id"], None, event["data"], json.dumps(event).encode(), CaseKind.CRIME)],
        now=WAITING_SINCE,
    )
    case_id = case_id_by_reference(event["data"]["reference"], kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    for text in texts:
        add_to_outbox(
            case_id,
            force=ANYSHIRE,
            kind=OutboxKind.VICTIM_MESSAGE,
            waypost_id=new_id(),
            payload={"person": "p1", "text": text, "at": WAITING_SINCE.isoformat()},
            now=WAITING_SINCE,
        )


def drain(*, after: timedelta = timedelta()) -> DrainReport:
    """Drain the demo force's outbox."""
    return drain_outbox(ANYSHIRE, moment=Moment(lambda: WAITING_SINCE + after, lambda: 0.0))


def waiting() -> list[tuple[str, int]]:
    """Return the last error and the number of tries of what waits."""
    with in_force(ANYSHIRE):
        rows = OutboxItem.objects.filter(state="waiting").order_by("number")
        return list(rows.values_list("last_error", "attempts"))


def test_what_a_victim_writes_is_posted_signed_and_in_order(
    source: PushSource, receiver: Receiver, event: MakeEvent
) -> None:
    write(source.id, event(), "one", "two", "three")

    report = drain()

    assert report == DrainReport(taken=3)
    assert receiver.texts() == ["one", "two", "three"]
    path, headers, body = receiver.calls[0]
    assert path == "/back"
    assert headers["content-type"] == "application/cloudevents+json"
    verified = Webhook(source.signing_secret).verify(body, headers)
    assert verified["id"] == headers["webhook-id"] == verified["data"]["waypost_id"]
    assert verified["type"] == "org.waypost.victim-message.v1"
    assert verified["data"]["case"] == "42260000001"
    assert waiting() == []


@pytest.mark.parametrize("status", [304, 301, 302, 307, 400, 401, 404, 410, 429, 500, 503])
def test_everything_but_a_2xx_is_tried_again_with_the_same_id_and_body(
    source: PushSource, receiver: Receiver, event: MakeEvent, status: int
) -> None:
    write(source.id, event(), "one", "two")
    receiver.answers = [(status, {"Location": receiver.url + "/elsewhere"})]

    first = drain()
    early = drain(after=timedelta(seconds=1))
    later = drain(after=timedelta(seconds=6))

    assert (first, early, later) == (DrainReport(failed=1), DrainReport(), DrainReport(taken=2))
    assert receiver.texts() == ["one", "one", "two"]
    assert {path for path, _, _ in receiver.calls} == {"/back"}
    again = [(headers["webhook-id"], body) for _, headers, body in receiver.calls[:2]]
    assert again[0] == again[1]


def test_one_case_that_fails_does_not_stop_another(source: PushSource, receiver: Receiver, event: MakeEvent) -> None:
    write(source.id, event(), "one", "two")
    write(source.id, event("e-2", data={"reference": "42260000002"}), "other")
    receiver.answers = [(500, {})]

    report = drain()

    assert report == DrainReport(taken=1, failed=1)
    assert receiver.texts() == ["one", "other"]
    assert waiting() == [("http_500", 1), ("", 0)]


def test_a_system_that_is_down_is_tried_again(receiver: Receiver, event: MakeEvent) -> None:
    source = add_push_source(WAITING_SINCE, write_back_url="http://127.0.0.1:9/nobody")
    write(source.id, event(), "one")

    assert drain() == DrainReport(failed=1)
    assert waiting() == [("unreachable", 1)]


def test_without_an_address_items_wait_with_that_reason(event: MakeEvent) -> None:
    source = add_push_source(WAITING_SINCE)
    write(source.id, event(), "one")

    assert drain() == DrainReport(failed=1)
    assert waiting() == [("no_write_back_url", 1)]
    assert [each.id for each in sources_without_way_back()] == [source.id]


def test_an_item_whose_worker_died_is_due_again_after_its_lease(
    source: PushSource, receiver: Receiver, event: MakeEvent
) -> None:
    from waypost.cases.operations import claim_outbox

    write(source.id, event(), "one")
    claim_outbox(source.id, force=ANYSHIRE, limit=1, lease=LEASE, now=WAITING_SINCE)

    assert drain(after=LEASE - timedelta(seconds=1)) == DrainReport()
    assert drain(after=LEASE) == DrainReport(taken=1)
    assert receiver.texts() == ["one"]


def test_without_an_address_all_that_waits_is_looked_at_in_a_few_statements(
    event: MakeEvent, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source = add_push_source(WAITING_SINCE)
    for number in range(30):
        write(source.id, event(f"e-{number}", data={"reference": f"4226000{number:04d}"}), "one")

    with django_assert_max_num_queries(40):
        assert drain() == DrainReport(failed=30)
    assert waiting() == [("no_write_back_url", 1)] * 30


def items(reason: str) -> list[tuple[str, str, str]]:
    """Return desk, state and owner or desk where it stands of the items of one reason."""
    with in_force(ANYSHIRE):
        rows = Item.objects.filter(reason=reason).order_by("desk", "id")
        return [(row.desk, row.state, row.owner or row.at_desk) for row in rows]


def test_what_waits_for_an_hour_is_given_to_the_owner_of_the_case_until_it_is_taken(
    source: PushSource, receiver: Receiver, event: MakeEvent
) -> None:
    write(source.id, event(), "one")
    receiver.answers = [(503, {})]
    drain()

    watch_way_back(ANYSHIRE, now=WAITING_SINCE + timedelta(minutes=59))
    before = items(NOT_WRITTEN_BACK)
    for minutes in (61, 62):
        watch_way_back(ANYSHIRE, now=WAITING_SINCE + timedelta(minutes=minutes))
    during = items(NOT_WRITTEN_BACK)
    handed_out = hand_out(ANYSHIRE, now=WAITING_SINCE + timedelta(minutes=62))
    drain(after=timedelta(minutes=63))
    watch_way_back(ANYSHIRE, now=WAITING_SINCE + timedelta(minutes=64))

    assert before == []
    assert [(desk, state) for desk, state, _ in during] == [("oic", "open"), ("system", "open")]
    assert handed_out == 0  # that the crime system does not take something is no task for the crime system
    assert [(desk, state) for desk, state, _ in items(NOT_WRITTEN_BACK)] == [
        ("oic", "withdrawn"),
        ("system", "withdrawn"),
    ]
    assert receiver.texts() == ["one", "one"]


def test_who_has_dealt_with_what_waits_is_not_asked_again(event: MakeEvent) -> None:
    source = add_push_source(WAITING_SINCE)
    write(source.id, event(), "one")
    late = WAITING_SINCE + timedelta(hours=2)
    watch_way_back(ANYSHIRE, now=late)
    with in_force(ANYSHIRE):
        item_id = Item.objects.get(desk="oic").id
    done = Answer(ItemState.DONE, late, by="4471")
    answer_item(item_id, done, force=ANYSHIRE, by=Actor(ActorKind.STAFF, "4471"), now=late)

    watch_way_back(ANYSHIRE, now=late + timedelta(hours=1))

    assert [(desk, state) for desk, state, _ in items(NOT_WRITTEN_BACK)] == [("oic", "done"), ("system", "open")]


def test_while_a_source_changes_its_secret_calls_are_signed_with_both(
    source: PushSource, receiver: Receiver, event: MakeEvent
) -> None:
    write(source.id, event(), "one", "two", "three")
    newer = change_secret(source.id, keep_until=WAITING_SINCE + timedelta(days=7))
    drain()
    write(source.id, event("e-2", data={"reference": "42260000002"}), "four")
    drain_outbox(ANYSHIRE, moment=Moment(lambda: WAITING_SINCE + timedelta(days=8), lambda: 0.0))

    _, headers, body = receiver.calls[0]
    for secret in (source.signing_secret, newer):
        assert Webhook(secret).verify(body, headers)["id"] == headers["webhook-id"]
    _, later, _ = receiver.calls[3]
    assert len(headers["webhook-signature"].split()) == 2
    assert len(later["webhook-signature"].split()) == 1


def test_who_verifies_refuses_another_body_another_secret_and_another_time(
    source: PushSource, receiver: Receiver, event: MakeEvent
) -> None:
    write(source.id, event(), "one")
    drain()
    _, headers, body = receiver.calls[0]

    for seconds in (-301, 301):
        moved = headers | {"webhook-timestamp": str(int(WAITING_SINCE.timestamp()) + seconds)}
        with pytest.raises(WebhookVerificationError):
            Webhook(source.signing_secret).verify(body, moved)
    with pytest.raises(WebhookVerificationError):
        Webhook(source.signing_secret).verify(body.replace(b"one", b"two"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 43 + "=").verify(body, headers)
