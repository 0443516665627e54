"""
Browsers of staff: each has signed in, and opens one page after the other over a kept connection.

    python -m bench.staff_clients plan.json --seconds 60 --think 5 > samples.json

`plan.json` is a list of clients, each with a cookie and its pages: name of the view and address. With a think time each
client opens a page about that often, at moments of its own; with 0 it opens the next one as soon as it has one.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from bench.http1 import Connection

_OK = 200


def main() -> None:
    """Run them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--think", type=float, required=True)
    arguments = parser.parse_args()
    clients = json.loads(arguments.plan.read_text(encoding="utf-8"))
    used = time.process_time()
    samples, faults, seconds = asyncio.run(
        _all(clients, port=arguments.port, seconds=arguments.seconds, think=arguments.think)
    )
    used = time.process_time() - used
    json.dump({"samples": samples, "faults": faults, "seconds": seconds, "processor_s": used}, sys.stdout)


async def _all(
    clients: Sequence[Mapping[str, Any]], *, port: int, seconds: float, think: float
) -> tuple[Sequence[tuple[str, float, int]], Sequence[tuple[str, int]], float]:
    samples: list[tuple[str, float, int]] = []
    faults: list[tuple[str, int]] = []
    began = time.monotonic()
    ends = began + seconds
    await asyncio.gather(
        *(
            _client(number, one, port=port, ends=ends, think=think, samples=samples, faults=faults)
            for number, one in enumerate(clients)
        )
    )
    return samples, faults, time.monotonic() - began


async def _client(
    number: int,
    client: Mapping[str, Any],
    *,
    port: int,
    ends: float,
    think: float,
    samples: list[tuple[str, float, int]],
    faults: list[tuple[str, int]],
) -> None:
    draw = random.Random(number)
    connection = Connection("127.0.0.1", port)
    pages = list(client["pages"])
    draw.shuffle(pages)
    await asyncio.sleep(draw.random() * think)
    for view, path in cycle(pages):
        if time.monotonic() >= ends:
            break
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: session={client['cookie']}\r\n"
        began = time.monotonic()
        answer = await connection.post(head.encode(), b"")
        samples.append((view, time.monotonic() - began, len(answer.body)))
        if answer.status != _OK:
            faults.append((view, answer.status))
        if think:
            await asyncio.sleep(think * (0.5 + draw.random()))
    connection.close()


if __name__ == "__main__":
    main()
