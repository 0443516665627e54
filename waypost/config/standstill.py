"""
A worker that stands still begins again: a question to the queue without an answer for half a minute is taken for that.

Seen under heavy load: whoever waits too long for a connection of the queue's pool may leave a lock behind, and then all
who ask the pool wait for ever, without an error. Nobody is told then, and nothing says so. A new program in the same
process is what helps for sure; what the old one did is as after a kill: done whole, or not at all.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from procrastinate.connector import BaseConnector
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.psycopg_connector import PsycopgConnector

logger = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
_STOP_WITHIN_S = 25.0
"""Longer than running jobs are waited for."""


class WatchedConnector(PsycopgConnector):
    """The queue's connector, which knows for how long a question has had no answer. Jobs use other connections."""

    def __init__(self, *, kwargs: Mapping[str, Any], timeout: float, max_size: int) -> None:
        super().__init__(kwargs=dict(kwargs), timeout=timeout, max_size=max_size)
        self._asked: dict[object, float] = {}

    def get_sync_connector(self) -> BaseConnector:
        """
        Return what a thread says its wishes by: Django's connection of that thread, never the pool of the queue.

        The pool belongs to the loop of the queue. Asked from a loop of another thread, which is what happens otherwise,
        its lock is sooner or later bound to that one, and then the queue stands still or ends.
        """
        return DjangoConnector()

    def longest_wait_s(self) -> float:
        """Return for how many seconds the oldest open question has waited, 0 where there is none."""
        asked = list(self._asked.values())
        return time.monotonic() - min(asked) if asked else 0.0

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """Ask, and be seen waiting."""
        with self._waiting():
            await super().execute_query_async(query, **arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        """Ask, and be seen waiting."""
        with self._waiting():
            row: dict[str, Any] = await super().execute_query_one_async(query, **arguments)
            return row

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        """Ask, and be seen waiting."""
        with self._waiting():
            rows: list[dict[str, Any]] = await super().execute_query_all_async(query, **arguments)
            return rows

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        mark = object()
        self._asked[mark] = time.monotonic()
        try:
            yield
        finally:
            del self._asked[mark]


@contextmanager
def ended_if_still(connector: WatchedConnector, *, patience_s: float, told_to_stop: threading.Event) -> Iterator[None]:
    """
    Begin the program anew, in this process, when a question of the connector waits for longer than that.

    One that was told to stop, and has not within the time that running jobs are given, is ended.
    """
    over = threading.Event()

    def look() -> None:
        told_since: float | None = None
        while not over.wait(_LOOK_EVERY_S):
            told_since = told_since or (time.monotonic() if told_to_stop.is_set() else None)
            if told_since is not None:
                _end_if_late(told_since)
            elif connector.longest_wait_s() > patience_s:
                logger.error("the queue has not answered for %s s: the worker begins again", patience_s)
                os.execv(sys.executable, sys.orig_argv)  # noqa: S606  no shell, and the arguments are our own

    threading.Thread(target=look, name="standstill", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _end_if_late(told_since: float) -> None:
    if time.monotonic() - told_since > _STOP_WITHIN_S:
        logger.error("the worker cannot stop in good order: it ends as it was told")
        os._exit(0)
