"""
A provider that fails in every way it can, and a crime system that does, with their own ledgers.

It speaks GOV.UK Notify's API and posts receipts: repeated, in the wrong order, of references that are nobody's. What it
took stands in its ledger however it answered. `POST /weather` says how it behaves from then on.

    python -m drills.provider --port 18602 --callback-url http://127.0.0.1:18600/api/receipts/notify --seed 1
"""

import argparse
import asyncio
import base64
import contextlib
import hashlib
import os
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import orjson

from bench.http1 import Connection
from bench.stub_provider import receipt_of

_TOKEN = "NOTIFY_CALLBACK_TOKEN"  # noqa: S105 - the name of a variable, not its value
_AGAIN_S = 0.5
_HANG_S = 4.0
_LATE_S = 2.5


class Fault(StrEnum):
    """What a call meets. `accepted_`: the text is taken, and then nobody is told so; `late`: taken after a hang."""

    ERROR = "500"
    UNAVAILABLE = "503"
    TOO_MANY = "429"
    TIME_OUT = "408"
    HANG = "hang"
    RESET = "reset"
    GARBAGE = "garbage"
    HALF = "half"
    ACCEPTED_ERROR = "accepted_500"
    ACCEPTED_HANG = "accepted_hang"
    ACCEPTED_RESET = "accepted_reset"
    ACCEPTED_GARBAGE = "accepted_garbage"
    LATE = "late"


_STATUSES = {
    Fault.ERROR: 500,
    Fault.UNAVAILABLE: 503,
    Fault.TOO_MANY: 429,
    Fault.TIME_OUT: 408,
    Fault.ACCEPTED_ERROR: 500,
}
_ON_LOOK_UP = (Fault.ERROR, Fault.UNAVAILABLE, Fault.RESET, Fault.GARBAGE, Fault.HANG)
_STORIES = (
    *[("delivered",)] * 6,
    ("sending", "delivered"),
    ("delivered", "sending"),
    ("delivered", "delivered"),
    ("delivered", "permanent-failure"),
    ("permanent-failure",),
    (),
)
"""What is said of a text, in this order."""


@dataclass
class Weather:
    """The share of calls that meet a fault, how much later than it takes a text it can say so, and which faults."""

    share: float = 0.0
    lookup_lag_s: float = 0.0
    kinds: tuple[Fault, ...] = tuple(Fault)


