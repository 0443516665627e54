"""Housekeeping of the queue."""

from django.core.management import call_command
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

_NO_HEARTBEAT_S = 120.0


@app.periodic(cron="*/2 * * * *")
@app.task(name="tidy_queue", queue="waypost", queueing_lock="tidy_queue")
async def tidy_queue(timestamp: int) -> None:
    """
    Remove the jobs and the registrations of workers that died.

    Nothing is lost with a job: what is due stands in rows, and the next tick looks for them.
    """
    del timestamp  # Jobs of dead workers are found by heartbeat.
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_NO_HEARTBEAT_S):
        await manager.finish_job(job, status=Status.FAILED, delete_job=True)
    await manager.prune_stalled_workers(_NO_HEARTBEAT_S)


@app.periodic(cron="17 3 * * *")
@app.task(name="clear_sessions", queue="waypost", queueing_lock="clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Remove sessions that have ended."""
    del timestamp
    call_command("clearsessions")
