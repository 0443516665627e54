"""Commands on the victim's pages."""

import click

from waypost.access.values import Actor, ActorKind
from waypost.base.clock import now
from waypost.base.values import ForceName
from waypost.portal.operations import NoSuchInvitation, unlock


@click.group()
def portal() -> None:
    """Look after the victim's pages."""


@portal.command("unlock")
@click.option("--force", required=True, help="The force's short name, e.g. anyshire.")
@click.option("--case", "reference", required=True, metavar="REF", help="The crime's or incident's reference.")
@click.option("--person", "person_ref", required=True, metavar="ID", help="The victim's id in it.")
@click.option("--by", required=True, metavar="WHO", help="Who spoke to the victim: a collar or staff number.")
def unlock_(force: str, reference: str, person_ref: str, by: str) -> None:
    """Let a victim sign in again after three wrong tries. Speak to the victim first."""
    actor = Actor(ActorKind.STAFF, by)
    try:
        unlock(reference, person_ref=person_ref, force=ForceName(force), by=actor, now=now())
    except NoSuchInvitation as error:
        raise click.ClickException(str(error)) from None


COMMANDS = [portal]
