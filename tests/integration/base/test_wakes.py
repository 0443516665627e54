"""What a server is asked to wake within a moment becomes one job, and none is forgotten."""

import time
from collections.abc import Sequence

import pytest
from django.db import connection

from waypost.base import queue
from waypost.base.values import ForceName


@pytest.mark.usefixtures("committed_db")
def test_what_is_woken_in_one_moment_is_one_job_a_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_say", queue._say)
    queue.gather_wakes()

    for _ in range(50):
        queue.wake("drain", force=ForceName("anyshire"))
    queue.wake("drain", force=ForceName("elsewhere"))

    assert _waiting(2) == ["drain:anyshire", "drain:elsewhere"]


def _waiting(count: int) -> Sequence[str]:
    give_up_at = time.monotonic() + 20
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT queueing_lock FROM procrastinate_jobs ORDER BY 1")
            locks = [lock for (lock,) in cursor.fetchall()]
        if len(locks) >= count or time.monotonic() > give_up_at:
            return locks
        time.sleep(0.02)
