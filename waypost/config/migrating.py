"""Bring the database up to date, as its owner."""

import os
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from waypost.access.forces import ForceExists, NewForce, add_force
from waypost.access.values import DEFAULT_GUARDS, ForceState
from waypost.base.clock import now
from waypost.base.content import load_whole_folder, read_files
from waypost.base.roles import admit_app, make_database
from waypost.base.values import ForceName
from waypost.cases.offences import groups_of_phase
from waypost.journeys.checking import check_content

DEMO_FORCE = ForceName("anyshire")


class CannotMigrate(RuntimeError):
    """The database cannot be reached as its owner, another migration holds it, or the content has a fault."""


def migrate() -> None:
    """
    Make the database where there is none, its roles and tables; on a fresh one the demo force and the content.

    :raises CannotMigrate: if the database does not answer, a lock is not had in time, or the content has a fault:
        one journey that cannot be read would stop every force.
    """
    owner_url, app_url = os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"]
    try:
        make_database(owner_url)
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        admit_app(owner_url, app_url=app_url)
    except psycopg.OperationalError as error:
        raise CannotMigrate(
            f"the database does not answer as its owner: check DATABASE_OWNER_URL ({type(error).__name__})"
        ) from None
    finally:
        connections["owner"].close()
    add_demo_force()
    _load_content(settings.CONTENT_DIR)


def _load_content(folder: Path) -> None:
    faults = check_content(folder, rules=folder)
    if faults:
        raise CannotMigrate(f"the content has a fault: {faults[0].file}:{faults[0].line}: {faults[0].sentence}")
    load_whole_folder(read_files(folder), now=now())


def add_demo_force() -> None:
    """Make the made-up force that every fresh database holds; where it exists nothing changes."""
    demo = NewForce(
        name=DEMO_FORCE,
        title="Anyshire Police",
        state=ForceState.LIVE,
        groups=tuple(sorted(groups_of_phase(1))),
        phases=(1,),
        hours="00:00-24:00",
        placeholders=(),
        two_way=True,
        # Whoever tries Waypost out sends several things at once to made-up people, and wants to see them all.
        caps={},
        guards=dict.fromkeys(DEFAULT_GUARDS, 0),
        return_address="PO Box 1 (made up), Anytown, AN1 1AA",
        post_at="00:00",
    )
    try:
        add_force(demo, now=now())
    except ForceExists:
        return
