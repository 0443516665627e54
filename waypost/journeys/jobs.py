"""Background work of this room: drain what is due, and look every few seconds whether something is."""

from functools import partial

from procrastinate.contrib.django import app

from waypost.access.queries import force_names
from waypost.base.clock import now
from waypost.base.queue import Priority, wake
from waypost.base.turns import OneAtATime
from waypost.base.values import ForceName
from waypost.cases.places import Reader, due_forces
from waypost.journeys.operations import drain, wake_forgotten

_TURNS = OneAtATime()


@app.task(name="drain", queue="waypost", priority=Priority.DRAIN)
def drain_force(force: str) -> None:
    """
    Decide due cases of one force, batch by batch, until none is left.

    One thread a process and force: to decide is all processor, so two would only make the batches smaller.
    """
    _TURNS.run(force, partial(_drain_all, ForceName(force)))


def _drain_all(force: ForceName) -> None:
    while drain(force, now=now()).cases:
        pass


@app.periodic(cron="* * * * * */5")
@app.task(name="tick_journeys", queue="waypost", queueing_lock="tick_journeys", priority=Priority.TICK)
def tick_journeys(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Wake a drain for each force with a due case: for waits that end, and for a wake-up that was lost."""
    for force in due_forces(Reader.JOURNEYS, now=now()):
        wake("drain", force=force)


@app.periodic(cron="* * * * *")
@app.task(name="tick_forgotten_runs", queue="waypost", queueing_lock="tick_forgotten_runs")
def tick_forgotten_runs(timestamp: int) -> None:  # noqa: ARG001 - as above
    """Wake the cases whose runs are due while nobody looks at them: a resumed journey's, above all."""
    for force in force_names():
        wake_forgotten(force, now=now())
