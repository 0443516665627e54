"""`waypost hearings`: the rows by which hearings are found."""

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.base.clock import now
from waypost.base.values import ForceName
from waypost.cases.hearings.backfill import index_hearings


@click.group("hearings")
def hearings() -> None:
    """Look after the list of hearings that the witness care unit works from."""


@hearings.command("index")
@click.option("--force", required=True, metavar="FORCE", help="The force's short name, e.g. anyshire.")
def index(force: str) -> None:
    """Write the hearings of cases that were taken before the list was kept. It may be given again at any time."""
    try:
        name = force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Hearings written: {index_hearings(name, now=now())}.")


COMMANDS: list[click.Command] = [hearings]
