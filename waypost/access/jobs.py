"""Background work of this room: the audit log is sealed."""

from django.conf import settings
from procrastinate.contrib.django import app

from waypost.access.audit_chain.keeping import keep_heads
from waypost.access.audit_chain.sealing import MOST_LINES, forces_to_seal, seal
from waypost.base import clock
from waypost.base.queue import wake
from waypost.base.values import ForceName


@app.task(name="seal_audit", queue="waypost")
def seal_audit_of_force(*, force: str) -> None:
    """Link what is unsealed in the audit log of one force, seal by seal, until less than a full one is left."""
    while seal(ForceName(force), now=clock.now()) == MOST_LINES:
        pass


@app.periodic(cron="* * * * * */5")
@app.task(name="seal_audit_tick", queue="waypost", queueing_lock="seal_audit_tick")
def wake_audit_sealers(timestamp: int) -> None:
    """Wake a sealer where something is unsealed; who writes a line wakes nobody, so that it costs them nothing."""
    del timestamp  # Procrastinate says when it should have run; what is unsealed is asked of the table.
    for force in forces_to_seal():
        wake("seal_audit", force=force)


@app.periodic(cron="23 2 * * *")
@app.task(name="keep_audit_heads", queue="waypost", queueing_lock="keep_audit_heads")
def keep_audit_heads(timestamp: int) -> None:
    """Keep every night, outside the database, in which hash each force's chain over its audit log ends."""
    del timestamp
    keep_heads(settings.WAYPOST_HOME, now=clock.now())
