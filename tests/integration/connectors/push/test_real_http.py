"""The push door over real HTTP: what a client says about its body's length, and what it really sends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.integration.connectors.conftest import MakeEvent, PushSource, add_push_source

pytestmark = pytest.mark.usefixtures("committed_db")

MIB = 1024 * 1024
LIMIT = 5 * MIB


@pytest.fixture
def source(committed_db: None, now: datetime) -> PushSource:
    """Return a live source of the demo force."""
    return add_push_source(now)


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    """Serve the web application as it is served in earnest, and return its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen: int = free.getsockname()[1]
    arguments = ["gunicorn", "waypost.config.wsgi:application", "--bind", f"127.0.0.1:{chosen}"]
    arguments += ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    server = subprocess.Popen(
        [sys.executable, "-m", *arguments], env={**os.environ, "WAYPOST_SECRET_KEY": "for tests only " * 3}
    )
    try:
        _await(chosen)
        yield chosen
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server did not start")


class Exchange:
    """One connection, on which exactly the given bytes are sent."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)

    def send_head(self, source: PushSource, *headers: str, content_type: str = "application/cloudevents+json") -> None:
        """Send the request's line and headers."""
        lines = ["POST /api/intake/v1/events HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {content_type}"]
        lines += [f"Authorization: Bearer {source.key}", *headers, "", ""]
        self.socket.sendall("\r\n".join(lines).encode())

    def send_chunk(self, data: bytes) -> None:
        """Send one chunk."""
        self.socket.sendall(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def answer(self) -> tuple[int, str]:
        """Return the status and body of the answer."""
        received = b""
        while b"\r\n\r\n" not in received:
            piece = self.socket.recv(65536)
            assert piece, f"the connection was closed after {received!r}"
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        while len(body) < length:
            body += self.socket.recv(65536)
        self.socket.close()
        return int(head.split(b" ")[1]), body.decode()


def test_a_body_with_its_length_is_taken(port: int, source: PushSource, event: MakeEvent) -> None:
    body = json.dumps(event()).encode()
    exchange = Exchange(port)

    exchange.send_head(source, f"Content-Length: {len(body)}")
    exchange.socket.sendall(body)

    status, answer = exchange.answer()
    assert (status, json.loads(answer)["accepted"]) == (202, 1)


def test_a_chunked_body_is_taken(port: int, source: PushSource, event: MakeEvent) -> None:
    body = json.dumps(event()).encode()
    exchange = Exchange(port)

    exchange.send_head(source, "Transfer-Encoding: chunked")
    for start in range(0, len(body), 100):
        exchange.send_chunk(body[start : start + 100])
    exchange.send_chunk(b"")

    status, answer = exchange.answer()
    assert (status, json.loads(answer)["accepted"]) == (202, 1)


def test_a_body_of_one_byte_too_many_is_answered_although_it_is_still_being_sent(port: int, source: PushSource) -> None:
    exchange = Exchange(port)

    exchange.send_head(source, f"Content-Length: {LIMIT + 1}")
    exchange.socket.sendall(b" " * (LIMIT + 1))

    assert exchange.answer()[0] == 413


def test_a_length_of_gigabytes_is_refused_before_anything_is_sent(port: int, source: PushSource) -> None:
    exchange = Exchange(port)

    exchange.send_head(source, "Content-Length: 10000000000")

    assert exchange.answer()[0] == 413


def test_a_chunked_body_of_one_byte_too_many_is_refused(port: int, source: PushSource) -> None:
    exchange = Exchange(port)

    exchange.send_head(source, "Transfer-Encoding: chunked")
    for _ in range(5):
        exchange.send_chunk(b" " * MIB)
    exchange.send_chunk(b" ")
    exchange.send_chunk(b"")

    assert exchange.answer()[0] == 413


def test_a_chunked_body_without_end_is_answered(port: int, source: PushSource) -> None:
    exchange = Exchange(port)
    exchange.send_head(source, "Transfer-Encoding: chunked")

    sent = 0
    try:
        while sent < 100 * MIB:
            exchange.send_chunk(b" " * MIB)
            sent += MIB
            exchange.socket.setblocking(False)
            try:
                if exchange.socket.recv(1, socket.MSG_PEEK):
                    break
            except BlockingIOError:
                continue
            finally:
                exchange.socket.settimeout(20)
    except OSError:
        pass  # the server has closed: it reads no more

    assert sent < 40 * MIB


def test_a_body_that_ends_before_its_length_is_refused(port: int, source: PushSource, event: MakeEvent) -> None:
    body = json.dumps(event()).encode()
    exchange = Exchange(port)

    exchange.send_head(source, f"Content-Length: {len(body) + 10}")
    exchange.socket.sendall(body)
    exchange.socket.shutdown(socket.SHUT_WR)

    status, answer = exchange.answer()
    assert status == 400
    assert "ended before" in answer


def test_a_request_without_a_body_is_no_cloudevent(port: int, source: PushSource) -> None:
    exchange = Exchange(port)

    exchange.send_head(source)

    assert exchange.answer()[0] == 400


def test_two_lengths_are_not_believed(port: int, source: PushSource) -> None:
    exchange = Exchange(port)

    exchange.send_head(source, "Content-Length: 2", "Transfer-Encoding: chunked")
    exchange.socket.sendall(b"{}")

    assert exchange.answer()[0] == 400


def test_a_refusal_is_heard_by_a_client_that_is_still_sending(port: int, source: PushSource) -> None:
    exchange = Exchange(port)

    exchange.send_head(source, f"Content-Length: {4 * MIB}", content_type="text/csv")
    exchange.socket.sendall(b"x" * 4 * MIB)

    assert exchange.answer()[0] == 415
