"""What every measured pipeline is to a measurement: an intake, a stub provider behind it, and a count of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psutil
import requests

from bench.generator import outcome_of
from bench.usage import Watch

CHECKOUT = Path(__file__).resolve().parent.parent
STUB, GENERATOR = "stub", "generator"
START_TIMEOUT_S = 120.0
# Notify's client wants a key of this shape; nobody checks it here.
NOTIFY_KEY = "bench-12345678-1234-1234-1234-123456789012-12345678-1234-1234-1234-123456789012"
NOTIFY_TEMPLATE = "12345678-1234-1234-1234-123456789012"


class CannotMeasure(RuntimeError):
    """A program of the measurement did not come up, or has ended."""


class Pipeline(Protocol):
    """A running system under test."""

    name: str
    intake_url: str
    keys: list[str]
    stub: "Stub"
    watch: Watch

    def delivered(self, *, since: float) -> int:
        """Return how many messages its database has as delivered, of those that became so since (Unix seconds)."""

    def is_quiet(self) -> bool:
        """Whether nothing is left for it to do now."""


@dataclass(frozen=True)
class Stub:
    """The running stub provider."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def stats(self) -> Mapping[str, int]:
        """Return how far it is."""
        found: Mapping[str, int] = self.session.get(f"{self.url}/stats", timeout=30).json()
        return found

    def taken(self, *, since: int) -> Sequence[tuple[str, str, float]]:
        """Return what it took after the first `since` texts: reference, number, moment."""
        answer = self.session.get(f"{self.url}/taken", params={"since": since}, timeout=120)
        return [(reference, number, at) for reference, number, at in answer.json()]


@dataclass(frozen=True)
class Sent:
    """What the generator did: moments are monotonic seconds, 0 for a body that was not taken."""

    started: float
    answered: Sequence[float]
    statuses: Mapping[str, int]
    figures: Mapping[str, int]
    late: float
    processor_s: float


def start_stub(
    port: int, *, callback_url: str, environment: Mapping[str, str], watch: Watch
) -> subprocess.Popen[bytes]:
    """Start the stub provider."""
    arguments = ("-m", "bench.stub_provider", "--port", str(port), "--callback-url", callback_url)
    return start(arguments, role=STUB, environment=environment, watch=watch)


def start(
    arguments: Sequence[str], *, role: str, environment: Mapping[str, str], watch: Watch, program: str = sys.executable
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, and watch it."""
    child = subprocess.Popen([program, *arguments], cwd=CHECKOUT, env=dict(environment), start_new_session=True)
    watch.add(role, psutil.Process(child.pid))
    return child


def wait_for(url: str, *, children: Sequence[subprocess.Popen[bytes]]) -> None:
    """
    Wait until an address answers.

    :raises CannotMeasure: if it does not, or one of the programs ends.
    """

    def answers() -> bool:
        if any(child.poll() is not None for child in children):
            raise CannotMeasure("a program of the measurement has ended: what it said stands above")
        try:
            return requests.get(url, timeout=5).ok
        except requests.RequestException:
            return False

    wait_until(answers, timeout_s=START_TIMEOUT_S, what=f"{url} did not come up")


def wait_until(is_so: Callable[[], bool], *, timeout_s: float, what: str) -> None:
    """
    Wait.

    :raises CannotMeasure: with `what` if it does not become so.
    """
    deadline = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > deadline:
            raise CannotMeasure(what)
        time.sleep(0.2)


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Stop programs, the last started first."""
    for child in reversed(children):
        child.terminate()
    for child in reversed(children):
        try:
            child.wait(timeout=25)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def plain_environment(**own: str) -> dict[str, str]:
    """Return an environment that holds of the caller's only what any program needs: no provider comes in by it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"} | own


def free_ports(count: int) -> Sequence[int]:
    """Return ports that nobody listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def begin_sending(pipeline: Pipeline, file: Path, *, connections: int, rate: float) -> subprocess.Popen[bytes]:
    """Start the generator on a file of bodies."""
    command = [
        sys.executable, "-m", "bench.generator", str(file), "--url", pipeline.intake_url,
        "--connections", str(connections), "--rate", str(rate),
    ]  # fmt: skip
    environment = plain_environment(BENCH_KEYS=" ".join(pipeline.keys))
    return subprocess.Popen(command, cwd=CHECKOUT, env=environment, start_new_session=True)


def end_sending(generator: subprocess.Popen[bytes], file: Path) -> Sent:
    """
    Wait for the generator; return what it did with the file of bodies.

    :raises CannotMeasure: if it failed, or an answer was not 202.
    """
    if generator.wait():
        raise CannotMeasure("the generator failed: what it said stands above")
    found: dict[str, Any] = json.loads(outcome_of(file).read_bytes())
    sent = Sent(**found)
    if set(sent.statuses) != {"202"} or sent.figures.get("rejected"):
        raise CannotMeasure(f"the intake answered {dict(sent.statuses)}, {dict(sent.figures)}")
    return sent
