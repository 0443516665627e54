"""
How long from the intake's 202 to the hand-over at the provider, at a steady rate?

Pushes newly recorded crimes one by one at each rate, for so long, whether or not the answers keep up. Journeys gather
no news for a digest, so each is due at once. With `--kill-every`, a worker is killed (kill -9, with all that it
started) and another started every so many seconds, at one more rate.

    python -m bench.steady --rates 20 42 100 300 --seconds 60 --kill-every 5
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.burst import system_ms
from bench.events import Story, recorded, single
from bench.figures import heading, percentile, show, table
from bench.guards import NotLoopback
from bench.pipeline import CannotMeasure
from bench.pushing import Load, Pushed, push
from bench.system import FORCE, System, running_system

_CONNECTIONS = 16
# A message that a killed worker had leased waits until its lease is over, and is asked about.
_PATIENCE_S = 400.0
_WARM_UP = 100


@dataclass(frozen=True)
class Rate:
    """So many events a second for so long; a worker is killed every `kill_every_s`, 0 for never."""

    per_s: float
    seconds: float
    kill_every_s: float = 0.0

    @property
    def events(self) -> int:
        """How many events that makes."""
        return round(self.per_s * self.seconds)


@dataclass
class Killer:
    """Kills a worker now and then while it is asked to."""

    system: System
    every_s: float
    until: float
    last: float
    kills: int = 0

    def __call__(self) -> None:
        """Kill one if it is time."""
        now = time.monotonic()
        if now < self.until and now - self.last >= self.every_s:
            self.last, self.kills = now, self.kills + 1
            self.system.kill_worker()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rates", type=float, nargs="*", default=[20.0, 42.0, 100.0, 300.0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill-every", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--kill-rate", type=float, default=42.0)
    arguments = parser.parse_args()
    rates = [Rate(rate, arguments.seconds) for rate in arguments.rates]
    if arguments.kill_every:
        rates.append(Rate(arguments.kill_rate, arguments.seconds, arguments.kill_every))
    try:
        with running_system(workers=arguments.workers) as system:
            rows = list(_measured(system, rates))
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None
    command = f"python -m bench.steady --rates {' '.join(f'{rate:g}' for rate in arguments.rates)}"
    command += f" --seconds {arguments.seconds:g} --workers {arguments.workers}"
    command += f" --kill-every {arguments.kill_every:g}" if arguments.kill_every else ""
    print(heading(f"A steady rate for {arguments.seconds:g} s, {arguments.workers} workers", command), end="\n\n")
    print(table(_COLUMNS, rows))


def _measured(system: System, rates: Sequence[Rate]) -> Iterator[Sequence[object]]:
    first = 0
    for rate in [Rate(float(_WARM_UP), 1.0), *rates]:
        story = Story(FORCE, datetime.now(UTC))
        victims = range(first, first + rate.events)
        first += rate.events
        bodies = ((0, body) for body in single([recorded(serial, story) for serial in victims]))
        load = Load(bodies, victims, _CONNECTIONS, rate=rate.per_s, patience_s=_PATIENCE_S if rate.kill_every_s else 90)
        killer, began = _killer(system, rate), time.time()
        pushed = push(system, load, meanwhile=killer)
        if victims[0]:
            kills = killer.kills if isinstance(killer, Killer) else 0
            waits = [show(percentile(waits_s(pushed, victims), share)) for share in (0.5, 0.95, 0.99, 1.0)]
            yield (f"{rate.per_s:g}", kills, *waits, _stages(system, since=began), *_outcome(pushed))


def _killer(system: System, rate: Rate) -> Callable[[], None]:
    now = time.monotonic()
    if not rate.kill_every_s:
        return lambda: None
    return Killer(system, rate.kill_every_s, until=now + rate.seconds, last=now)


_COLUMNS = (
    "events/s", "workers killed", "p50 s", "p95 s", "p99 s", "longest s",
    "of it: to the decision, to the lease, to the provider's answer (p50 s)", "latest past its turn, s",
    "system, ms an event", "events", "lost", "twice", "not delivered",
)  # fmt: skip


def _outcome(pushed: Pushed) -> Sequence[object]:
    cost = show(system_ms(pushed))
    return (show(pushed.sent.late), cost, pushed.events, pushed.lost, pushed.twice, pushed.not_delivered)


def _stages(system: System, *, since: float) -> str:
    """Return where the time goes: from the record to the message, to its lease, to the answer of the provider."""
    row = (
        system.connect(FORCE)
        .execute(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM m.planned_at - e.seen_at)),"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM a.leased_at - m.planned_at)),"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM a.accepted_at - a.leased_at))"
            " FROM messages_message m JOIN messages_attempt a ON a.message_id = m.id"
            " JOIN cases_event e ON e.case_id = m.case_id AND e.number = m.event_number"
            " WHERE m.force = %s AND m.planned_at >= to_timestamp(%s)",
            [FORCE, since],
        )
        .fetchone()
    )
    return ", ".join("none" if figure is None else show(float(str(figure))) for figure in row or ())


def waits_s(pushed: Pushed, victims: Sequence[int]) -> Sequence[float]:
    """
    Return how long each victim's text took from the 202 to its first hand-over; not less than 0.

    A text may be handed over before the answer has reached the generator. What was lost counts as endless.
    """
    answered = dict(zip(victims, pushed.sent.answered, strict=True))
    return [max(pushed.handed_over.get(victim, float("inf")) - answered[victim], 0.0) for victim in victims]


if __name__ == "__main__":
    main()
