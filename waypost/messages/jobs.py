"""Thin doors: what the worker runs."""

from django.conf import settings
from procrastinate.contrib.django import app

from waypost.access.queries import force_names
from waypost.base import clock
from waypost.base.queue import Priority, wake
from waypost.base.values import ForceName
from waypost.cases.places import Reader, due_forces
from waypost.messages.contactability.counting import measure_force
from waypost.messages.ledger.keeping import keep_heads
from waypost.messages.ledger.sealing import MOST_ENTRIES, forces_to_seal, seal
from waypost.messages.operations import deliver, forces_with_receipts, hasten_after_change, take_answers, take_waiting
from waypost.messages.operations.measuring_replies import measure_replies
from waypost.messages.operations.receipts import MOST_AT_ONCE
from waypost.messages.operations.watching import give_up_strangers, watch_providers
from waypost.messages.operations.watching_guards import watch_guards
from waypost.messages.providers.set_up import routes_set_up
from waypost.messages.queries import has_due_messages


@app.task(name="deliver", queue="waypost", priority=Priority.DELIVER)
def deliver_messages(*, force: str) -> None:
    """Hand over what is due in one force; if its turn ends before its messages do, queue up again."""
    name = ForceName(force)
    routes = routes_set_up(name)
    first = {channel: route[0] for channel, route in routes.items()}
    standby = {channel: route[1:] for channel, route in routes.items()}
    if deliver(name, now_fn=clock.now, providers=first, standby=standby).has_more:
        wake("deliver", force=name)


@app.periodic(cron="* * * * * */5")
@app.task(name="deliver_tick", queue="waypost", queueing_lock="deliver_tick", priority=Priority.TICK)
def wake_deliveries(timestamp: int) -> None:
    """Look for messages whose time has come without anybody having woken us: reminders, mornings, doubts."""
    del timestamp  # Procrastinate says when it should have run; what is due is asked of the clock.
    for force in force_names():
        hasten_after_change(force, now=clock.now())
        if has_due_messages(force, now=clock.now()):
            wake("deliver", force=force)


@app.periodic(cron="* * * * * *")
@app.task(name="take_receipts", queue="waypost", queueing_lock="take_receipts", priority=Priority.DELIVER)
def take_receipts(timestamp: int) -> None:
    """Take the receipts that wait. Who writes them down wakes nobody, so that it costs them nothing."""
    del timestamp
    for force in forces_with_receipts():
        while take_waiting(force, now=clock.now()):
            pass


@app.periodic(cron="* * * * *")
@app.task(name="watch_providers", queue="waypost", queueing_lock="watch_providers")
def watch_all_providers(timestamp: int) -> None:
    """Look every minute whether something is wrong with a provider that no single message shows."""
    del timestamp
    for force in force_names():
        watch_providers(force, now=clock.now())
        give_up_strangers(force, routes=routes_set_up(force), limit=MOST_AT_ONCE, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="watch_guards", queue="waypost", queueing_lock="watch_guards")
def watch_all_guards(timestamp: int) -> None:
    """Look every minute whether a guard holds messages back that somebody should look at."""
    del timestamp
    for force in force_names():
        watch_guards(force, now=clock.now())


@app.task(name="take_answers", queue="waypost")
def take_answers_of_force(*, force: str) -> None:
    """Take what officers of one force answered in the crime system, batch by batch, until none is left."""
    while take_answers(ForceName(force), now=clock.now()):
        pass


@app.periodic(cron="* * * * * */5")
@app.task(name="take_answers_tick", queue="waypost", queueing_lock="take_answers_tick", priority=Priority.TICK)
def wake_takers(timestamp: int) -> None:
    """Look for cases in which something has happened since their answers were last read."""
    del timestamp
    for force in due_forces(Reader.WORKLIST, now=clock.now()):
        wake("take_answers", force=force)


@app.task(name="seal_ledger", queue="waypost")
def seal_ledger_of_force(*, force: str) -> None:
    """Link what is unsealed in the ledger of one force, seal by seal, until less than a full one is left."""
    while seal(ForceName(force), now=clock.now()) == MOST_ENTRIES:
        pass


@app.periodic(cron="* * * * * */2")
@app.task(name="seal_ledger_tick", queue="waypost", queueing_lock="seal_ledger_tick")
def wake_sealers(timestamp: int) -> None:
    """Wake a sealer where something is unsealed; who appends wakes nobody, so that it costs them nothing."""
    del timestamp
    for force in forces_to_seal():
        wake("seal_ledger", force=force)


@app.periodic(cron="13 2 * * *")
@app.task(name="keep_ledger_heads", queue="waypost", queueing_lock="keep_ledger_heads")
def keep_ledger_heads(timestamp: int) -> None:
    """Keep every night, outside the database, in which hash each force's chain ends."""
    del timestamp
    keep_heads(settings.WAYPOST_HOME, now=clock.now())


@app.task(name="measure_contactability", queue="waypost")
def measure_contactability(*, force: str) -> None:
    """Count for one force how many victims could be told safely, by team."""
    measure_force(ForceName(force), now=clock.now())


@app.periodic(cron="41 5 * * *")
@app.task(name="measure_contactability_tick", queue="waypost", queueing_lock="measure_contactability_tick")
def wake_measurers(timestamp: int) -> None:
    """Measure every force each morning, before anybody is at work."""
    del timestamp
    for force in force_names():
        wake("measure_contactability", force=force)


@app.periodic(cron="29 4 * * *")
@app.task(name="measure_replies_tick", queue="waypost", queueing_lock="measure_replies_tick")
def measure_replies_of_all(timestamp: int) -> None:
    """Measure every night how long answers to victims take: it is what the next victim is told."""
    del timestamp
    for force in force_names():
        measure_replies(force, now=clock.now())
