"""
Lets threads that come at the same time share one statement and one commit, without any of them waiting for company.

Who comes alone is taken at once. Who comes while another is at work waits for that, and then the first of those who
waited goes for all. Each is told after the commit, and fails only if its own item does: where several fail, each is
tried alone. So what is tried must do no harm if it is said twice. No thread of its own, no timer.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from threading import Event, Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Turn(Enum):
    """What one that waited is told, where it has no result yet."""

    LEAD = auto()
    ALONE = auto()


@dataclass
class _Waiting(Generic[Item, Result]):
    """One item in the line; `told` is set before it is woken."""

    item: Item
    woken: Event = field(default_factory=Event)
    told: Result | _Turn = _Turn.LEAD

    def tell(self, what: Result | _Turn) -> None:
        self.told = what
        self.woken.set()


class Gathering(Generic[Item, Result]):
    """
    Takes items in sets by `take`, which returns one result an item, in their order, once they are committed.

    Only items of one group are taken together, and groups do not wait for one another. Safe for threads.
    """

    def __init__(self, take: Callable[[Sequence[Item]], Sequence[Result]], *, most: int) -> None:
        """Begin with nobody waiting; no set holds more than `most`."""
        self._take = take
        self._most = most
        self._lock = Lock()
        self._waiting: dict[Hashable, list[_Waiting[Item, Result]]] = {}

    def put(self, item: Item, *, group: Hashable) -> Result:
        """Have an item taken, with those of its group that wait or alone, and return its result."""
        mine: _Waiting[Item, Result] = _Waiting(item)
        if self._joins(group, mine):
            mine.woken.wait()
        if mine.told is _Turn.LEAD:
            self._lead(group, mine)
        if isinstance(mine.told, _Turn):
            (mine.told,) = self._take([item])
        return mine.told

    def _joins(self, group: Hashable, mine: _Waiting[Item, Result]) -> bool:
        """Whether somebody is at work for this group: then this one waits."""
        with self._lock:
            waiting = self._waiting.get(group)
            if waiting is None:
                self._waiting[group] = []
                return False
            waiting.append(mine)
            return True

    def _lead(self, group: Hashable, mine: _Waiting[Item, Result]) -> None:
        """Take all who wait, give the lead to whoever came in the meantime, and tell each."""
        together = [mine, *self._next(group)]
        results: Sequence[Result | _Turn] = [_Turn.ALONE] * len(together)
        try:
            results = self._take([one.item for one in together])
        except Exception:
            if len(together) == 1:
                raise
        finally:
            # Also where this thread is told to end: nobody may wait for ever.
            self._hand_over(group)
            for one, result in zip(together, results, strict=True):
                one.tell(result)

    def _next(self, group: Hashable) -> Sequence[_Waiting[Item, Result]]:
        with self._lock:
            waiting = self._waiting[group]
            together, self._waiting[group] = waiting[: self._most - 1], waiting[self._most - 1 :]
            return together

    def _hand_over(self, group: Hashable) -> None:
        with self._lock:
            waiting = self._waiting[group]
            if waiting:
                waiting.pop(0).tell(_Turn.LEAD)
            else:
                del self._waiting[group]
