"""Background work of this room: hand out what waits, take up what is late, follow who comes and goes."""

import logging

from procrastinate.contrib.django import app

from waypost.access.queries import force_names
from waypost.base.clock import now
from waypost.base.queue import Priority, wake
from waypost.base.values import ForceName
from waypost.worklist.announcements.operations import go_on
from waypost.worklist.announcements.queries import is_going
from waypost.worklist.operations import escalate, follow_directory, hand_out, mend_due, sweep
from waypost.worklist.operations.mending import has_due
from waypost.worklist.operations.watching_looks import watch_looks
from waypost.worklist.queries import has_items_to_hand_out

logger = logging.getLogger(__name__)


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


@app.task(name="mend_records", queue="waypost")
def mend_records(force: str) -> None:
    """Look at the cases of one force that have come to rest, batch by batch."""
    while mend_due(ForceName(force), now=now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="tick_mending", queue="waypost", queueing_lock="tick_mending")
def tick_mending(timestamp: int) -> None:  # noqa: ARG001 - as above
    """Look every minute for cases that have come to rest."""
    for force in force_names():
        if has_due(force, now=now()):
            wake("mend_records", force=force)


@app.task(name="sweep_records", queue="waypost")
def sweep_records(force: str) -> None:
    """Look at every open case of one force, and say in the log how much work that was."""
    done = sweep(ForceName(force), now=now())
    skipped = {reason.value: count for reason, count in sorted(done.skipped.items())}
    logger.info(
        "records of %s: %s items opened, %s withdrawn, not asked %s", force, done.opened, done.withdrawn, skipped
    )


@app.periodic(cron="17 1 * * *")
@app.task(name="tick_sweep", queue="waypost", queueing_lock="tick_sweep")
def tick_sweep(timestamp: int) -> None:  # noqa: ARG001 - as above
    """Look every night at what has changed without its case: who else has a contact, what was done and is not."""
    for force in force_names():
        wake("sweep_records", force=force)


@app.periodic(cron="* * * * *")
@app.task(name="watch_looks", queue="waypost", queueing_lock="watch_looks")
def watch_looks_of_staff(timestamp: int) -> None:  # noqa: ARG001 - as above
    """Look every minute whether somebody opens many cases that are not theirs."""
    for force in force_names():
        watch_looks(ForceName(force), now=now())


@app.task(name="announce", queue="waypost")
def announce(force: str) -> None:
    """Let the cases of one force learn of what is announced, batch by batch."""
    while go_on(ForceName(force), now=now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="tick_announcements", queue="waypost", queueing_lock="tick_announcements")
def tick_announcements(timestamp: int) -> None:  # noqa: ARG001 - as above
    """Look every minute for what has begun and does not go on."""
    for force in force_names():
        if is_going(force):
            wake("announce", force=force)
