"""Prints how well the rules of triage find what people labelled."""

from pathlib import Path

import click
import yaml

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


COMMANDS = [triage]
