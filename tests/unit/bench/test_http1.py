"""The least of HTTP that stub and generator speak."""

import asyncio
from collections.abc import Sequence

import pytest

from bench.http1 import Answer, Connection, Request, Server


async def served(pieces: Sequence[bytes]) -> tuple[list[Request], bytes]:
    """Return what a server understood of bytes that came in pieces, and what it wrote."""
    understood: list[Request] = []

    def answer(request: Request) -> Answer:
        understood.append(request)
        return Answer(201, request.body)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(answer), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.01)
    writer.write_eof()
    written = await reader.read()
    writer.close()
    server.close()
    return understood, written


POST = b"POST /v2/x?y=1 HTTP/1.1\r\nHost: h\r\ncontent-length: 3\r\n\r\nabc"


@pytest.mark.parametrize("cut", [1, 10, len(POST) - 3, len(POST) - 1])
def test_request_is_answered_once_however_it_is_cut(cut: int) -> None:
    understood, written = asyncio.run(served([POST[:cut], POST[cut:]]))

    assert understood == [Request(b"POST", "/v2/x?y=1", b"abc")]
    assert written.startswith(b"HTTP/1.1 201 Created\r\n")
    assert written.endswith(b"\r\n\r\nabc")


def test_requests_that_come_together_are_all_answered_in_order() -> None:
    understood, _ = asyncio.run(served([POST + b"GET /stats HTTP/1.1\r\n\r\n" + POST]))

    assert [request.target for request in understood] == ["/v2/x?y=1", "/stats", "/v2/x?y=1"]


async def asked(written: Sequence[bytes]) -> list[Answer]:
    """Return what a client makes of these answers, one a request; a server closes after each that says so."""
    answers = list(written)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while answers:
            await reader.readuntil(b"\r\n\r\nx")
            one = answers.pop(0)
            writer.write(one)
            if not one or b"close" in one:
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    connection = Connection(*server.sockets[0].getsockname()[:2])
    found = [await connection.post(b"POST / HTTP/1.1\r\n", b"x") for one in written if one]
    connection.close()
    server.close()
    return found


PLAIN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nb\r\ndefghijklmn\r\n0\r\n\r\n"
CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"


def test_answers_are_read_to_their_end_whether_in_chunks_or_not() -> None:
    assert asyncio.run(asked([PLAIN, CHUNKED, PLAIN])) == [
        Answer(202, b"ok"),
        Answer(200, b"abcdefghijklmn"),
        Answer(202, b"ok"),
    ]


def test_connection_that_the_server_closed_is_made_anew() -> None:
    assert asyncio.run(asked([CLOSING, PLAIN, b"", PLAIN])) == [
        Answer(200, b"ok"),
        Answer(202, b"ok"),
        Answer(202, b"ok"),
    ]
