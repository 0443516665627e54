"""One worker: takes the batch jobs of the queue until it is told to stop."""

import asyncio
import gc
import logging
import sys
import time
from threading import Event

from django.conf import settings
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.signals import on_stop

from waypost.base.queue import gather_wakes
from waypost.config import environment
from waypost.config.standstill import WatchedConnector, ended_if_still

logger = logging.getLogger(__name__)

QUEUES = ("waypost", "builtin")
"""Where jobs stand that a worker takes: ours, and the queue's own."""

_SWITCH_S = 0.0005
_PAUSE_S = 2.0
_OF_THE_QUEUE_ITSELF = 6
"""Connections beside those of jobs that end: to listen, fetch, defer, and say that we live. Nobody waits for one."""

_LONGEST_WAIT_S = 10.0
"""For a connection of the queue's pool; then the database counts as gone."""


def run_worker(*, concurrency: int) -> None:
    """
    Run jobs, `concurrency` at once in threads, until SIGTERM or SIGINT; the running ones are finished first.

    A database that goes away, or restarts, is waited for: what is due stands in its rows. The embedded one has
    nobody else to start it again, so a worker does. One that stands still begins again as well (`standstill`).
    """
    _settle_memory()
    end_gathering = gather_wakes()
    # A thread that waits for the database or a provider has its answer at once, not when a decision pauses.
    sys.setswitchinterval(_SWITCH_S)
    told_to_stop = Event()
    while not told_to_stop.is_set():
        try:
            # A connector of its own each time: the pool of the last one may be broken.
            connector = _connector(concurrency)
            watch = ended_if_still(connector, patience_s=settings.QUEUE_PATIENCE_S, told_to_stop=told_to_stop)
            with app.replace_connector(connector), watch:
                asyncio.run(_work(concurrency, told_to_stop))
        except (ConnectorException, RuntimeError):
            # Of the second kind is what asyncio says of a lock that it has lost: beginning again heals it.
            logger.exception("the queue's database does not answer")
        if not told_to_stop.is_set():
            # The queue also ends in good order, where the database was away for a moment and is back.
            logger.error("the queue has ended by itself; the worker begins again")
            time.sleep(_PAUSE_S)
            _revive_database()
    end_gathering()
    connections.close_all()


def _settle_memory() -> None:
    """
    Let what was loaded stay, and look for lost memory less often: a batch makes ten thousands of values and drops them.

    Looking as often as Python does by itself costs a noticeable part of each decision.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _revive_database() -> None:
    try:
        environment.revive_database()
    except environment.BadEnvironment as error:
        logger.error("the embedded database does not start again: %s", error)


def _connector(concurrency: int) -> WatchedConnector:
    return WatchedConnector(
        kwargs=connector_params("default"), timeout=_LONGEST_WAIT_S, max_size=concurrency + _OF_THE_QUEUE_ITSELF
    )


async def _work(concurrency: int, told_to_stop: Event) -> None:
    async with app.open_async():
        queue = asyncio.create_task(
            app.run_worker_async(
                # A list: a tuple would reach PostgreSQL as a row, not as an array.
                queues=list(QUEUES),
                concurrency=concurrency,
                # The fallback for a lost NOTIFY.
                fetch_job_polling_interval=2.0,
                delete_jobs="always",
                shutdown_graceful_timeout=20.0,
                # Ours: an end that nobody asked for must be told from one that somebody did.
                install_signal_handlers=False,
            )
        )

        def stop() -> None:
            told_to_stop.set()
            queue.cancel()

        with on_stop(stop):
            try:
                await queue
            except asyncio.CancelledError:
                if not told_to_stop.is_set():
                    raise
