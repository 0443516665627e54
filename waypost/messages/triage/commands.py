"""Prints how well the rules of triage find what people labelled."""

from datetime import datetime
from pathlib import Path

import click
import yaml

from waypost.access.queries import UnknownForce, force_settings
from waypost.base.clock import LONDON
from waypost.base.values import ForceName
from waypost.messages.sign_queries import count_not_so
from waypost.messages.triage.library import rules_in_use
from waypost.messages.triage.measuring import Half, labelled_of
from waypost.messages.triage.report import report


@click.group()
def triage() -> None:
    """What victims' messages sound like, and how well that is found."""


@triage.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def measure(files: tuple[Path, ...]) -> None:
    """Print recall and precision of each label for sets of labelled messages, with the ids of what was missed."""
    rules = rules_in_use()
    for file in files:
        messages = labelled_of(yaml.safe_load(file.read_text(encoding="utf-8")))
        for half in Half:
            click.echo(report([one for one in messages if one.half is half], rules, title=f"{file.stem}, {half.value}"))


@triage.command()
@click.option("--force", required=True, metavar="FORCE", help="Whose victims wrote the messages.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was found from this day on.")
def said(force: str, since: datetime | None) -> None:
    """Print, rule by rule, how often it fired and how often staff said that it was not so. No text is printed."""
    try:
        name = force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None
    found = count_not_so(name, since=since.replace(tzinfo=LONDON) if since else None)
    click.echo(f"{'label':<16} {'rule':<40} {'fired':>7} {'not so':>7}")
    for one in found:
        click.echo(f"{one.label:<16} {one.rule:<40} {one.fired:>7,} {one.not_so:>7,}")
    if not found:
        click.echo("No rule has fired.")


COMMANDS = [triage]
