"""
Requests of one source that come at the same moment are taken in one transaction: one wait for the disk for them all.

Nobody waits for company: the first is taken at once, and who comes while it is at work goes together next. Each is
answered after the commit, with what became of its own events.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from threading import Event, Lock
from typing import Generic, TypeVar

from waypost.cases.values import SourceFacts

Request = TypeVar("Request")
Result = TypeVar("Result")

MOST_TOGETHER = 100


class _Turn(Enum):
    """What a request that waited is told, where it has no result yet."""

    LEAD = auto()
    ALONE = auto()


@dataclass
class _Waiting(Generic[Request, Result]):
    """One request in the line; `told` is set before it is woken."""

    request: Request
    woken: Event = field(default_factory=Event)
    told: Result | _Turn = _Turn.LEAD

    def tell(self, what: Result | _Turn) -> None:
        self.told = what
        self.woken.set()


class Line(Generic[Request, Result]):
    """The requests of one process that wait for their turn, by source. Safe for threads."""

    def __init__(self, take: Callable[[SourceFacts, Sequence[Request], datetime], Sequence[Result]]) -> None:
        """Begin with nobody waiting; `take` takes requests of one source in one transaction and answers each."""
        self._take = take
        self._lock = Lock()
        self._waiting: dict[int, list[_Waiting[Request, Result]]] = {}

    def take(self, source: SourceFacts, request: Request, *, now: datetime) -> Result:
        """
        Take one request, with others or alone, and return its result.

        Where taking several fails, each is taken alone, so that nobody suffers for what another sent.
        """
        mine: _Waiting[Request, Result] = _Waiting(request)
        if self._joins(source, mine):
            mine.woken.wait()
        if mine.told is _Turn.LEAD:
            self._lead(source, mine, now)
        if isinstance(mine.told, _Turn):
            (mine.told,) = self._take(source, [request], now)
        return mine.told

    def _joins(self, source: SourceFacts, mine: _Waiting[Request, Result]) -> bool:
        """Whether somebody is at work for this source: then this one waits."""
        with self._lock:
            waiting = self._waiting.get(source.id)
            if waiting is None:
                self._waiting[source.id] = []
                return False
            waiting.append(mine)
            return True

    def _lead(self, source: SourceFacts, mine: _Waiting[Request, Result], now: datetime) -> None:
        """Take all who wait, give the lead to whoever came in the meantime, and tell each."""
        together = [mine, *self._next(source)]
        results: Sequence[Result | _Turn] = [_Turn.ALONE] * len(together)
        try:
            results = self._take(source, [one.request for one in together], now)
        except Exception:
            if len(together) == 1:
                raise
        finally:
            # Also where this thread is told to end: nobody may wait for ever.
            self._hand_over(source)
            for one, result in zip(together, results, strict=True):
                one.tell(result)

    def _next(self, source: SourceFacts) -> Sequence[_Waiting[Request, Result]]:
        with self._lock:
            waiting = self._waiting[source.id]
            together, self._waiting[source.id] = waiting[: MOST_TOGETHER - 1], waiting[MOST_TOGETHER - 1 :]
            return together

    def _hand_over(self, source: SourceFacts) -> None:
        with self._lock:
            waiting = self._waiting[source.id]
            if waiting:
                waiting.pop(0).tell(_Turn.LEAD)
            else:
                del self._waiting[source.id]
