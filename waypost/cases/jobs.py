"""Background work of this room."""

from procrastinate.contrib.django import app

from waypost.access.queries import force_names, force_settings
from waypost.base.clock import now
from waypost.base.scope import in_force
from waypost.cases.envelopes import drop_envelopes


@app.periodic(cron="37 3 * * *")
@app.task(name="drop_old_envelopes", queue="waypost", queueing_lock="drop_old_envelopes")
def drop_old_envelopes(timestamp: int) -> None:
    """Delete the raw envelopes that each force no longer wants to keep."""
    del timestamp  # The clock is asked: a run that was put off deletes what is old by then.
    for force in force_names():
        with in_force(force):
            drop_envelopes(force=force, keep_days=force_settings(force).retention_days, now=now())
