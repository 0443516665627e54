"""Commands on journeys in force: list them, switch them, move their runs to a newer version."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import click

from waypost.access.queries import UnknownForce
from waypost.access.values import OPERATOR, JourneyState
from waypost.base.clock import now
from waypost.base.values import ForceName, JsonValue
from waypost.journeys.library import UnknownJourney
from waypost.journeys.operations import Moved, NothingToMoveBy, move_runs, preview_move, resume, switch
from waypost.journeys.queries import SwitchedJourney, switched_journeys

_FORCE = click.option("--force", required=True, metavar="FORCE", help="The force in which it is switched.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.group()
def journey() -> None:
    """List journeys, switch them on and off, move their runs to a newer version."""


@journey.command("list")
@_FORCE
@_JSON
def list_(force: str, as_json: bool) -> None:
    """List the journeys in force: how far each is switched on, and where its live runs stand."""
    try:
        found = switched_journeys(ForceName(force))
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found]))
        return
    for one in found:
        off = "" if one.is_phase_on else ", phase not switched on"
        click.echo(f"{one.journey.name}: {one.state}, version {one.journey.version}, phase {one.journey.phase}{off}")
        for live in one.live:
            click.echo(f"  version {live.version}, step {live.step}: {live.runs} live")


@journey.command("pause")
@click.argument("name")
@_FORCE
def pause(name: str, force: str) -> None:
    """Pause a journey: its messages are held and its runs wait where they are. Nothing is lost."""
    _switch(name, force, JourneyState.PAUSED)


@journey.command("resume")
@click.argument("name")
@_FORCE
def resume_(name: str, force: str) -> None:
    """Let a paused journey go on, in the state that it had before: what is still of use is told."""
    try:
        resume(ForceName(force), journey=name, by=OPERATOR, now=now())
    except (UnknownForce, UnknownJourney) as error:
        raise click.ClickException(str(error)) from None
    _say_state(name, force)


@journey.command("shadow")
@click.argument("name")
@_FORCE
def shadow(name: str, force: str) -> None:
    """Let a journey decide and write down what it would send, and send nothing."""
    _switch(name, force, JourneyState.SHADOW)


@journey.command("pilot")
@click.argument("name")
@_FORCE
def pilot(name: str, force: str) -> None:
    """Let a journey send only in the cases of the force's pilot: see `waypost force set FORCE pilot=...`."""
    _switch(name, force, JourneyState.PILOT)


@journey.command("live")
@click.argument("name")
@_FORCE
def live(name: str, force: str) -> None:
    """Switch a journey on wholly, as far as its own file allows."""
    _switch(name, force, JourneyState.LIVE)


@journey.command("move")
@click.argument("name")
@_FORCE
@click.option("--preview", is_flag=True, help="Change nothing: only say which runs would go where.")
@_JSON
def move(name: str, force: str, preview: bool, as_json: bool) -> None:
    """Move the live runs of earlier versions to the version in force, as its `takes_over` says."""
    try:
        if preview:
            counts = preview_move(ForceName(force), journey=name)
        else:
            counts = move_runs(ForceName(force), journey=name, by=OPERATOR, now=now())
    except (UnknownForce, UnknownJourney, NothingToMoveBy) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps([asdict(one) for one in counts]))
    else:
        _say_moved(counts, verb="would go" if preview else "went")


def _switch(name: str, force: str, state: JourneyState) -> None:
    try:
        switch(ForceName(force), journey=name, state=state, by=OPERATOR, now=now())
    except (UnknownForce, UnknownJourney) as error:
        raise click.ClickException(str(error)) from None
    _say_state(name, force)


def _say_state(name: str, force: str) -> None:
    found = next(one for one in switched_journeys(ForceName(force)) if one.journey.name == name)
    click.echo(f"{name} is {found.state} in {force}.")


def _say_moved(counts: Sequence[Moved], *, verb: str) -> None:
    if not counts:
        click.echo("No live run is of an earlier version.")
    for one in counts:
        where = f"{verb} to step {one.to_step}" if one.to_step else "stay: takes_over does not name the step"
        click.echo(f"version {one.from_version}, step {one.from_step}: {one.runs} {where}")


def _as_json(one: SwitchedJourney) -> dict[str, JsonValue]:
    return {
        "name": one.journey.name,
        "title": one.journey.title,
        "version": one.journey.version,
        "state": one.state.value,
        "phase": one.journey.phase,
        "phase_on": one.is_phase_on,
        "runs": [asdict(live) for live in one.live],
    }