@dataclass
class Ledger:
    """What the provider took, and what the crime system has; each in the order in which it came."""

    texts: list[tuple[str, str, str, str]] = field(default_factory=list)
    taken_at: dict[str, float] = field(default_factory=dict)
    entries: list[tuple[str, str]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    met: Counter[str] = field(default_factory=Counter)


@dataclass
class Provider:
    """One provider with its accounts."""

    dice: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    weather: Weather = field(default_factory=Weather)
    receipts: asyncio.Queue[tuple[float, str, str]] = field(default_factory=asyncio.Queue)
    server: asyncio.Server | None = None

    async def serve(self, port: int) -> None:
        """Listen."""
        self.server = await asyncio.start_server(self._talk, "127.0.0.1", port, limit=1 << 22, backlog=256)

    async def be_down(self, seconds: float, port: int) -> None:
        """Listen to nobody for a while."""
        assert self.server is not None  # noqa: S101 - it is told so by a call
        self.server.close()
        await asyncio.sleep(seconds)
        await self.serve(port)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, target, _ = head.split(" ", 2)
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
                }
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                answer = await self._answer(method, target, headers, body)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
        writer.transport.abort()

    async def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes | None:
        """Return what is written, or None where the line is cut."""
        address = urlsplit(target)
        if method == "POST" and address.path.startswith("/v2/notifications/"):
            return await self._send(orjson.loads(body), service=_service(headers))
        if address.path == "/v2/notifications":
            return await self._look_up(parse_qs(address.query).get("reference", [""])[0])
        if address.path.startswith("/crime-system/"):
            return self._keep_entry(address.path.rpartition("/")[2], headers["webhook-id"])
        if address.path == "/weather":
            return self._change(orjson.loads(body))
        if address.path == "/ledger":
            return _http(200, {"texts": self.ledger.texts, "entries": self.ledger.entries, "met": self.ledger.met})
        return _http(404, {"errors": []})

    def _change(self, wish: Mapping[str, Any]) -> bytes:
        if "down_s" in wish:
            port = self.server.sockets[0].getsockname()[1] if self.server else 0
            _keep(asyncio.create_task(self.be_down(float(wish["down_s"]), port)))
        kinds = tuple(Fault(kind) for kind in wish.get("kinds", Fault))
        self.weather = Weather(wish.get("share", 0.0), wish.get("lookup_lag_s", 0.0), kinds)
        return _http(200, {})

    def _fault(self, *of: Fault) -> Fault | None:
        kinds = [kind for kind in self.weather.kinds if kind in of]
        if not kinds or self.dice.random() >= self.weather.share:
            return None
        fault = self.dice.choice(kinds)
        self.ledger.met[fault] += 1
        return fault

    async def _send(self, asked: Mapping[str, Any], *, service: str) -> bytes | None:
        fault = self._fault(*Fault)
        if fault is Fault.LATE:
            await asyncio.sleep(_LATE_S)
        if fault is None or fault is Fault.LATE or fault.startswith("accepted"):
            self._keep_text(asked, service=service)
        if fault in {Fault.HANG, Fault.ACCEPTED_HANG}:
            await asyncio.sleep(_HANG_S)
        if fault in {Fault.HANG, Fault.RESET, Fault.ACCEPTED_RESET, Fault.ACCEPTED_HANG, Fault.LATE}:
            return None
        if fault in _STATUSES:
            return _http(_STATUSES[fault], {"errors": []}, "Retry-After: 1\r\n" if fault is Fault.TOO_MANY else "")
        if fault in {Fault.GARBAGE, Fault.ACCEPTED_GARBAGE}:
            return _http(200, "it is raining")
        answer = {"id": str(uuid4()), "reference": asked["reference"], "content": {}, "uri": "", "template": {}}
        whole = _http(201, answer)
        # Half a body, of which nothing was taken.
        return whole[: -len(whole) // 3] if fault is Fault.HALF else whole

    def _keep_text(self, asked: Mapping[str, Any], *, service: str) -> None:
        reference = str(asked["reference"])
        digest = hashlib.sha256(asked["personalisation"]["body"].encode()).hexdigest()
        self.ledger.texts.append((reference, service, digest, asked["phone_number"]))
        self.ledger.taken_at.setdefault(reference, asyncio.get_running_loop().time())
        for status in self.dice.choice(_STORIES):
            self.receipts.put_nowait((asyncio.get_running_loop().time() + self.dice.random(), reference, status))
        if self.dice.random() < 0.02:
            self.receipts.put_nowait((0.0, str(uuid4()), "delivered"))

    async def _look_up(self, reference: str) -> bytes | None:
        fault = self._fault(*_ON_LOOK_UP)
        if fault is Fault.HANG:
            await asyncio.sleep(_HANG_S)
        if fault in {Fault.HANG, Fault.RESET}:
            return None
        if fault in _STATUSES:
            return _http(_STATUSES[fault], {"errors": []})
        if fault is Fault.GARBAGE:
            return _http(200, {"notifications": "none"})
        at = self.ledger.taken_at.get(reference)
        is_known = at is not None and asyncio.get_running_loop().time() - at >= self.weather.lookup_lag_s
        found = [{"id": reference, "reference": reference, "type": "sms", "status": "sending"}] if is_known else []
        return _http(200, {"notifications": found, "links": {}})

    def _keep_entry(self, force: str, waypost_id: str) -> bytes | None:
        """The crime system knows by its id what it has, as the contract asks of it."""
        fault = self._fault(Fault.UNAVAILABLE, Fault.RESET, Fault.ACCEPTED_RESET)
        if fault in {None, Fault.ACCEPTED_RESET} and waypost_id not in self.ledger.known:
            self.ledger.known.add(waypost_id)
            self.ledger.entries.append((force, waypost_id))
        if fault is None:
            return _http(202, {})
        return _http(503, {}) if fault is Fault.UNAVAILABLE else None

    async def post_receipts(self, url: str) -> None:
        """Post what is said of texts; what is not taken is posted again, as Notify does."""
        address = urlsplit(url)
        connection = Connection(address.hostname or "", address.port or 80)
        head = (
            f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {os.environ[_TOKEN]}\r\n"
        ).encode()
        while True:
            due, reference, status = await self.receipts.get()
            await asyncio.sleep(max(due - asyncio.get_running_loop().time(), 0))
            body = receipt_of(reference, reference).replace(b'"delivered"', f'"{status}"'.encode())
            while not await _is_taken(connection, head, body):  # noqa: ASYNC110 - there is nothing to wait for
                await asyncio.sleep(_AGAIN_S)


_TASKS: set[asyncio.Task[None]] = set()


def _keep(task: asyncio.Task[None]) -> None:
    # The loop itself holds tasks weakly.
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


async def _is_taken(connection: Connection, head: bytes, body: bytes) -> bool:
    try:
        return (await connection.post(head, body)).status < 300
    except (OSError, EOFError, ValueError, IndexError):
        connection.close()
        return False


def _service(headers: Mapping[str, str]) -> str:
    """Return whose key signed the token; nobody checks the signature here."""
    claims = headers.get("authorization", "").split(".")
    padded = claims[1] + "=" * (-len(claims[1]) % 4)
    return str(orjson.loads(base64.urlsafe_b64decode(padded))["iss"])


def _http(status: int, answer: object, extra: str = "") -> bytes:
    body = orjson.dumps(answer, option=orjson.OPT_NON_STR_KEYS)
    head = f"HTTP/1.1 {status} So\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    return head.encode() + body


async def _run(arguments: argparse.Namespace) -> None:
    provider = Provider(random.Random(arguments.seed))
    await provider.serve(arguments.port)
    await asyncio.gather(*(provider.post_receipts(arguments.callback_url) for _ in range(4)))


def main() -> None:
    """Serve on loopback."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--callback-url", required=True)
    parser.add_argument("--seed", type=int, required=True)
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
