"""
The least of HTTP/1.1 that a measurement needs, on both sides: kept connections, bodies of a known length.

The stub and the generator share the cores with what is measured, so they must cost next to nothing; a web framework
would cost more than the system under test.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_PHRASES = {200: b"OK", 201: b"Created", 404: b"Not Found", 411: b"Length Required"}


@dataclass(frozen=True)
class Request:
    """One request."""

    method: bytes
    target: str
    body: bytes


@dataclass(frozen=True)
class Answer:
    """One answer, JSON."""

    status: int
    body: bytes


class Server(asyncio.Protocol):
    """One connection; `answer` is asked for each request in turn and must not wait for anything."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        self._answer = answer
        self._held = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a listening socket makes no other
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request that has come so far."""
        self._held += data
        while (request := _first_whole(self._held)) is not None:
            answer = self._answer(request)
            self._transport.write(
                b"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % (answer.status, _PHRASES[answer.status], len(answer.body))
                + answer.body
            )


def _first_whole(held: bytearray) -> Request | None:
    """Take the first request off what was received, or nothing if its end has not come yet."""
    end = held.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(held[:end])
    length = _LENGTH.search(head)
    whole = end + 4 + (int(length[1]) if length else 0)
    if len(held) < whole:
        return None
    method, target, _ = head.split(b" ", 2)
    body = bytes(held[end + 4 : whole])
    del held[:whole]
    return Request(method, target.decode("ascii"), body)


class Connection:
    """One kept connection of a client. A server may close one that it finds idle; then it is made anew."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, head: bytes, body: bytes) -> Answer:
        """
        Send `head` (request line and headers but the length) and `body`; return the answer.

        :raises OSError: if no answer came, on a new connection too.
        """
        whole = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
        if self._writer is not None:
            try:
                return await self._ask(whole)
            except (OSError, EOFError):
                self.close()
        await self._open()
        try:
            return await self._ask(whole)
        except EOFError as error:
            self.close()
            raise ConnectionResetError("closed without an answer") from error

    def close(self) -> None:
        """Close."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def _open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    async def _ask(self, whole: bytes) -> Answer:
        assert self._writer is not None  # noqa: S101 - `post` has opened it
        self._writer.write(whole)
        head = await self._reader.readuntil(b"\r\n\r\n")
        body = await self._body(head)
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return Answer(int(head.split(b" ", 2)[1]), body)

    async def _body(self, head: bytes) -> bytes:
        if _CHUNKED.search(head):
            return b"".join([chunk async for chunk in self._chunks()])
        length = _LENGTH.search(head)
        return await self._reader.readexactly(int(length[1])) if length else b""

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            yield (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readexactly(2)
