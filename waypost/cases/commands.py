"""Commands on numbers and addresses that must not be used."""

import json
from collections.abc import Callable

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.access.values import Actor, ActorKind
from waypost.base.clock import LONDON, now
from waypost.base.values import ForceName
from waypost.cases.contacts_of_people import NobodyOfThatId, freeze_person, frozen_contacts, lift_person
from waypost.cases.erasing import commands as of_erasing
from waypost.cases.hearings import commands as of_hearings

_FORCE = click.option("--force", required=True, metavar="FORCE", help="The force's short name, e.g. anyshire.")
_CASE = click.option("--case", "reference", required=True, metavar="REF", help="The crime's or incident's reference.")
_PERSON = click.option("--person", "person_ref", required=True, metavar="ID", help="The person's id in it.")
_BY = click.option("--by", required=True, metavar="WHO", help="Who decided it: a collar or staff number.")


@click.group()
def contact() -> None:
    """Look after numbers and addresses that must not be used."""


@contact.command("frozen")
@_FORCE
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one contact a line.")
def frozen_(force: str, *, as_json: bool) -> None:
    """List what is frozen, by the case in which it was said; numbers and addresses are not printed."""
    for one in frozen_contacts(force=_known(force)):
        line = {
            "case": one.reference,
            "person": one.person_ref,
            "kind": one.kind.value,
            "why": one.why.value,
            "since": one.since.isoformat(),
        }
        where = f"case {one.reference}, person {one.person_ref}" if one.reference else "no case"
        since = f"{one.since.astimezone(LONDON):%d %b %Y %H:%M}"
        click.echo(json.dumps(line) if as_json else f"{since} {one.kind}: {one.why} ({where})")


@contact.command("freeze")
@_FORCE
@_CASE
@_PERSON
@_BY
def freeze_(force: str, reference: str, person_ref: str, by: str) -> None:
    """Let nothing go to what is on record of somebody, in the whole force, until it is lifted."""
    click.echo(f"Frozen: {_changed(freeze_person, force, reference, person_ref, by)}.")


@contact.command("lift")
@_FORCE
@_CASE
@_PERSON
@_BY
def lift_(force: str, reference: str, person_ref: str, by: str) -> None:
    """
    Let the contacts of somebody be used again. First make sure, in a way that you know to be safe, whose they are.

    A page that was shut stays shut: `waypost portal unlock` opens it.
    """
    click.echo(f"Lifted: {_changed(lift_person, force, reference, person_ref, by)}.")


def _changed(change: Callable[..., int], force: str, reference: str, person_ref: str, by: str) -> str:
    actor = Actor(ActorKind.STAFF, by)
    try:
        count = change(reference, person_ref=person_ref, force=_known(force), by=actor, now=now())
    except NobodyOfThatId as error:
        raise click.ClickException(str(error)) from None
    return f"{count} {'contact' if count == 1 else 'contacts'}"


def _known(force: str) -> ForceName:
    try:
        return force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None


COMMANDS: list[click.Command] = [contact, *of_erasing.COMMANDS, *of_hearings.COMMANDS]
