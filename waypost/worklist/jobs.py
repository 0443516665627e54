"""Background work of this room: hand out what waits, take up what is late, follow who comes and goes."""

from procrastinate.contrib.django import app

from waypost.access.queries import force_names
from waypost.base.clock import now
from waypost.base.queue import Priority, wake
from waypost.base.values import ForceName
from waypost.worklist.operations import escalate, follow_directory, hand_out
from waypost.worklist.queries import has_items_to_hand_out


@app.task(name="hand_out_items", queue="waypost")
def hand_out_items(force: str) -> None:
    """Give the crime system the tasks of one force, batch by batch, until none is left that can be given now."""
    while hand_out(ForceName(force), now=now()):
        pass


@app.task(name="escalate_items", queue="waypost")
def escalate_items(force: str) -> None:
    """Give each open item of one force to who has it now, and take what is late one level up."""
    follow_directory(ForceName(force), now=now())
    while escalate(ForceName(force), now=now()):
        pass


@app.periodic(cron="* * * * * */5")
@app.task(name="tick_hand_out", queue="waypost", queueing_lock="tick_hand_out", priority=Priority.TICK)
def tick_hand_out(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Wake who hands out: for cases that somebody had in hand, and for a wake-up that was lost."""
    for force in force_names():
        if has_items_to_hand_out(force):
            wake("hand_out_items", force=force)


@app.periodic(cron="* * * * *")
@app.task(name="tick_escalations", queue="waypost", queueing_lock="tick_escalations")
def tick_escalations(timestamp: int) -> None:  # noqa: ARG001 - as above
    """Look every minute for what is late, and for officers who have left, gone or come back."""
    for force in force_names():
        wake("escalate_items", force=force)
