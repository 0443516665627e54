"""One drill: a phone that speaks Notify's API, workers that are processes, and what must hold afterwards."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any

import requests

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.faults.worker import Order, work
from tests.integration.messages.world import FORCE
from waypost.messages.queries import accepted_references, message_counts

_PATIENCE_S = 120
# Workers are forked from a process that has loaded the product and has no threads and no connection.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.faults.worker"])


@dataclass(frozen=True)
class Drill:
    """A phone at `url`, and the settings with which workers run against it."""

    url: str
    settings: Mapping[str, str | float]

    def order(self, *faults: dict[str, Any], lookup_lag_s: float = 0) -> None:
        """Let the phone's next calls meet these faults."""
        wish = {"next": list(faults), "lookup_lag_s": lookup_lag_s, "receipts": {"enabled": False}}
        requests.post(f"{self.url}/_faults", json=wish, timeout=5).raise_for_status()

    def start(self, *command: str, crashpoint: str = "") -> BaseProcess:
        """Start a worker that dies at `crashpoint`, if one is named."""
        name, *arguments = command or ("deliver",)
        order = Order(name, tuple(arguments), crashpoint, os.environ["DATABASE_URL"], self.settings)
        process = _PROCESSES.Process(target=work, args=(order,), daemon=True)
        process.start()
        return process

    def kill_at(self, crashpoint: str, *command: str) -> None:
        """Run a worker until it is killed at `crashpoint`."""
        status = ended(self.start(*command, crashpoint=crashpoint))
        assert status == -signal.SIGKILL, f"the worker ended with {status} and never came to {crashpoint}"

    def run(self, *command: str) -> None:
        """Run a worker to its end."""
        assert ended(self.start(*command)) == 0

    def on_the_phone(self) -> Counter[str]:
        """Return the references that the phone holds, and how often it holds each."""
        kept = requests.get(f"{self.url}/_messages", timeout=5).json()["messages"]
        return Counter(message["reference"] for message in kept)

    def is_exact(self, *, messages: int) -> bool:
        """
        Whether nothing was lost and nothing sent twice.

        Every message was handed over, the phone holds each reference once, and both ledgers hold the same ones
        (trust.md I2 and I3).
        """
        states = {count.state.value: count.count for count in message_counts(FORCE)}
        ledger = self.on_the_phone()
        is_complete = states == {"handed_over": messages}
        return is_complete and set(ledger.values()) == {1} and set(ledger) == accepted_references(FORCE)


def ended(process: BaseProcess) -> int | None:
    """Wait for a worker's end and return its status; of one that was killed, the signal below zero."""
    process.join(_PATIENCE_S)
    status = process.exitcode
    process.kill()
    return status


def settings_of_workers(url: str, *, mail_port: int) -> Mapping[str, str | float]:
    """Return the settings of a worker: this phone with its inbox, and the times of a test."""
    return {
        "NOTIFY_BASE_URL": url,
        "NOTIFY_API_KEY": DEMO_API_KEY,
        "NOTIFY_TEMPLATE_SMS": SMS_TEMPLATE_ID,
        "NOTIFY_TIMEOUT_S": 1.2,
        "NOTIFY_RECONCILE_AFTER_S": 0.4,
        "SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        "SMTP_TIMEOUT_S": 1.2,
    }


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, for as long as a drill has patience."""
    give_up_at = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)
