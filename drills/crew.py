"""
Workers that are forked from a process which has loaded the product, so that a thousand kills are no thousand starts.

What a forked worker does is what `waypost worker` does. `guards` are taken out in it alone, its clock may be set wrong.
"""

import contextlib
import multiprocessing
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import uuid4

import django
from django.apps import apps
from django.db import InterfaceError, OperationalError

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.config.settings")
    django.setup()

from drills.guards import take_out
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.base.values import ForceName, PersonId
from waypost.cases.models import Person
from waypost.config.worker import run_worker
from waypost.connectors.writeback import draining
from waypost.messages.operations import write_to_officer

CLOCK_FILE = "WAYPOST_DRILL_CLOCK"
"""The variable that names the file in which the error of every clock stands, in seconds."""

_WRITE_BACK_LEASE = timedelta(seconds=20)
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["drills.crew"])


@dataclass(frozen=True)
class Order:
    """Where a worker dies, if anywhere, and which guard is taken out in it, if any."""

    crashpoint: str = ""
    without: str = ""


class _WrongClock(datetime):
    """A machine's clock that is set wrong, for all that ask our own clock."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_WrongClock":
        """Return the wrong time."""
        said = Path(os.environ[CLOCK_FILE]).read_text(encoding="utf-8")
        moment = datetime.now(tz or UTC) + timedelta(seconds=float(said or 0))
        return cls.fromtimestamp(moment.timestamp(), tz)


def start_worker(order: Order) -> BaseProcess:
    """Start one."""
    return _start(work, order)


def start_writer(forces: Sequence[str], *, crashpoint: str, seed: int) -> BaseProcess:
    """Let a victim of one of these forces write to the officer; the process may die of it."""
    return _start(write, forces, crashpoint, seed)


def _start(target: object, *arguments: object) -> BaseProcess:
    process = _PROCESSES.Process(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]
    process.start()
    return process


def work(order: Order) -> None:
    """Be a worker until killed."""
    os.environ["WAYPOST_CRASHPOINT"] = order.crashpoint
    if CLOCK_FILE in os.environ:
        clock.datetime = _WrongClock  # type: ignore[attr-defined]
    # The crime system of a drill answers at once; the product leaves it two minutes.
    draining.LEASE = _WRITE_BACK_LEASE
    take_out(order.without)
    run_worker(concurrency=4)


def write(forces: Sequence[str], crashpoint: str, seed: int) -> None:
    """Write once, as a victim who is signed in does."""
    os.environ["WAYPOST_CRASHPOINT"] = crashpoint
    dice = random.Random(seed)
    force = ForceName(dice.choice(forces))
    # Where the database is away, the victim sees an error and nothing is written.
    with contextlib.suppress(OperationalError, InterfaceError), in_force(force):
        people = list(Person.objects.order_by("id").values_list("id", flat=True)[:500])
        if people:
            person = PersonId(dice.choice(people))
            write_to_officer(person, text="Any news?", waypost_id=uuid4(), force=force, now=clock.now())
