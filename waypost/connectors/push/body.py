"""Read a request's body without believing what it says about its own length."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.http import HttpRequest

from waypost.connectors.push.values import NotCloudEvents, TooLarge

LIMIT_BYTES = 5 * 1024 * 1024
_DRAIN_BYTES = 2 * LIMIT_BYTES
_STEP_BYTES = 64 * 1024
_READ_TIMEOUT_S = 20.0
_DRAIN_TIMEOUT_S = 1.0
_DRAIN_AT_MOST_S = 5.0


class Stream(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes: ...


def read_body(request: HttpRequest) -> bytes:
    """
    Return the whole body, at most 5 MiB.

    :raises TooLarge: from the Content-Length alone, or once one byte more was really read.
    :raises NotCloudEvents: if the connection ended before the body did.
    """
    declared = declared_length(request)
    if declared is not None and declared > LIMIT_BYTES:
        raise TooLarge("The body is over 5 MiB: send fewer events at a time.")
    body = _read_whole(request)
    if len(body) > LIMIT_BYTES:
        raise TooLarge("The body is over 5 MiB: send fewer events at a time.")
    if declared is not None and len(body) < declared:
        raise NotCloudEvents("The body ended before its Content-Length: send it again.")
    return body


def drain_body(request: HttpRequest) -> None:
    """
    Read and drop a bounded rest of a body that was refused.

    A server that closes while the client is still sending resets the connection, and the client never
    reads why it was refused.
    """
    left, until = _DRAIN_BYTES, time.monotonic() + _DRAIN_AT_MOST_S
    stream = _stream(request)
    try:
        with _waiting_at_most(_DRAIN_TIMEOUT_S, request):
            while left > 0 and time.monotonic() < until and (piece := stream.read(_STEP_BYTES)):
                left -= len(piece)
    except OSError:
        return  # the client is gone, or sends nothing more


def declared_length(request: HttpRequest) -> int | None:
    """Return the Content-Length, or None where there is none, as with a chunked body."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else None


def _read_whole(request: HttpRequest) -> bytes:
    stream = _stream(request)
    pieces: list[bytes] = []
    size = 0
    try:
        with _waiting_at_most(_READ_TIMEOUT_S, request):
            while size <= LIMIT_BYTES and (piece := stream.read(_STEP_BYTES)):
                pieces.append(piece)
                size += len(piece)
    except OSError:
        raise NotCloudEvents("The body could not be read to its end: send it again.") from None
    return b"".join(pieces)


@contextmanager
def _waiting_at_most(timeout_s: float, request: HttpRequest) -> Iterator[None]:
    # gunicorn's threads wait for a silent client for ever, and there are only so many threads.
    socket = request.META.get("gunicorn.socket")
    if socket is None:
        yield
        return
    before = socket.gettimeout()
    socket.settimeout(timeout_s)
    try:
        yield
    finally:
        socket.settimeout(before)


def _stream(request: HttpRequest) -> Stream:
    # Django reads nothing of a body without Content-Length. A server that marks the end of a chunked
    # body itself says so, and then its own stream may be read.
    if declared_length(request) is None and request.META.get("wsgi.input_terminated"):
        stream: Stream = request.META["wsgi.input"]
        return stream
    return request
