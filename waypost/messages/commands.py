"""Commands that stop messages by hand, and let them go on."""

import json

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.access.values import OPERATOR
from waypost.base.clock import LONDON, now
from waypost.base.values import ForceName
from waypost.messages.contactability import commands as of_contactability
from waypost.messages.disclosure import commands as of_disclosure
from waypost.messages.ledger import commands as of_the_ledger
from waypost.messages.operations.stopping import (
    AlreadyStopped,
    NoReason,
    NothingToStop,
    NotStopped,
    Target,
    TooManyForOne,
    lift,
    stop,
)
from waypost.messages.queries import open_stops
from waypost.messages.stops import StopKind
from waypost.messages.triage import commands as of_triage

_FORCE = click.option("--force", required=True, metavar="FORCE", help="The force in which it is stopped.")
_JOURNEY = click.option("--journey", metavar="NAME", help="Only the messages of this journey.")
_TEMPLATE = click.option("--template", metavar="NAME", help="Only this text.")
_CASE = click.option("--case", metavar="REFERENCE", help="Only the messages of this case.")
_REASON = click.option("--reason", required=True, metavar="WORDS", help="Why, in a few words; it is kept.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.command("stop")
@_FORCE
@_JOURNEY
@_TEMPLATE
@_CASE
@_REASON
@_JSON
def stop_(
    force: str, journey: str | None, template: str | None, case: str | None, reason: str, *, as_json: bool
) -> None:
    """Stop all messages of a force, or of a journey, a text or a case. They are held; nothing is lost."""
    target = _target(journey, template, case)
    try:
        force_settings(ForceName(force))
        stop(target, reason=reason, force=ForceName(force), by=OPERATOR, now=now())
    except (UnknownForce, NothingToStop, AlreadyStopped, NoReason) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps({"force": force, "kind": target.kind.value, "target": target.name, "stopped": True}))
    else:
        click.echo(f"Stopped: {_words(target.kind, target.name)}. `waypost lift` lets it go on.")


@click.command("lift")
@_FORCE
@_JOURNEY
@_TEMPLATE
@_CASE
@_REASON
@_JSON
def lift_(
    force: str, journey: str | None, template: str | None, case: str | None, reason: str, *, as_json: bool
) -> None:
    """Lift a stop. What was held goes on at once, if it is still of use and nothing else stands against it."""
    target = _target(journey, template, case)
    try:
        force_settings(ForceName(force))
        count = lift(target, reason=reason, force=ForceName(force), by=OPERATOR, now=now())
    except (UnknownForce, NotStopped, NoReason, TooManyForOne) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        line = {
            "force": force,
            "kind": target.kind.value,
            "target": target.name,
            "stopped": False,
            "asked_again": count,
        }
        click.echo(json.dumps(line))
    else:
        click.echo(f"Lifted: {_words(target.kind, target.name)}. Messages that are asked again: {count}.")


@click.command()
@_FORCE
@_JSON
def stops(force: str, as_json: bool) -> None:
    """List what is stopped by hand, the newest first."""
    try:
        force_settings(ForceName(force))
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None
    found = open_stops(ForceName(force))
    if as_json:
        lines = [
            {
                "kind": one.kind.value,
                "target": one.target,
                "reason": one.reason,
                "stopped_at": one.stopped_at.isoformat(),
                "stopped_by": one.stopped_by,
            }
            for one in found
        ]
        click.echo(json.dumps(lines))
        return
    for one in found:
        click.echo(
            f"{_words(one.kind, one.target)}, since {one.stopped_at.astimezone(LONDON):%d %b %Y %H:%M}: {one.reason}"
        )
    if not found:
        click.echo("Nothing is stopped.")


def _target(journey: str | None, template: str | None, case: str | None) -> Target:
    named = {StopKind.JOURNEY: journey, StopKind.TEMPLATE: template, StopKind.CASE: case}
    given = [Target(kind, name) for kind, name in named.items() if name]
    if len(given) > 1:
        raise click.ClickException("Name one of --journey, --template and --case, or none for the whole force.")
    return given[0] if given else Target(StopKind.FORCE)


def _words(kind: StopKind, name: str) -> str:
    return f"{kind.value} {name}" if name else "all messages of the force"


COMMANDS = [
    stop_,
    lift_,
    stops,
    *of_the_ledger.COMMANDS,
    *of_disclosure.COMMANDS,
    *of_contactability.COMMANDS,
    *of_triage.COMMANDS,
]
