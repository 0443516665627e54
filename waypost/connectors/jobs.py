"""Background work of this room: poll systems, and write back what waits for them."""

import logging
import random

from procrastinate.contrib.django import app

from waypost.access.queries import force_names
from waypost.base.clock import now
from waypost.base.queue import wake
from waypost.base.values import ForceName

logger = logging.getLogger(__name__)


@app.task(name="poll_sources", queue="waypost")
def poll_sources(force: str) -> None:
    """Poll the due sources of one force, one after the other; one that fails does not stop the others."""
    from waypost.connectors.leases import AlreadyPolled, LeaseLost
    from waypost.connectors.polling.poll import PollFailed, poll
    from waypost.connectors.queries import sources_to_poll

    for source in sources_to_poll(now=now()):
        if source.force != force:
            continue
        try:
            poll(source, now_fn=now)
        except AlreadyPolled:
            continue
        except (LeaseLost, PollFailed) as error:
            logger.error("%s", error)


@app.task(name="write_back", queue="waypost")
def write_back(force: str) -> None:
    """Hand over what waits for the sources of one force."""
    from waypost.connectors.writeback.draining import Moment, drain_outbox

    drain_outbox(ForceName(force), moment=Moment(now_fn=now, chance_fn=random.random))


@app.periodic(cron="* * * * * */2")
@app.task(name="tick_polls", queue="waypost", queueing_lock="tick_polls")
def tick_polls(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Wake a poll for each force with a due source."""
    from waypost.connectors.queries import sources_to_poll

    for force in sorted({source.force for source in sources_to_poll(now=now())}):
        wake("poll_sources", force=force)


@app.periodic(cron="* * * * * */10")
@app.task(name="tick_write_back", queue="waypost", queueing_lock="tick_write_back")
def tick_write_back(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Wake the outbox of each force: for items to be tried again, and for a wake-up that was lost."""
    for force in force_names():
        wake("write_back", force=force)


@app.periodic(cron="* * * * *")
@app.task(name="watch_sources", queue="waypost", queueing_lock="watch_sources")
def watch_all_sources(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Look every minute whether a source is silent, or takes nothing back, for too long; one force stops no other."""
    from waypost.connectors.watching import note_watched, watch_sources
    from waypost.connectors.writeback.alarms import watch_way_back

    failed = False
    for force in force_names():
        try:
            watch_sources(force, now=now())
            watch_way_back(force, now=now())
        except Exception as error:  # noqa: BLE001 - the other forces are looked at, and that this one is not is told
            failed = True
            logger.error("the sources of force %s could not be looked at (%s)", force, type(error).__name__)
    if not failed:
        note_watched(now=now())


@app.periodic(cron="* * * * *")
@app.task(name="try_events_again", queue="waypost", queueing_lock="try_events_again")
def try_events_again(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Take what sources have pushed and we failed over, when its next try is due; a poll does so for its own."""
    from waypost.cases.queries import sources
    from waypost.connectors.push.poison import try_again
    from waypost.connectors.values import SourceKind

    for source in sources(kind=SourceKind.PUSH):
        if source.paused_at is None:
            try_again(source, now_fn=now)


@app.periodic(cron="* * * * *")
@app.task(name="try_messages_again", queue="waypost", queueing_lock="try_messages_again")
def try_messages_again(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Take messages of incidents that stand aside, when their next try is due; one source stops no other."""
    from waypost.cases.queries import sources
    from waypost.connectors.polling.values import CannotRead
    from waypost.connectors.storm.again import try_again
    from waypost.connectors.values import SourceKind

    for source in sources(kind=SourceKind.STORM):
        try:
            if source.paused_at is None:
                try_again(source, now_fn=now)
        except CannotRead as error:
            logger.error("what stands aside of source %s could not be tried again (%s)", source.id, error.code)


@app.periodic(cron="20 3 * * *")
@app.task(name="forget_messages", queue="waypost", queueing_lock="forget_messages")
def forget_messages(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Forget the messages of incidents that never came to be."""
    from waypost.connectors.storm.forgetting import forget_unclaimed

    for force in force_names():
        count = forget_unclaimed(force, now=now())
        if count:
            logger.info("force %s: %s messages of incidents without a record were forgotten", force, count)


@app.periodic(cron="47 3 * * *")
@app.task(name="forget_asides", queue="waypost", queueing_lock="forget_asides")
def forget_old_asides(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time that was due
    """Forget what stood aside and belongs to no case, after as long as a raw envelope is kept."""
    from waypost.access.queries import force_settings
    from waypost.connectors.forgetting import forget_asides

    for force in force_names():
        count = forget_asides(force, keep_days=force_settings(force).retention_days, now=now())
        if count:
            logger.warning("force %s: %s records that were never taken were forgotten", force, count)
