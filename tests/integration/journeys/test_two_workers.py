"""Two workers at once, each on a connection of its own."""

from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.journeys.models import Run
from waypost.journeys.operations import drain
from waypost.messages.models import Message

CASES = 230


@pytest.mark.usefixtures("committed_stories")
def test_every_case_is_decided_once(now: datetime) -> None:
    source = a_source("rms", now=now)
    take(source, *(event(changed(RECORDED, reference=f"R{n}"), f"e{n}") for n in range(CASES)), now=now)
    ready = Barrier(2)

    def work() -> None:
        ready.wait()
        while drain(FORCE, now=now).cases:
            pass
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    with in_force(FORCE):
        assert Message.objects.filter(template="crime_recorded_adult").count() == CASES
        assert Run.objects.filter(journey="crime-recorded").count() == CASES
