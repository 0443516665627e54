"""
Lets threads that write at the same time share one statement and one commit, without any of them waiting for company.

Who comes alone writes at once. Who comes while another writes waits for that, and then the first of those who waited
writes for all. Each returns when its own item is committed, and fails if that failed: no thread of its own, no timer.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Gathering(Generic[Item, Result]):
    """Writes items in sets by `write`, which returns one result an item, in their order, once they are committed."""

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Result]], *, most: int) -> None:
        self._write = write
        self._most = most
        self._waiting: list[tuple[Item, Future[Result]]] = []
        self._adding = Lock()
        self._writing = Lock()

    def put(self, item: Item) -> Result:
        """Write an item, with those of other threads that wait, and return its result."""
        mine = Future[Result]()
        with self._adding:
            self._waiting.append((item, mine))
        while not mine.done():
            with self._writing:
                if not mine.done():
                    self._write_waiting()
        return mine.result()

    def _write_waiting(self) -> None:
        with self._adding:
            taken, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            results = self._write([item for item, _ in taken])
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            for _, future in taken:
                future.set_exception(error)
        else:
            for (_, future), result in zip(taken, results, strict=True):
                future.set_result(result)
