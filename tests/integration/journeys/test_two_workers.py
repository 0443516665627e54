"""Two workers at once, each on a connection of its own."""

from datetime import datetime
from threading import Barrier, Event, Thread

import pytest
from django.db import connection

from tests.integration.journeys.looking import ASSIGNED, several, tasks
from tests.integration.journeys.stories import CALL_STORY, publish
from tests.snapshots import FORCE, RECORDED, a_source, event, take
from waypost.base.scope import in_force
from waypost.cases.models import Case
from waypost.journeys.models import Run
from waypost.journeys.operations import drain
from waypost.messages.models import Message
from waypost.worklist.operations import hand_out

CASES = 230


@pytest.mark.usefixtures("committed_stories")
def test_every_case_is_decided_once(now: datetime) -> None:
    source = a_source("rms", now=now)
    take(source, *(event(case, case["reference"]) for case in several(RECORDED, "A", CASES)), now=now)
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
        assert Message.objects.filter(template="crime_recorded_adult", state="queued").count() == CASES
        assert Run.objects.filter(journey="crime-recorded").count() == CASES


@pytest.mark.usefixtures("committed_stories")
def test_a_task_whose_case_intake_has_in_hand_is_handed_out_later_and_nobody_waits_for_a_lock(now: datetime) -> None:
    publish("call", CALL_STORY, now=now)
    source = a_source("rms", now=now)
    take(source, *(event(case, case["reference"]) for case in several(ASSIGNED, "A", 2)), now=now)
    is_held, may_go = Event(), Event()

    def hold() -> None:
        with in_force(FORCE):
            list(Case.objects.select_for_update().filter(reference="A0"))
            is_held.set()
            may_go.wait(60)
        connection.close()

    intake = Thread(target=hold)
    intake.start()
    is_held.wait(60)
    decided = drain(FORCE, now=now)
    first = hand_out(FORCE, now=now)
    may_go.set()
    intake.join()
    second = hand_out(FORCE, now=now)

    assert (decided.cases, decided.tasks, first, second) == (2, 2, 1, 1)
    assert len(tasks()) == 2
