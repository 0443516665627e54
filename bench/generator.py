"""
Sends prepared bodies to an intake, over kept connections, as fast as they are answered or at a rate.

Each line of the file is the number of a key, a tab, and one body, sent as it stands. The keys are in the environment,
as BENCH_KEYS, with blanks between. Writes FILE.outcome, JSON: for each body when it was answered (monotonic seconds),
and what the answers said in all.

    python -m bench.generator FILE --url http://127.0.0.1:18500/api/intake/v1/events --connections 16
"""

import argparse
import asyncio
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from bench.http1 import Answer, Connection

_PAUSE_S = 0.2


@dataclass
class Sent:
    """What became of the bodies; `answered` has one moment a body, 0 where it was not taken."""

    answered: list[float]
    started: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    late: float = 0.0
    processor_s: float = 0.0


@dataclass(frozen=True)
class Plan:
    """The bodies and how they go; `rate` in bodies a second, 0 for as fast as they are answered."""

    bodies: list[bytes]
    rate: float
    heads: list[bytes]


async def send_all(plan: Plan, connections: list[Connection]) -> Sent:
    """Send the bodies in order."""
    sent = Sent(answered=[0.0] * len(plan.bodies), started=time.monotonic())
    numbers = iter(range(len(plan.bodies)))

    async def one_after_another(connection: Connection) -> None:
        for number in numbers:
            await _wait_for_its_turn(number, plan, sent)
            answer = await _posted(connection, plan, number)
            _note(answer, number, sent)

    await asyncio.gather(*(one_after_another(connection) for connection in connections))
    return sent


async def _wait_for_its_turn(number: int, plan: Plan, sent: Sent) -> None:
    if not plan.rate:
        return
    wait_s = sent.started + number / plan.rate - time.monotonic()
    if wait_s > 0:
        await asyncio.sleep(wait_s)
    else:
        # All connections were waiting for an answer: the rate was not kept.
        sent.late = max(sent.late, -wait_s)


async def _posted(connection: Connection, plan: Plan, number: int) -> Answer:
    key, _, body = plan.bodies[number].partition(b"\t")
    head = plan.heads[int(key)]
    while True:
        try:
            answer = await connection.post(head, body)
        except OSError:
            await asyncio.sleep(_PAUSE_S)
            continue
        if answer.status not in {429, 503}:
            return answer
        await asyncio.sleep(_PAUSE_S)


def _note(answer: Answer, number: int, sent: Sent) -> None:
    sent.statuses[str(answer.status)] += 1
    if answer.status != 202:
        return
    sent.answered[number] = time.monotonic()
    said = orjson.loads(answer.body)
    sent.figures["rejected"] += len(said.pop("rejected"))
    sent.figures.update(said)


def main() -> None:
    """Send a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--url", required=True)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.0)
    arguments = parser.parse_args()
    address = urlsplit(arguments.url)
    connections = [Connection(address.hostname or "", address.port or 80) for _ in range(arguments.connections)]
    bodies = arguments.file.read_bytes().splitlines()
    plan = Plan(bodies, arguments.rate, _heads(arguments.url, is_batch=bodies[0].partition(b"\t")[2].startswith(b"[")))
    begun = time.process_time()
    sent = asyncio.run(send_all(plan, connections))
    sent.processor_s = time.process_time() - begun
    outcome_of(arguments.file).write_bytes(orjson.dumps(vars(sent)))


def outcome_of(file: Path) -> Path:
    """Return where it is written what became of the bodies of a file."""
    return file.with_name(f"{file.name}.outcome")


def _heads(url: str, *, is_batch: bool) -> list[bytes]:
    address = urlsplit(url)
    kind = "cloudevents-batch+json" if is_batch else "cloudevents+json"
    return [
        f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/{kind}\r\n"
        f"Authorization: Bearer {key}\r\n".encode()
        for key in os.environ["BENCH_KEYS"].split()
    ]


if __name__ == "__main__":
    main()
