"""
Background work, on Procrastinate: jobs are few and carry batches; rows say what is due, jobs only wake somebody.

A job that is lost costs a few seconds: the periodic ticks look for due rows as well.
"""

from enum import IntEnum
from functools import partial

from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from waypost.base.values import ForceName, JsonValue


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
    transaction.on_commit(partial(_defer, job, {"force": force}))


def _defer(job: str, arguments: dict[str, JsonValue]) -> None:
    lock = ":".join([job, *map(str, arguments.values())])
    if _is_waiting(lock):
        return
    try:
        app.configure_task(job, queueing_lock=lock).defer(**arguments)
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
