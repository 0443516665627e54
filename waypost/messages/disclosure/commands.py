"""The command that makes a disclosure."""

import json
from pathlib import Path

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.access.values import OPERATOR, Actor, ActorKind
from waypost.base.clock import now
from waypost.base.pdf import CannotMakePdf
from waypost.base.values import ForceName
from waypost.cases.erasing.holds import NoReason, NoSuchCase, said
from waypost.messages.disclosure.page import pdf_of, titled
from waypost.messages.disclosure.record import NobodyOfThatId, Wanted, disclose

_PRIVATE = 0o600


@click.group()
def disclosure() -> None:
    """Hand out what was sent and received about a case."""


@disclosure.command("export")
@click.option("--force", required=True, metavar="FORCE", help="The force's short name, e.g. anyshire.")
@click.option("--case", "reference", required=True, metavar="REF", help="The crime's or incident's reference.")
@click.option(
    "--out", required=True, metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False), help="Where to write."
)
@click.option("--person", "person_ref", metavar="ID", help="Only what concerns this person of the case.")
@click.option("--reason", default="disclosure", show_default=True, metavar="WORDS", help="Why; it is kept.")
@click.option("--by", metavar="WHO", help="Who asked for it: a collar or staff number.")
def export(force: str, reference: str, out: Path, **asked: str | None) -> None:
    """Write all that was sent, received, read and answered about a case, as JSON and as PDF."""
    at = now()
    try:
        name, reason = force_settings(ForceName(force)).name, said(asked["reason"] or "")
        found = disclose(Wanted(name, reference, asked["person_ref"], reason), by=_actor(asked["by"]), now=at)
        page = pdf_of(found, title=titled(reference), made_at=at)
    except (UnknownForce, NoSuchCase, NobodyOfThatId, NoReason, CannotMakePdf) as error:
        raise click.ClickException(str(error)) from None
    stem = "".join(one if one.isalnum() else "-" for one in reference)
    out.mkdir(parents=True, exist_ok=True)
    _write(out / f"{stem}.json", json.dumps(found, ensure_ascii=False, indent=1).encode())
    _write(out / f"{stem}.pdf", page)
    click.echo(f"Written: {stem}.json and {stem}.pdf. They hold names and words: give them only to whom they are for.")


def _actor(by: str | None) -> Actor:
    return Actor(ActorKind.STAFF, by) if by else OPERATOR


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=_PRIVATE)
    path.chmod(_PRIVATE)
    path.write_bytes(content)


COMMANDS: list[click.Command] = [disclosure]
