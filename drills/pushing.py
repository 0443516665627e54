"""A source that pushes made-up crimes until each is taken: again after any doubt, some twice, some in batches."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
import requests

from bench.events import Event, Story, recorded, written_into
from drills.system import FORCES, System

_LARGEST_BATCH = 25
_AGAIN_S = 0.2


@dataclass
class Source:
    """Pushes for victims `first` to `first + victims - 1`, no faster than `may_push` lets it (a share of all)."""

    system: System
    first: int
    victims: int
    dice: random.Random
    may_push: Callable[[], float]
    refused: int = 0
    pushed: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Push all, and say when it is done."""
        bodies = self._bodies()
        for number, (force, events) in enumerate(bodies):
            while number / len(bodies) > self.may_push():
                time.sleep(0.05)
            for _ in range(self.dice.choice((1, 1, 1, 1, 2))):
                self._push(force, events)
        self.is_over.set()

    def _bodies(self) -> Sequence[tuple[str, Sequence[Event]]]:
        """Return every body: each crime, and of a fifth of them a later revision that tells nobody anything."""
        bodies: list[tuple[str, Sequence[Event]]] = []
        now = datetime.now(UTC)
        serials = list(range(self.first, self.first + self.victims))
        while serials:
            count = self.dice.choice((1, 1, self.dice.randint(2, _LARGEST_BATCH)))
            mine, serials = serials[:count], serials[count:]
            force = self.dice.choice(FORCES)
            story = Story(force, now)
            bodies.append((force, [recorded(serial, story) for serial in mine]))
            later = [written_into(serial, story, revision=2) for serial in mine if self.dice.random() < 0.2]
            if later:
                bodies.append((force, later))
        return bodies

    def _push(self, force: str, events: Sequence[Event]) -> None:
        """Push one body until it is taken; nobody knows what became of a call without an answer."""
        body = orjson.dumps(list(events))
        headers = {
            "Authorization": f"Bearer {self.system.keys[force]}",
            "Content-Type": "application/cloudevents-batch+json",
        }
        while not self._is_taken(body, headers):
            self.refused += 1
            time.sleep(_AGAIN_S)
        # As the intake knows an event: its id and its source (contract, "Intake").
        self.system.pushed[force] |= {f"{event['id']}\x1f{event['source']}" for event in events}
        self.pushed += len(events)

    def _is_taken(self, body: bytes, headers: dict[str, str]) -> bool:
        try:
            answer = requests.post(self.system.intake_url, data=body, headers=headers, timeout=30)
        except requests.RequestException:
            return False
        return answer.status_code == 202
