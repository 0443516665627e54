"""
Sends codes beside the request, so that the page answers the same, as fast, whoever asks, whatever is found.

A code is written nowhere, so it cannot wait in the queue: if this process dies first, no code comes, and
the person asks for another.
"""

import logging
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.db import connections

_log = logging.getLogger(__name__)
_THREADS = 4


def run_beside(work: Callable[[], None]) -> None:
    """Run `work` on one of a few threads; what goes wrong is logged without a word of what it was about."""
    _threads().submit(_run, work)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="code")


def _run(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the end of a thread: nobody else can log it
        where = traceback.extract_tb(error.__traceback__)[-1]
        # Not the error itself: what a database or a provider says may quote the number or the code.
        _log.error("a sign-in code could not be sent: %s in %s", type(error).__name__, where.name)
    finally:
        connections.close_all()
