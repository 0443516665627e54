"""Our Notify provider, with Notify's real client, against the phone: which failure is which answer."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
import requests

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from demo.phone.server import PhoneServer
from waypost.messages.providers import (
    Accepted,
    Doubtful,
    NotFound,
    NotSetUp,
    RefusalKind,
    Refused,
    SendAnswer,
    SendRequest,
)
from waypost.messages.providers.notify import NotifyProvider, NotifySettings
from waypost.messages.values import Channel, DeliveryStatus

HOW = NotifySettings("", DEMO_API_KEY, SMS_TEMPLATE_ID, timeout_s=2.0, reconcile_after_s=1)


@pytest.fixture
def provider(phone: PhoneServer) -> NotifyProvider:
    return NotifyProvider(replace(HOW, base_url=phone.url))


def order(phone: PhoneServer, **fault: Any) -> None:
    requests.post(f"{phone.url}/_faults", json={"next": [fault]}, timeout=5).raise_for_status()


def a_request(**changes: Any) -> SendRequest:
    request = SendRequest(str(uuid4()), Channel.SMS, "+447700900001", "There is news for you.")
    return replace(request, **changes)


def kept(phone: PhoneServer) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = requests.get(f"{phone.url}/_messages", timeout=5).json()["messages"]
    return messages


def test_a_message_is_taken_word_for_word(phone: PhoneServer, provider: NotifyProvider) -> None:
    request = a_request()

    answer = provider.send(request)

    (message,) = kept(phone)
    assert isinstance(answer, Accepted)
    assert (message["id"], message["reference"], message["body"]) == (
        answer.provider_id,
        request.reference,
        "There is news for you.",
    )


def test_what_was_taken_is_found_by_its_reference_and_nothing_else_is(provider: NotifyProvider) -> None:
    request = a_request()
    sent = provider.send(request)
    provider.send(a_request())

    found = provider.look_up(request.reference)

    assert isinstance(sent, Accepted)
    assert isinstance(found, Accepted)
    assert found.provider_id == sent.provider_id
    assert found.status in set(DeliveryStatus)
    assert provider.look_up(str(uuid4())) == NotFound()


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"kind": "429", "retry_after": 7}, Refused(RefusalKind.TOO_FAST, "429", retry_after_s=7)),
        ({"kind": "500"}, Doubtful("500")),
        ({"kind": "503"}, Doubtful("503")),
        ({"kind": "accepted_500"}, Doubtful("500")),
        ({"kind": "hang", "seconds": 3}, Doubtful("ReadTimeout")),
        ({"kind": "accepted_hang", "seconds": 3}, Doubtful("ReadTimeout")),
        ({"kind": "reset"}, Doubtful("ConnectionError")),
        ({"kind": "accepted_reset"}, Doubtful("ConnectionError")),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_only_what_was_certainly_not_taken_is_refused(
    fault: dict[str, Any], answer: SendAnswer, phone: PhoneServer, provider: NotifyProvider
) -> None:
    order(phone, **fault)

    assert provider.send(a_request()) == answer


@pytest.mark.parametrize("kind", ["500", "429", "hang", "reset"])
def test_a_look_up_that_fails_says_that_it_does_not_know(
    kind: str, phone: PhoneServer, provider: NotifyProvider
) -> None:
    order(phone, kind=kind, on="lookup", seconds=1)

    assert isinstance(provider.look_up(str(uuid4())), Doubtful)


def test_a_message_that_notify_does_not_accept_is_refused_for_good(provider: NotifyProvider) -> None:
    assert provider.send(a_request(recipient="not a number")) == Refused(RefusalKind.MESSAGE, "400")


def test_a_key_that_notify_does_not_accept_is_a_matter_for_us(phone: PhoneServer) -> None:
    other_key = f"{DEMO_API_KEY[:-36]}{uuid4()}"
    stranger = NotifyProvider(replace(HOW, base_url=phone.url, api_key=other_key))

    answer = stranger.send(a_request())

    assert isinstance(answer, Refused)
    assert answer.kind is RefusalKind.US


def test_where_nobody_listens_nothing_can_have_been_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nowhere = NotifyProvider(replace(HOW, base_url=f"http://127.0.0.1:{port}"))

    answer = nowhere.send(a_request())

    assert isinstance(answer, Refused)
    assert answer.kind is RefusalKind.NOT_REACHED


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"id": 1}', b'{"id": ""}', b'{"notifications": 1}'])
def test_a_good_status_with_a_senseless_body_is_doubtful(body: bytes) -> None:
    with answering(body) as url:
        provider = NotifyProvider(replace(HOW, base_url=url))

        assert isinstance(provider.send(a_request()), Doubtful)
        assert isinstance(provider.look_up(str(uuid4())), Doubtful)


@pytest.mark.parametrize("head_length", [10, 70], ids=["in its head", "in its body"])
def test_an_answer_that_drips_in_is_doubtful_once_the_time_is_up(head_length: int) -> None:
    with dripping(head_length) as url:
        provider = NotifyProvider(replace(HOW, base_url=url, timeout_s=0.3))

        assert provider.send(a_request()) == Doubtful("ReadTimeout")


def test_an_answer_without_an_end_is_doubtful() -> None:
    with answering(b" " * 5_000_000 + b'{"id": "1"}') as url:
        assert NotifyProvider(replace(HOW, base_url=url)).send(a_request()) == Doubtful("ConnectionError")


def test_all_threads_share_lines_that_are_kept() -> None:
    with answering(b'{"id": "1", "status": "created"}') as url:
        provider = NotifyProvider(replace(HOW, base_url=url))
        with ThreadPoolExecutor(max_workers=4) as pool:
            answers = list(pool.map(provider.send, [a_request() for _ in range(40)]))

        assert all(isinstance(answer, Accepted) for answer in answers)
        assert len(LINES[url]) <= 4


def test_another_reference_in_the_answer_is_not_ours() -> None:
    with answering(b'{"notifications": [{"id": "1", "reference": "other", "status": "delivered"}]}') as url:
        assert NotifyProvider(replace(HOW, base_url=url)).look_up("mine") == NotFound()


def test_neither_number_nor_words_are_in_what_could_be_logged() -> None:
    request = a_request()

    assert request.recipient not in repr(request)
    assert request.body not in repr(request)
    assert DEMO_API_KEY not in repr(HOW)


def test_a_key_that_cannot_be_one_is_said_so() -> None:
    with pytest.raises(NotSetUp):
        NotifyProvider(replace(HOW, api_key="short"))


LINES: dict[str, set[Any]] = {}
"""From which addresses each server of a test was called."""


@contextmanager
def dripping(head_length: int) -> Iterator[str]:
    """Run a server that takes one request and gives its answer byte by byte, much later than anybody waits."""
    body = b'{"id": "1", "status": "created"}'
    answer = b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            line, _ = listening.accept()
            with line, suppress(OSError):
                line.recv(65536)
                line.sendall(answer[:head_length])
                for byte in answer[head_length:]:
                    sleep(0.1)
                    line.sendall(bytes([byte]))

        server = Thread(target=drip, daemon=True)
        server.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.join()


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """Run a server that answers 200 and these bytes to everything."""

    lines: set[Any] = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            # Whoever has read enough hangs up.
            with suppress(ConnectionError):
                super().handle()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.do_GET()

        def do_GET(self) -> None:
            lines.add(self.client_address)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    LINES[url] = lines
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
