"""What a server is asked to wake within a moment becomes one job, and none is forgotten."""

from collections.abc import Sequence

import pytest
from django.db import connection

from waypost.base import queue
from waypost.base.values import ForceName


@pytest.mark.usefixtures("committed_db")
def test_what_is_woken_in_one_moment_is_one_job_a_force_and_all_is_said_before_the_end() -> None:
    end = queue.gather_wakes()

    for _ in range(50):
        queue.wake("drain", force=ForceName("anyshire"))
    queue.wake("drain", force=ForceName("elsewhere"))
    end()

    assert _waiting() == ["drain:anyshire", "drain:elsewhere"]


@pytest.mark.usefixtures("committed_db")
def test_a_command_has_said_what_it_wakes_when_it_goes_on() -> None:
    queue.wake("deliver", force=ForceName("anyshire"))

    assert _waiting() == ["deliver:anyshire"]


def _waiting() -> Sequence[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock FROM procrastinate_jobs ORDER BY 1")
        return [lock for (lock,) in cursor.fetchall()]
