"""One drill from its first event until nothing is left to do; then the invariants."""

import random
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from drills.evidence import Breach
from drills.harm import Crew, Harm
from drills.pushing import Source
from drills.system import FORCES, System
from waypost.base import clock
from waypost.base.values import ForceName

_LOOKUP_LAG_S = 1.0
_LOOK_S = 0.25


@dataclass(frozen=True)
class Wish:
    """How much: victims of this drill from `first` on, kills, workers, and after how many seconds it ends anyway."""

    first: int
    messages: int
    kills: int
    workers: int
    seed: int
    longest_s: float
    settles_in_s: float = 420.0


@dataclass(frozen=True)
class Outcome:
    """What came of a drill. Seconds; `recovered_s` from the last harm until every message was settled."""

    harm: Harm
    wish: Wish
    kills: Mapping[str, int]
    reached: Sequence[str]
    met: Mapping[str, int]
    refused: int
    breaches: Sequence[Breach]
    lost: int
    twice: int
    seconds: float
    recovered_s: float
    written_back_s: float

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, nothing sent twice, and no invariant is broken."""
        return not (self.breaches or self.lost or self.twice)


def run(system: System, harm: Harm, wish: Wish) -> Outcome:
    """Run one drill on a system that has nothing left to do."""
    before = Counter(system.ledger()["met"])
    crew = Crew(system, harm, random.Random(wish.seed))
    began = time.monotonic()

    def may_push() -> float:
        done = crew.killed / wish.kills if wish.kills else 1.0
        return max(done, (time.monotonic() - began) / wish.longest_s, 0.05)

    source = Source(system, wish.first, wish.messages, random.Random(wish.seed), may_push)
    system.weather(share=harm.faults, lookup_lag_s=_LOOKUP_LAG_S)
    pushing = threading.Thread(target=source.run, daemon=True)
    pushing.start()
    crew.begin(wish.workers)
    try:
        _harm(crew, source, wish, began)
        system.weather(lookup_lag_s=_LOOKUP_LAG_S)
        crew.make_good()
        source.is_over.wait(wish.settles_in_s)
        ended = time.monotonic()
        recovered_s, written_back_s = _settle(system, crew, wish, since=ended)
    finally:
        crew.end()
    told = Counter(told for told in system.told() if wish.first <= told < wish.first + wish.messages)
    return Outcome(
        harm=harm,
        wish=wish,
        kills=dict(crew.kills),
        reached=sorted(crew.reached),
        met=Counter(system.ledger()["met"]) - before,
        refused=source.refused,
        breaches=all_breaches(system),
        lost=wish.messages - len(told),
        twice=told.total() - len(told),
        seconds=time.monotonic() - began,
        recovered_s=recovered_s,
        written_back_s=written_back_s,
    )


def _harm(crew: Crew, source: Source, wish: Wish, began: float) -> None:
    """Do harm until there were kills enough and all is pushed, or the time is up."""
    is_down = not crew.harm.down_s
    while time.monotonic() - began < wish.longest_s:
        if crew.killed >= wish.kills and source.is_over.is_set():
            return
        if not is_down and crew.killed >= wish.kills / 2:
            is_down = True
            crew.system.weather(share=crew.harm.faults, lookup_lag_s=_LOOKUP_LAG_S, down_s=crew.harm.down_s)
        crew.harm_once()
        time.sleep(_LOOK_S / 5)


def _settle(system: System, crew: Crew, wish: Wish, *, since: float) -> tuple[float, float]:
    """Wait until no message is on its way, then until the crime system has all; return how long each took."""
    recovered = float("inf")
    while time.monotonic() - since < wish.settles_in_s:
        crew.revive()
        try:
            left = system.open_work()
        except psycopg.OperationalError:
            time.sleep(_LOOK_S)
            continue
        after = time.monotonic() - since
        if not (left["undecided"] or left["on their way"] or left["receipts"]):
            recovered = min(recovered, after)
            if not any(left.values()):
                return recovered, after
        else:
            recovered = float("inf")
        time.sleep(_LOOK_S)
    return recovered, float("inf")


def all_breaches(system: System) -> Sequence[Breach]:
    """Return the breaches of both forces."""
    from drills.invariants import breaches

    evidence = system.evidence()
    now = clock.now()
    with system.connect() as database:
        return [one for force in FORCES for one in breaches(database, evidence, force=ForceName(force), now=now)]
