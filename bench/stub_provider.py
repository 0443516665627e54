"""
A provider of text messages that does nothing but answer: GOV.UK Notify's API and its callbacks, at little cost.

It takes every text, keeps which reference and number came when and how often, and posts a receipt for each over kept
connections. A receipt that is not taken is posted again, as Notify does.

    python -m bench.stub_provider --port 18502 --callback-url http://127.0.0.1:18500/api/receipts/notify
"""

import argparse
import asyncio
import os
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import orjson

from bench.http1 import Answer, Connection, Request, Server

_TOKEN = "NOTIFY_CALLBACK_TOKEN"  # noqa: S105 - the name of a variable, not its value
_AGAIN_S = 0.5


@dataclass
class Taken:
    """What was handed over: per text its reference, number and moment (monotonic), in order; and the receipts."""

    texts: list[tuple[str, str, float]] = field(default_factory=list)
    id_of: dict[str, str] = field(default_factory=dict)
    twice: int = 0
    receipts_taken: int = 0
    receipts_refused: int = 0
    waiting: deque[tuple[float, str, str]] = field(default_factory=deque)

    def take(self, posted: bytes) -> Answer:
        """Take a text; the same reference again counts, as it would arrive again."""
        asked = orjson.loads(posted)
        reference, number = asked.get("reference") or "", asked.get("phone_number") or ""
        now = time.monotonic()
        if reference in self.id_of:
            self.twice += 1
        given = _numbered(len(self.texts) + 1)
        self.id_of[reference] = given
        self.texts.append((reference, number, now))
        self.waiting.append((now, reference, given))
        answer = {
            "id": given,
            "reference": reference,
            "content": {"body": "", "from_number": "STUB"},
            "uri": "",
            "template": {"id": asked.get("template_id", ""), "version": 1, "uri": ""},
        }
        return Answer(201, orjson.dumps(answer))

    def look_up(self, reference: str) -> Answer:
        """Say what became of a reference."""
        given = self.id_of.get(reference)
        found = [{"id": given, "reference": reference, "type": "sms", "status": "delivered"}] if given else []
        return Answer(200, orjson.dumps({"notifications": found, "links": {}}))

    def stats(self) -> Answer:
        """Say how far it is, in figures."""
        return Answer(
            200,
            orjson.dumps(
                {
                    "texts": len(self.texts),
                    "references": len(self.id_of),
                    "twice": self.twice,
                    "receipts_taken": self.receipts_taken,
                    "receipts_refused": self.receipts_refused,
                }
            ),
        )

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        address = urlsplit(request.target)
        if request.method == b"POST" and address.path.startswith("/v2/notifications/"):
            return self.take(request.body)
        asked = parse_qs(address.query)
        if address.path == "/v2/notifications":
            return self.look_up(asked.get("reference", [""])[0])
        if address.path == "/stats":
            return self.stats()
        if address.path == "/taken":
            return Answer(200, orjson.dumps(self.texts[int(asked.get("since", ["0"])[0]) :]))
        return Answer(404, b'{"error": "no such address"}')


def _numbered(serial: int) -> str:
    text = f"{serial:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


async def serve(port: int, taken: Taken) -> None:
    """Answer until told to stop."""
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(taken.answer), "127.0.0.1", port, backlog=256
    )
    async with server:
        await server.serve_forever()


async def post_receipts(taken: Taken, *, url: str, after_s: float) -> None:
    """Post the receipt of each text `after_s` seconds after it, over one kept connection."""
    address = urlsplit(url)
    connection = Connection(address.hostname or "", address.port or 80)
    head = (
        f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {os.environ[_TOKEN]}\r\n"
    ).encode()
    while True:
        if not taken.waiting or taken.waiting[0][0] + after_s > time.monotonic():
            await asyncio.sleep(0.01)
            continue
        one = taken.waiting.popleft()
        if await _is_taken(connection, head, receipt_of(one[1], one[2])):
            taken.receipts_taken += 1
        else:
            taken.receipts_refused += 1
            taken.waiting.append((time.monotonic() + _AGAIN_S, *one[1:]))


async def _is_taken(connection: Connection, head: bytes, receipt: bytes) -> bool:
    try:
        return (await connection.post(head, receipt)).status < 300
    except OSError:
        return False


def receipt_of(reference: str, given: str) -> bytes:
    """Return the receipt of a text, as Notify posts it."""
    now = datetime.now(UTC).isoformat()
    return orjson.dumps(
        {
            "id": given,
            "reference": reference,
            "to": "447700900000",
            "status": "delivered",
            "created_at": now,
            "sent_at": now,
            "completed_at": now,
            "notification_type": "sms",
            "template_id": "",
            "template_version": 1,
        }
    )


async def run(arguments: argparse.Namespace) -> None:
    """Take texts and post receipts."""
    taken = Taken()
    posting = (
        post_receipts(taken, url=arguments.callback_url, after_s=arguments.receipt_after_s)
        for _ in range(arguments.receipt_connections)
    )
    await asyncio.gather(serve(arguments.port, taken), *posting)


def main() -> None:
    """Serve on loopback."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--callback-url", required=True)
    parser.add_argument("--receipt-connections", type=int, default=8)
    parser.add_argument("--receipt-after-s", type=float, default=0.2)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
