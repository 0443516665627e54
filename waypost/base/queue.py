"""
Background work, on Procrastinate: jobs are few and carry batches; rows say what is due, jobs only wake somebody.

A job that is lost costs a few seconds: the periodic ticks look for due rows as well.
"""

import logging
from collections.abc import Callable, Collection
from enum import IntEnum
from functools import partial
from threading import Condition, Thread
from time import sleep

from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from waypost.base.values import ForceName

_GATHER_S = 0.05
_log = logging.getLogger(__name__)


class Priority(IntEnum):
    """
    Which of the jobs that wait goes first where all threads of the workers are busy: what tells somebody.

    A tick takes milliseconds and is what finds work whose wake-up was lost, so that nothing may keep it from running.
    """

    TICK = 40
    DELIVER = 30
    DRAIN = 20
    CLOCKS = 10
    OTHERS = 0


def wake(job: str, *, force: ForceName) -> None:
    """
    Let a worker run the batch job `job` for `force` once the open transaction is committed.

    Any number of calls before a worker comes round make one job.
    """
    transaction.on_commit(partial(_say, job, force))


def gather_wakes() -> Callable[[], None]:
    """
    From now on let what this process wakes within a moment be one job: for servers, which many ask at once.

    Return what ends it again, when all that was asked has been said.

    A thread of its own says it, so that no answer waits for it. Who ends before it has spoken loses a wake-up: a tick
    makes up for it. A command must say what it has to say before it ends, and so does not gather.
    """
    global _say  # noqa: PLW0603 - one a process, chosen once when it starts
    gathered = _Gathered()
    _say = gathered.add
    return gathered.end


class _Gathered:
    """What is to be woken, said by one thread: at once where it is quiet, else every few hundredths of a second."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, ForceName], None] = {}
        self._news = Condition()
        self._is_over = False
        self._speaker = Thread(target=self._speak, name="wakes", daemon=True)
        self._speaker.start()

    def add(self, job: str, force: ForceName) -> None:
        with self._news:
            self._asked[(job, force)] = None
            self._news.notify()

    def end(self) -> None:
        global _say  # noqa: PLW0603 - as above
        _say = _defer
        with self._news:
            self._is_over = True
            self._news.notify()
        self._speaker.join()

    def _speak(self) -> None:
        while asked := self._next():
            for job, force in asked:
                try:
                    _defer(job, force)
                except Exception:  # noqa: BLE001 - whatever it was, the next one must be said
                    # A tick will find what is due.
                    _log.exception("a wake-up of %s for force %s is lost", job, force)
                    connection.close()
            sleep(_GATHER_S)
        connection.close()

    def _next(self) -> Collection[tuple[str, ForceName]]:
        with self._news:
            self._news.wait_for(lambda: self._asked or self._is_over)
            asked, self._asked = self._asked, {}
            return asked


def _defer(job: str, force: ForceName) -> None:
    lock = f"{job}:{force}"
    if _is_waiting(lock):
        return
    try:
        app.configure_task(job, queueing_lock=lock).defer(force=force)
    except exceptions.AlreadyEnqueued:
        return  # One waits already and will see our rows: they are committed.


def _is_waiting(lock: str) -> bool:
    """
    Whether a job waits that has not begun, and so will see our rows.

    To look costs a tenth of an insert that fails, which also waits for the disk of whoever inserted first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'", [lock])
        return bool(cursor.rowcount)


_say: Callable[[str, ForceName], None] = _defer
