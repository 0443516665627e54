"""
Sends codes beside the request, so that the page answers the same, as fast, whoever asks, whatever is found.

A code is written nowhere, so it cannot wait in the queue: if this process dies first, no code comes, and
the person asks for another.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.db import connections

_log = logging.getLogger(__name__)
_THREADS = 4


def run_beside(work: Callable[[], None]) -> None:
    """Run `work` on one of a few threads; what goes wrong is logged without what it was about."""
    _threads().submit(_run, work)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="code")


def _run(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001 - the end of a thread: nobody else can log it
        _log.exception("a sign-in code could not be sent")
    finally:
        connections.close_all()
