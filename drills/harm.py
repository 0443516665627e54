"""Who kills what, and when. Each slot of a crew always has a worker in it: doomed at a place, at a moment, or not."""

import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

import psutil

from drills.crew import Order, start_worker, start_writer
from drills.points import OF_WEB, OF_WORKERS
from drills.system import FORCES, System

_SLEEP_S = 20.0
"""Longer than any lease of a drill."""
_LONGEST_LIFE_S = 8.0
_TO_COME_TO_A_PLACE_S = 20.0
_WRITERS = ("thread.before_commit", "thread.after_commit", "")


@dataclass(frozen=True)
class Harm:
    """
    What a drill does. Seconds; 0 for never.

    `points`: the places at which workers die; `random_kills`: and at any moment. `faults` is the share of the
    provider's calls that fail, `down_s` for how long it listens to nobody, once.
    """

    name: str
    points: Sequence[str] = ()
    random_kills: bool = False
    web_every_s: float = 0.0
    cut_every_s: float = 0.0
    crash_every_s: float = 0.0
    restart_every_s: float = 0.0
    sleep_every_s: float = 0.0
    faults: float = 0.0
    down_s: float = 0.0
    without: str = ""


EVERYTHING = Harm(
    "everything at once",
    points=OF_WORKERS,
    random_kills=True,
    web_every_s=45,
    cut_every_s=20,
    crash_every_s=50,
    restart_every_s=70,
    sleep_every_s=40,
    faults=0.15,
    down_s=10,
)
DRILLS: Sequence[Harm] = (
    Harm("named places", points=OF_WORKERS),
    Harm("at random", random_kills=True, web_every_s=15),
    Harm("provider", faults=0.4, down_s=15, random_kills=True),
    Harm("database", cut_every_s=10, crash_every_s=25, restart_every_s=40, random_kills=True),
    Harm("asleep past the lease", sleep_every_s=8, faults=0.1),
    EVERYTHING,
)


@dataclass
class Slot:
    """One place for a worker, and the one in it now: when it will be killed, and until when it sleeps."""

    worker: BaseProcess
    order: Order
    dies_at: float
    wakes_at: float = 0.0


@dataclass
class Crew:
    """All workers of a drill, whoever harms them, and what was done."""

    system: System
    harm: Harm
    dice: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    slots: list[Slot] = field(default_factory=list)
    writers: list[BaseProcess] = field(default_factory=list)
    next_at: dict[str, float] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """How many were killed so far; victims' own requests count beside."""
        return self.kills.total() - self.kills["writer"]

    def begin(self, workers: int) -> None:
        """Start the workers."""
        self.slots = [self._doomed() for _ in range(workers)]

    def harm_once(self) -> None:
        """Look at everything once, and do what is due."""
        for number, slot in enumerate(self.slots):
            self.slots[number] = self._look_at(slot)
        for what, every_s, act in (
            ("web", self.harm.web_every_s, self._kill_web),
            ("connections cut", self.harm.cut_every_s, lambda: self.system.cut_connections(how=signal.SIGTERM)),
            ("backend", self.harm.crash_every_s, lambda: self.system.cut_connections(how=signal.SIGKILL)),
            ("PostgreSQL", self.harm.restart_every_s, self._kill_database),
            ("asleep", self.harm.sleep_every_s, self._put_to_sleep),
            ("writer", 0.0 if self.harm.without else 1.0, self._write),
        ):
            if every_s and time.monotonic() >= self.next_at.setdefault(what, time.monotonic() + every_s):
                self.next_at[what] = time.monotonic() + every_s
                act()
                if what != "writer":
                    self.kills[what] += 1

    def make_good(self) -> None:
        """End all harm: every worker is one that nobody kills."""
        for number, slot in enumerate(self.slots):
            if slot.wakes_at:
                slot.worker.kill() if slot.worker.pid is None else psutil.Process(slot.worker.pid).resume()
            if slot.order.crashpoint or not slot.worker.is_alive():
                slot.worker.kill()
                slot.worker.join()
                self.slots[number] = self._new(Order(without=self.harm.without), dies_at=float("inf"))
            else:
                self.slots[number] = Slot(slot.worker, slot.order, float("inf"))

    def revive(self) -> None:
        """Start anew whoever has ended by itself, as whoever runs the system would."""
        for number, slot in enumerate(self.slots):
            if not slot.worker.is_alive():
                self.slots[number] = self._new(slot.order, dies_at=float("inf"))

    def end(self) -> None:
        """Leave nobody behind."""
        for process in (*(slot.worker for slot in self.slots), *self.writers):
            process.kill()
            process.join()

    def _look_at(self, slot: Slot) -> Slot:
        now = time.monotonic()
        if slot.wakes_at:
            if now < slot.wakes_at:
                return slot
            psutil.Process(slot.worker.pid).resume()
            return Slot(slot.worker, slot.order, now + _LONGEST_LIFE_S)
        if not slot.worker.is_alive():
            if slot.worker.exitcode == -signal.SIGKILL and slot.order.crashpoint:
                self.kills["at a place"] += 1
                self.reached.add(slot.order.crashpoint)
            return self._doomed()
        if now >= slot.dies_at:
            slot.worker.kill()
            slot.worker.join()
            self.kills["at random"] += 1
            # A place that was not reached while there was little to do has another turn.
            self.left += [slot.order.crashpoint] if slot.order.crashpoint else []
            return self._doomed()
        return slot

    def _doomed(self) -> Slot:
        place = ""
        if self.harm.points and self.dice.random() < (0.7 if self.harm.random_kills else 1.0):
            self.left = self.left or self.dice.sample(list(self.harm.points), k=len(self.harm.points))
            place = self.left.pop(0)
        is_mortal = bool(place) or self.harm.random_kills
        life_s = _TO_COME_TO_A_PLACE_S if place else self.dice.uniform(1.0, _LONGEST_LIFE_S)
        dies_at = time.monotonic() + life_s if is_mortal else float("inf")
        return self._new(Order(place, self.harm.without), dies_at=dies_at)

    def _new(self, order: Order, *, dies_at: float) -> Slot:
        return Slot(start_worker(order), order, dies_at)

    def _kill_web(self) -> None:
        """Kill web; half of the time its next processes die at a place until it is killed again."""
        self.system.kill_web()
        place = self.dice.choice(OF_WEB)
        if self.dice.random() < 0.5:
            self.system.start_web(crashpoint=place)
            time.sleep(6)
            self.system.kill_web()
        self.system.start_web(crashpoint="")

    def _kill_database(self) -> None:
        # A sleeper may hold the lock under which whoever finds the server dead starts it: it would never be let go.
        for slot in self.slots:
            if slot.wakes_at:
                psutil.Process(slot.worker.pid).resume()
                slot.wakes_at = 0.0
        self.system.kill_database()

    def _put_to_sleep(self) -> None:
        slot = self.dice.choice(self.slots)
        if slot.worker.is_alive() and not slot.wakes_at and slot.worker.pid is not None:
            psutil.Process(slot.worker.pid).suspend()
            slot.wakes_at = time.monotonic() + _SLEEP_S

    def _write(self) -> None:
        """Let a victim write; half of them lose their process while they do."""
        for one in [writer for writer in self.writers if not writer.is_alive()]:
            self.writers.remove(one)
            if one.exitcode == -signal.SIGKILL:
                self.kills["writer"] += 1
        place = self.dice.choice(_WRITERS)
        self.writers.append(start_writer(FORCES, crashpoint=place, seed=self.dice.randrange(1 << 30)))
