"""Push events through a pipeline and follow each to its receipt: what the burst and the steady measurements share."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.events import serial_of
from bench.pipeline import GENERATOR, CannotMeasure, Pipeline, Sent, begin_sending, end_sending

_LOOK_S = 0.1
_SETTLE_S = 2.0
_QUIET_AT_MOST_S = 120.0


@dataclass(frozen=True)
class Load:
    """
    What is pushed: bodies, each with the number of its key, and the victims who are told by it, as often as they are.

    `events` is how many there are where not each of them tells somebody; 0 where each does. `rate` is in bodies a
    second, 0 for as fast as they are answered; `patience_s` is how long nothing may move before what is missing counts
    as lost.
    """

    bodies: Iterable[tuple[int, bytes]]
    victims: Sequence[int]
    connections: int
    events: int = 0
    rate: float = 0.0
    patience_s: float = 90.0


@dataclass(frozen=True)
class Pushed:
    """What came of a load. Seconds, bytes; `sent` and `handed_over` by the clock that never goes back."""

    events: int
    seconds: float
    intake_s: float
    processor_s: Mapping[str, float]
    peaks: Mapping[str, int]
    sent: Sent
    handed_over: Mapping[int, float]
    lost: int
    twice: int
    not_delivered: int

    @property
    def rate(self) -> float:
        """Events a second, until the last receipt was in the database."""
        return self.events / self.seconds

    def processor_ms(self) -> Mapping[str, float]:
        """Return the processor time an event by role, milliseconds."""
        return {role: 1000 * used / self.events for role, used in self.processor_s.items()}


def push(pipeline: Pipeline, load: Load, *, meanwhile: Callable[[], None] = lambda: None) -> Pushed:
    """
    Push a load and wait for its receipts.

    `meanwhile` is called again and again while it runs. What is lost or goes twice is counted, not raised.
    """
    before, texts, began = pipeline.watch.processor_s(), pipeline.stub.stats()["texts"], time.time()
    with tempfile.TemporaryDirectory(prefix="waypost-bodies-") as folder, pipeline.watch.memory():
        file = _written(load.bodies, Path(folder) / "bodies")
        generator = begin_sending(pipeline, file, connections=load.connections, rate=load.rate)
        while generator.poll() is None:
            meanwhile()
            time.sleep(_LOOK_S)
        sent = end_sending(generator, file)
        ended = _wait_for_receipts(pipeline, load, before=texts, began=began, meanwhile=meanwhile)
        _wait_until_quiet(pipeline)
    after = pipeline.watch.processor_s()
    taken = pipeline.stub.taken(since=texts)
    told = Counter(serial_of(number) for _, number, _ in taken)
    wanted = Counter(load.victims)
    used = {role: after[role] - before.get(role, 0.0) for role in after} | {GENERATOR: sent.processor_s}
    return Pushed(
        events=load.events or len(load.victims),
        seconds=ended - sent.started,
        intake_s=max(sent.answered) - sent.started,
        processor_s=used,
        peaks=dict(pipeline.watch.peaks),
        sent=sent,
        handed_over={serial_of(number): at for _, number, at in reversed(taken)},
        lost=(wanted - told).total(),
        twice=(told - wanted).total(),
        not_delivered=len(load.victims) - pipeline.delivered(since=began),
    )


def _written(bodies: Iterable[tuple[int, bytes]], file: Path) -> Path:
    with file.open("wb") as lines:
        lines.writelines(b"%d\t%s\n" % body for body in bodies)
    return file


def _wait_for_receipts(
    pipeline: Pipeline, load: Load, *, before: int, began: float, meanwhile: Callable[[], None]
) -> float:
    """Return the moment at which every message was delivered, or the last at which anything moved."""
    wanted, moved, last = len(load.victims), (0, 0), time.monotonic()
    while time.monotonic() - last < load.patience_s:
        meanwhile()
        texts = pipeline.stub.stats()["texts"] - before
        # The database is asked only at the end: counting costs what is measured.
        delivered = pipeline.delivered(since=began) if texts >= wanted else 0
        if delivered >= wanted:
            return time.monotonic()
        if (texts, delivered) != moved:
            moved, last = (texts, delivered), time.monotonic()
        time.sleep(_LOOK_S)
    return last


def _wait_until_quiet(pipeline: Pipeline) -> None:
    """Let what is left be done (clocks, a text that goes twice), so that its processor time counts too."""
    time.sleep(_SETTLE_S)
    deadline = time.monotonic() + _QUIET_AT_MOST_S
    while not pipeline.is_quiet():
        if time.monotonic() > deadline:
            raise CannotMeasure(f"{pipeline.name} did not come to rest")
        time.sleep(0.5)
