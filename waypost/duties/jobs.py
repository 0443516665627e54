"""Background work of this room: run the clocks that are due, and look every few seconds whether some are."""

from procrastinate.contrib.django import app

from waypost.base.clock import now
from waypost.base.queue import Priority, wake
from waypost.base.values import ForceName
from waypost.cases.places import Reader, due_forces
from waypost.duties.operations import run_clocks


@app.task(name="run_clocks", queue="waypost", priority=Priority.CLOCKS)
def run_clocks_of_force(force: str) -> None:
    """Decide the clocks of due cases of one force, batch by batch, until none is left."""
    while run_clocks(ForceName(force), now=now()).cases:
        pass


@app.periodic(cron="* * * * * */5")
@app.task(name="tick_duties", queue="waypost", queueing_lock="tick_duties", priority=Priority.TICK)
def tick_duties(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Wake the clocks of each force with a due case: new events, tellings, and clocks that come near their end."""
    for force in due_forces(Reader.DUTIES, now=now()):
        wake("run_clocks", force=force)
