"""Background work of this room."""

from procrastinate.contrib.django import app

from waypost.access.queries import force_names, force_settings
from waypost.access.values import Actor, ActorKind
from waypost.base.clock import now
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.envelopes import drop_envelopes
from waypost.cases.erasing import daily
from waypost.cases.intake.waiting import drop_unclaimed

RETENTION = Actor(ActorKind.SYSTEM, "retention")


@app.periodic(cron="37 3 * * *")
@app.task(name="drop_old_envelopes", queue="waypost", queueing_lock="drop_old_envelopes")
def drop_old_envelopes(timestamp: int) -> None:
    """Delete the raw envelopes that each force no longer wants to keep."""
    del timestamp  # The clock is asked: a run that was put off deletes what is old by then.
    for force in force_names():
        with in_force(force):
            drop_envelopes(force=force, keep_days=force_settings(force).retention_days, now=now())


@app.periodic(cron="43 3 * * *")
@app.task(name="drop_unclaimed_contributions", queue="waypost", queueing_lock="drop_unclaimed_contributions")
def drop_unclaimed_contributions(timestamp: int) -> None:
    """Delete what second sources said of cases that never came, after as long as a raw envelope is kept."""
    del timestamp
    for force in force_names():
        with in_force(force):
            drop_unclaimed(force=force, keep_days=force_settings(force).retention_days, now=now())


@app.periodic(cron="7 4 * * *")
@app.task(name="erase_tick", queue="waypost", queueing_lock="erase_tick")
def wake_erasers(timestamp: int) -> None:
    """Look every night for cases whose time is over; after the envelopes, so that hardly one is left to look into."""
    del timestamp
    for force in force_names():
        wake("erase_due_cases", force=force)


@app.task(name="erase_due_cases", queue="waypost")
def erase_due_cases(*, force: str) -> None:
    """Erase what is due in one force, batch by batch."""
    daily.run(ForceName(force), by=RETENTION, now=now())
