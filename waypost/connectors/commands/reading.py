"""`waypost source load` and `rewind`."""

import sys
from datetime import UTC, datetime
from typing import Never

import click
from tqdm import tqdm

from waypost.base.clock import now
from waypost.connectors.commands.finding import FORCE, NAME, as_sentences, known_source
from waypost.connectors.kinds import open_system
from waypost.connectors.leases import move_position
from waypost.connectors.polling.poll import poll
from waypost.connectors.polling.values import CannotRewind, PollReport, Rewindable

_FORMS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d"]


@click.command("load", short_help="Read a polled source now, to its end.")
@FORCE
@NAME
def load(force: str, name: str) -> None:
    """Read a polled source here and now, to its end, with a progress bar: for a first load, or to see what it says."""
    with as_sentences():
        found = known_source(force, name)
        _refuse_pushing(found.kind)
        with tqdm(unit=" records", disable=not sys.stderr.isatty(), mininterval=0.5) as bar:
            report = poll(found, now_fn=now, progress=lambda so_far, ahead: _show(bar, so_far, ahead))
    click.echo(
        f"Read {report.read}: {report.changed} new or changed, {report.unchanged} as before; {report.held} with"
        f" something held, {report.set_aside} set aside, {report.gone} gone."
    )


@click.command("rewind", short_help="Read a polled source again, from a moment on or all.")
@FORCE
@NAME
@click.option("--to", "moment", type=click.DateTime(_FORMS), help="Read again what changed since then (UTC, or +hhmm).")
@click.option("--all", "everything", is_flag=True, help="Read everything again.")
def rewind(force: str, name: str, moment: datetime | None, everything: bool) -> None:
    """Read a polled source again from a moment on, or from its start; what is unchanged is told to nobody."""
    if (moment is None) == (not everything):
        raise click.ClickException("Say from where: --to MOMENT, or --all.")
    with as_sentences():
        found = known_source(force, name)
        _refuse_pushing(found.kind)
        position = ""
        if moment is not None:
            system = open_system(found)
            if not isinstance(system, Rewindable):
                raise CannotRewind(f"--kind {found.kind} is not read by time: use --all")
            position = system.position_at(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        move_position(found.id, position=position)
    click.echo(f"Source {found.name} is read again {'from its start' if everything else 'from then on'}.")


def _refuse_pushing(kind: str) -> None:
    if kind == "push":
        raise click.ClickException("This source sends by itself: ask it to send again; what is known changes nothing.")


def _show(bar: "tqdm[Never]", so_far: PollReport, ahead: int | None) -> None:
    if ahead is not None:
        bar.total = so_far.read + ahead
    bar.update(so_far.read - bar.n)
    bar.set_postfix(changed=so_far.changed, held=so_far.held, aside=so_far.set_aside, refresh=False)
