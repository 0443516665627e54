"""Commands that erase, and that keep from being erased."""

import json

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.access.values import OPERATOR, Actor, ActorKind
from waypost.base.clock import now
from waypost.base.values import ForceName
from waypost.cases.erasing import daily
from waypost.cases.erasing.holds import AlreadyHeld, NoReason, NoSuchCase, NotHeld, hold, holds, release
from waypost.cases.erasing.operations import MustBeKept, erase
from waypost.cases.erasing.retention import BadRetention
from waypost.cases.erasing.values import Order

_FORCE = click.option("--force", required=True, metavar="FORCE", help="The force's short name, e.g. anyshire.")
_CASE = click.option("--case", "reference", required=True, metavar="REF", help="The crime's or incident's reference.")
_REASON = click.option("--reason", required=True, metavar="WORDS", help="Why, without a name; it is kept for ever.")
_BY = click.option("--by", metavar="WHO", help="Who decided it: a collar or staff number.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")


@click.command("erase")
@_FORCE
@_CASE
@_REASON
@_BY
def erase_(force: str, reference: str, reason: str, by: str | None) -> None:
    """Erase our copy of a case that is over, before its time. That it was erased, why and by whom stays."""
    try:
        count = erase(reference, Order(_known(force), reason, _actor(by), now()))
    except (NoSuchCase, MustBeKept, NoReason) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Erased: {_cases(count)}.")


@click.command("hold")
@_FORCE
@_CASE
@_REASON
@_BY
def hold_(force: str, reference: str, reason: str, by: str | None) -> None:
    """Put a case under a legal hold: nothing of it is erased until it is released."""
    try:
        count = hold(reference, reason=reason, force=_known(force), by=_actor(by), now=now())
    except (NoSuchCase, AlreadyHeld, NoReason) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Held: {_cases(count)}. `waypost release` ends it.")


@click.command("release")
@_FORCE
@_CASE
@_REASON
@_BY
def release_(force: str, reference: str, reason: str, by: str | None) -> None:
    """End the legal hold of a case."""
    try:
        count = release(reference, reason=reason, force=_known(force), by=_actor(by), now=now())
    except (NoSuchCase, NotHeld, NoReason) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Released: {_cases(count)}.")


@click.command("holds")
@_FORCE
@_JSON
def holds_(force: str, *, as_json: bool) -> None:
    """List the legal holds that stand, the oldest first."""
    found = holds(_known(force))
    for one in found:
        line = {"case": one.reference, "since": one.since.isoformat(), "by": one.held_by, "reason": one.reason}
        words = f"case {one.reference}, since {one.since:%Y-%m-%d}, by {one.held_by}: {one.reason}"
        click.echo(json.dumps(line) if as_json else words)
    if not found and not as_json:
        click.echo("Nothing is held.")


@click.group()
def retention() -> None:
    """Look at what is due to be erased, or erase it."""


@retention.command("list")
@_FORCE
@_JSON
def list_(force: str, *, as_json: bool) -> None:
    """List the cases whose time is over, and what stands against erasing each."""
    _show(_known(force), as_json=as_json)


@retention.command("run")
@_FORCE
@click.option("--dry-run", is_flag=True, help="Only list.")
@_JSON
def run_(force: str, *, dry_run: bool, as_json: bool) -> None:
    """Erase what is due and what nothing stands against, as the daily job does."""
    name = _known(force)
    if dry_run:
        _show(name, as_json=as_json)
        return
    try:
        count = daily.run(name, by=OPERATOR, now=now())
    except BadRetention as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps({"erased": count}) if as_json else f"Erased: {_cases(count)}.")


def _show(force: ForceName, *, as_json: bool) -> None:
    try:
        found = [one for batch in daily.due_cases(force, now=now()) for one in batch]
    except BadRetention as error:
        raise click.ClickException(str(error)) from None
    for one in found:
        line = {
            "case": one.reference,
            "quiet_since": one.quiet_since.isoformat(),
            "kept_days": one.days,
            "stands_against": sorted(why.name.lower() for why in one.kept),
        }
        words = f"case {one.reference}: quiet since {one.quiet_since:%Y-%m-%d}, kept {one.days} days"
        click.echo(json.dumps(line) if as_json else "; ".join([words, *(f"it {why}" for why in sorted(one.kept))]))
    if not found and not as_json:
        click.echo("Nothing is due.")


def _cases(count: int) -> str:
    return f"{count} {'case' if count == 1 else 'cases'}"


def _actor(by: str | None) -> Actor:
    return Actor(ActorKind.STAFF, by) if by else OPERATOR


def _known(force: str) -> ForceName:
    try:
        return force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None


COMMANDS: list[click.Command] = [erase_, hold_, release_, holds_, retention]
