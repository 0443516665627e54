"""
The same work on many pieces, in several processes, answered in order; few pieces are under way at a time.

The processes are forked, so that they have the open files and the parsed content without a copy. None outlives the one
that hired it: where that one is gone, their pipe ends.
"""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Final, Generic, NamedTuple, TypeVar

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")

# Two pieces each: one in hand, one waiting. More would only fill pipes.
_UNDER_WAY: Final = 2


class LostWorker(RuntimeError):
    """A process of the simulation ended before its work: the machine may be short of memory. Start it again."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class _Worker(NamedTuple):
    process: multiprocessing.process.BaseProcess
    pipe: Connection


class Crew(Generic[Piece, Answer]):
    """Processes that each do `work`. Fork them before any thread is started and after every connection is closed."""

    def __init__(self, work: Callable[[Piece], Answer], *, processes: int) -> None:
        """Hire the processes when `with` is entered."""
        self._work = work
        self._size = processes
        self._workers: list[_Worker] = []

    def __enter__(self) -> "Crew[Piece, Answer]":
        """Fork."""
        for _ in range(self._size):
            self._workers.append(self._hire())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let every process go and wait until it is gone; after an error, at once."""
        for worker in self._workers:
            worker.pipe.close()
            if kind is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join()

    def answers(self, pieces: Iterable[Piece]) -> Iterator[Answer]:
        """
        Yield what becomes of each piece, in their order.

        :raises LostWorker: if a process is gone.
        """
        waiting: deque[Connection] = deque()
        for number, piece in enumerate(pieces):
            if len(waiting) == _UNDER_WAY * self._size:
                yield _heard(waiting.popleft())
            pipe = self._workers[number % self._size].pipe
            _say(pipe, piece)
            waiting.append(pipe)
        while waiting:
            yield _heard(waiting.popleft())

    def _hire(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        others = [worker.pipe for worker in self._workers]
        process = multiprocessing.get_context("fork").Process(
            target=_serve, args=(self._work, theirs, [*others, ours]), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _serve(work: Callable[[Piece], Answer], pipe: Connection, not_ours: Iterable[Connection]) -> None:
    # Ctrl-C reaches the whole group; who hired us lets us go.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in not_ours:
        other.close()
    # What was there before the fork stays: to look through it again and again would only copy its pages.
    gc.freeze()
    try:
        while True:
            pipe.send(work(pipe.recv()))
    except (EOFError, BrokenPipeError):
        return


def _say(pipe: Connection, piece: object) -> None:
    try:
        pipe.send(piece)
    except (BrokenPipeError, ConnectionResetError):
        raise LostWorker from None


def _heard(pipe: Connection) -> Answer:  # type: ignore[type-var]  # what `work` returned on the other side
    try:
        answer: Answer = pipe.recv()
    except (EOFError, ConnectionResetError):
        raise LostWorker from None
    return answer
