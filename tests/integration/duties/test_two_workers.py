"""Two workers at once, and one that is killed: what is there afterwards is what one worker alone leaves."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from django.db import connection
from django.db.models import Count

from tests.faults.drill import Drill, until
from tests.integration.duties.watching import VICTIM, a_case, look, tell
from tests.snapshots import FORCE, a_source
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.models import Case, Place, TimelineEvent
from waypost.cases.places import Reader, wake_soon
from waypost.duties.models import ClockChange, ClockRow
from waypost.duties.operations import run_clocks
from waypost.worklist.models import Item

CASES = 120
AGREED = {**VICTIM, "contact_plan": {**VICTIM["contact_plan"], "update_every_days": 7}}


def told_of(count: int, *, now: datetime) -> None:
    source = a_source("rms", now=now)
    for number in range(count):
        tell(source, a_case(reference=f"R{number}", people=[AGREED]), at=now)


def whatever_is_twice() -> Sequence[object]:
    with in_force(FORCE):
        events = TimelineEvent.objects.filter(kind="investigation.update_due").values("case_id")
        changes = ClockChange.objects.filter(what="started").values("clock_id")
        counted = [*events.annotate(times=Count("id")), *changes.annotate(times=Count("id"))]
    return [row for row in counted if row["times"] > 1]


def at_once(*work: Callable[[], object]) -> None:
    ready = Barrier(len(work))

    def run(one: Callable[[], object]) -> None:
        ready.wait()
        one()
        connection.close()

    workers = [Thread(target=run, args=(one,)) for one in work]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@pytest.mark.usefixtures("committed_db")
def test_every_case_is_looked_at_once_and_every_event_is_made_once(now: datetime) -> None:
    told_of(CASES, now=now)
    later = now + timedelta(days=6)

    at_once(lambda: look(later), lambda: look(later))

    assert whatever_is_twice() == []
    with in_force(FORCE):
        assert ClockRow.objects.filter(duty="D01", state="breached").count() == CASES
        assert TimelineEvent.objects.filter(kind="investigation.update_due").count() == CASES
        assert Item.objects.filter(duty="D02", reason="duty_not_met").count() == CASES


@pytest.mark.usefixtures("committed_db")
def test_a_case_that_intake_has_in_hand_waits_and_gets_its_event_afterwards(now: datetime) -> None:
    told_of(2, now=now)
    later = now + timedelta(days=6)
    is_held, may_go = Event(), Event()

    def hold() -> None:
        with in_force(FORCE):
            list(Case.objects.select_for_update().filter(reference="R0"))
            is_held.set()
            may_go.wait(60)
        connection.close()

    intake = Thread(target=hold)
    intake.start()
    is_held.wait(60)
    first = run_clocks(FORCE, now=later)
    may_go.set()
    intake.join()
    look(later)

    assert (first.cases, first.events) == (1, 1)
    with in_force(FORCE):
        assert TimelineEvent.objects.filter(kind="investigation.update_due").count() == 2


@pytest.mark.usefixtures("committed_db")
def test_who_is_woken_while_a_worker_has_the_case_in_hand_is_looked_at_again(now: datetime) -> None:
    told_of(1, now=now)
    look(now)
    is_held, may_go = Event(), Event()

    def hold() -> None:
        # A worker that has read the case before the news, and writes its next look after it.
        with in_force(FORCE):
            place = Place.objects.select_for_update().get(reader=Reader.DUTIES)
            is_held.set()
            may_go.wait(60)
            Place.objects.filter(reader=Reader.DUTIES).update(wake_at=place.wake_at)
        connection.close()

    worker = Thread(target=hold)
    worker.start()
    is_held.wait(60)
    waker = Thread(target=_wake, args=(now,))
    waker.start()
    waker.join(2)
    waits = waker.is_alive()
    may_go.set()
    worker.join()
    waker.join()

    assert waits
    assert Place.objects.get(reader=Reader.DUTIES).wake_at == now


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("place", ["clocks.claimed", "clocks.written", "clocks.before_commit", "clocks.after_commit"])
def test_a_worker_that_is_killed_leaves_all_of_it_or_nothing(place: str, now: datetime) -> None:
    told_of(3, now=now)
    later = now + timedelta(days=6)

    Drill("", {}).kill_at(place, "clocks", later.isoformat())
    with in_force(FORCE):
        left = (ClockRow.objects.exists(), Item.objects.exists(), ClockChange.objects.exists())
    # The server lets go of a dead worker's places once it has noticed that it is dead.
    until(lambda: bool(look(later)) or _all_late(3))

    assert left == ((True, True, True) if place == "clocks.after_commit" else (False, False, False))
    assert whatever_is_twice() == []
    with in_force(FORCE):
        assert TimelineEvent.objects.filter(kind="investigation.update_due").count() == 3
    assert _all_late(3)


def _all_late(count: int) -> bool:
    with in_force(FORCE):
        return ClockRow.objects.filter(duty="D01", state="breached").count() == count


def _wake(now: datetime) -> None:
    with in_force(FORCE):
        case_id = CaseId(Place.objects.values_list("case_id", flat=True).get(reader=Reader.DUTIES))
        wake_soon(Reader.DUTIES, [case_id], force=FORCE, now=now)
    connection.close()
